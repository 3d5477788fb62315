// Sources that libvips reads: GIF, HEIF (AVIF, HEIC), JPEG XL, PDF pages, PNM, Radiance. Which loader runs is decided
// by the sniffers here, never by libvips; what is not named here is not read (README.md says what and why).
#pragma once

#include <memory>

#include "codecs/decoder.h"
#include "codecs/registry.h"

namespace triforium::codecs {

// https://www.w3.org/Graphics/GIF/spec-gif89a.txt – frames are pages.
bool sniff_gif(ByteView head);
// ISO/IEC 23008-12 (HEIF), https://aomediacodec.github.io/av1-avif/ – the primary image, upright.
bool sniff_heif(ByteView head);
// ISO/IEC 18181-2 – the first frame, upright.
bool sniff_jxl(ByteView head);
// ISO 32000 – a page, drawn at OpenOptions::pdf_dpi.
bool sniff_pdf(ByteView head);
// https://netpbm.sourceforge.net/doc/ – PBM, PGM, PPM and PFM.
bool sniff_pnm(ByteView head);
// Radiance pictures, .hdr: made sRGB; what is brighter than white is white.
bool sniff_radiance(ByteView head);

// All block. Errors: corrupt_source, not_found (no such page), too_large, not_implemented (a PDF with a password).
Result<std::shared_ptr<Decoder const>> open_gif(std::shared_ptr<storage::Source const> source, OpenOptions const&);
Result<std::shared_ptr<Decoder const>> open_heif(std::shared_ptr<storage::Source const> source, OpenOptions const&);
Result<std::shared_ptr<Decoder const>> open_jxl(std::shared_ptr<storage::Source const> source, OpenOptions const&);
Result<std::shared_ptr<Decoder const>> open_pdf(std::shared_ptr<storage::Source const> source, OpenOptions const&);
Result<std::shared_ptr<Decoder const>> open_pnm(std::shared_ptr<storage::Source const> source, OpenOptions const&);
Result<std::shared_ptr<Decoder const>> open_radiance(std::shared_ptr<storage::Source const> source, OpenOptions const&);

}  // namespace triforium::codecs
