// The same door as jp2_open, with a corpus of High Throughput alone: the gate, and what it lets through to OpenJPEG.
#include "codecs/jp2/jp2.h"
#include "read_some.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  triforium::read_some(data, size, triforium::codecs::open_jp2);
  return 0;
}
