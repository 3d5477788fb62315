// What ffprobe says of a file whose tags are its maker's.
#include <cstdint>

#include "base/bytes.h"
#include "media/probe.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (auto const recording = triforium::media::parse_probe(triforium::as_text({data, size})))
    triforium::media::full_media_type(*recording);
  return 0;
}
