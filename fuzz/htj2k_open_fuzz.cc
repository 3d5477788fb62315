// The same door as jp2_open, with a corpus of High Throughput alone: the gate, and what it lets through to OpenJPEG.
#include "codecs/jp2/jp2.h"
#include "read_some.h"

// OpenJPEG 2.5.0 forgets two small structures when the packets of a High Throughput tile do not parse.
extern "C" char const* __lsan_default_suppressions();
extern "C" char const* __lsan_default_suppressions() { return "leak:libopenjp2.so\n"; }

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  triforium::read_some(data, size, triforium::codecs::open_jp2);
  return 0;
}
