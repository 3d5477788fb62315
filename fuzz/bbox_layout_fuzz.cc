// The words of a PDF's page, as pdftotext writes them, and written as ALTO.
#include "text/pdf/bbox_layout.h"

#include <cstdlib>

#include "text/alto/alto.h"
#include "text/alto/write_alto.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium::text;
  Limits limits;
  limits.words = 1000;
  auto const page = read_bbox_layout({data, size}, size % 2 == 1, limits);
  if (!page) return 0;
  auto const alto = write_alto(scaled_to(*page, {1000, 1000}), "fuzz");
  if (!read_alto({reinterpret_cast<std::uint8_t const*>(alto.data()), alto.size()})) std::abort();
  return 0;
}
