// Any bytes as a TIFF: opened, and a few areas of each level read with small limits.
#include "codecs/tiff/tiff.h"
#include "read_some.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  (void)triforium::codecs::sniff_tiff({data, size});
  triforium::read_areas(data, size, triforium::codecs::open_tiff, 2);
  return 0;
}
