// An ALTO file.
#include "text/alto/alto.h"

#include "text_pages.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return triforium::text::check_reader(triforium::text::read_alto, {data, size});
}
