#include "codecs/registry.h"

#include <exception>
#include <new>

#include "codecs/bmp/bmp.h"
#include "codecs/jp2/jp2.h"
#include "codecs/jpeg/jpeg.h"
#include "codecs/png/png.h"
#include "codecs/tiff/tiff.h"
#include "codecs/vips/vips_decoder.h"
#include "codecs/webp/webp.h"

namespace triforium::codecs {
namespace {

// The order matters where one signature is a part of another: the more particular stands first.
constexpr ReadableFormat kReadableFormats[] = {
    {"tiff", sniff_tiff, open_tiff},
    {"jpeg", sniff_jpeg, open_jpeg},
    {"png", sniff_png, open_png},
    {"webp", sniff_webp, open_webp},
    {"jp2", sniff_jp2, open_jp2},  // HTJ2K, too
    {"gif", sniff_gif, open_gif},
    {"heif", sniff_heif, open_heif},
    {"jxl", sniff_jxl, open_jxl},
    {"bmp", sniff_bmp, open_bmp},
    {"radiance", sniff_radiance, open_radiance},
    {"pnm", sniff_pnm, open_pnm},
    {"pdf", sniff_pdf, open_pdf},
};

Result<std::shared_ptr<Decoder const>> open_caught(ReadableFormat const& format,
                                                   std::shared_ptr<storage::Source const> source,
                                                   OpenOptions const& options) {
  // Libraries in C++ may throw whatever a file makes them throw; it ends here.
  try {
    return format.open(std::move(source), options);
  } catch (std::bad_alloc const&) {
    return fail(ErrorKind::too_large, "The source image needs more memory than there is.", "std::bad_alloc");
  } catch (std::exception const& e) {
    return fail(ErrorKind::corrupt_source, "The source image cannot be read.", e.what());
  }
}

}  // namespace

std::span<ReadableFormat const> readable_formats() { return kReadableFormats; }

Result<std::shared_ptr<Decoder const>> open(std::shared_ptr<storage::Source const> source, OpenOptions const& options) {
  TRIFORIUM_TRY(auto const head, storage::read_head(*source, kSniffBytes));
  for (auto const& format : kReadableFormats) {
    if (format.sniff(head)) return open_caught(format, std::move(source), options);
  }
  return fail(ErrorKind::corrupt_source, "The source is no image that this server can read.");
}

}  // namespace triforium::codecs
