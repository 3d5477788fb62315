// What libvips reads for us, by our own sniffers, and BMP.
#include "codecs/bmp/bmp.h"
#include "codecs/vips/vips_decoder.h"
#include "read_some.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium::codecs;
  ReadableFormat const formats[] = {
      {"bmp", sniff_bmp, open_bmp}, {"gif", sniff_gif, open_gif}, {"heif", sniff_heif, open_heif},
      {"jxl", sniff_jxl, open_jxl}, {"pnm", sniff_pnm, open_pnm}, {"radiance", sniff_radiance, open_radiance},
      {"pdf", sniff_pdf, open_pdf},
  };
  for (auto const& format : formats) {
    if (!format.sniff({data, size})) continue;
    triforium::read_some(data, size, format.open);
    break;
  }
  return 0;
}
