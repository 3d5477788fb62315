// A glTF model, binary or JSON; and the first bytes of a file whose type is asked for.
#include <cstdint>

#include "media/glb.h"
#include "media/media_type.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  triforium::media::read_model({data, size});
  triforium::media::find_media_type({data, size}, "model.glb");
  return 0;
}
