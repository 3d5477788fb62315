// What poppler's programs say of a PDF: texts in it are anybody's.
#include "enrich/outline.h"
#include "media/pdf.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  if (auto pdf = media::parse_pdf_info(text)) {
    media::add_densities(text, *pdf);
    for (auto const& page : pdf->pages)
      media::drawing_density(page, 200);
  }
  auto const outline = enrich::parse_outline({data, size});
  if (outline) enrich::outline_ranges(*outline, 20, [](std::uint32_t page) { return std::to_string(page); });
  return 0;
}
