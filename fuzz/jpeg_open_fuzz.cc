// Any bytes as a JPEG: opened, and a few areas of each level read with small limits.
#include "codecs/jpeg/jpeg.h"
#include "read_some.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  (void)triforium::codecs::sniff_jpeg({data, size});
  triforium::read_areas(data, size, triforium::codecs::open_jpeg);
  return 0;
}
