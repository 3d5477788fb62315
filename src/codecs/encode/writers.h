// One function per output format, and what they share. Called by encode() alone, which has checked that the size and
// the pixel format can be written and that the profile fits the pixels.
#pragma once

#include "codecs/plane_encoder.h"

namespace triforium::codecs::detail {

using EncodeFunction = Result<void> (*)(RowReader& rows, EncodeSettings const& settings,
                                        Accompaniment const& accompaniment, ByteSink& out);

Result<void> encode_jpg(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_png(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_webp(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_avif(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_tif(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_gif(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_jp2(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_pdf(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);
Result<void> encode_jxl(RowReader&, EncodeSettings const&, Accompaniment const&, ByteSink&);

// Called by encode_planes() and start_planes() alone, with the sampling of plane_sampling().
Result<std::unique_ptr<PlaneWriter>> start_jpg_planes(PixelSize, bool is_gray, EncodeSettings const&,
                                                      Accompaniment const&, ByteSink&);
Result<void> encode_webp_planes(Planes, EncodeSettings const&, Accompaniment const&, ByteSink&);

// Pixels up to which a TIFF is compressed, and held until it is complete.
inline constexpr std::int64_t kCompressedTifArea = 4'000'000;
// Memory that the libraries take.
std::uint64_t webp_bytes_per_pixel(EncodeSettings const& settings, bool is_bitonal);
std::uint64_t jp2_memory(PixelSize size, std::uint64_t pixel_bytes);

// Whether the libraries of this machine can write it: asked once.
bool has_avif_encoder();
bool has_gif_encoder();

// An error of a library, said to the client in one sentence and to the log in the library's own words.
Failure encoder_failed(std::string_view format, std::string detail);

// 4:4:4 for sharp edges of colour, 4:2:0 where the quality is low enough to hide it.
Subsampling resolve(Subsampling wanted, int quality);

// Dots per inch → per metre, rounded, as PNG and JP2 store it.
std::uint32_t dots_per_metre(double dots_per_inch);

}  // namespace triforium::codecs::detail
