// The gate in front of the JPEG 2000 libraries: boxes and main header.
#include <cstddef>
#include <cstdint>

#include "codecs/jp2/boxes.h"
#include "codecs/jp2/jp2_budget.h"
#include "codecs/jp2/pixel_plan.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  using namespace triforium::codecs;
  auto const source = storage::make_memory_source("fuzz", Bytes(data, data + size));
  auto const file = jp2::parse_file(*source);
  if (!file) return 0;
  (void)jp2::check_budget(file->codestream, {});
  (void)jp2::levels_of(file->codestream);
  (void)jp2::plan_pixels(*file);
  return 0;
}
