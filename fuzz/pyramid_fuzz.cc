// Any bytes as an image of which a pyramid is built: its tiles are taken over, or its coefficients, or its pixels.
#include <unistd.h>

#include <filesystem>
#include <string>

#include "derive/pyramid.h"
#include "read_some.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  auto const source = storage::make_memory_source("fuzz", Bytes(data, data + size));
  auto const decoder = codecs::open(source, small_options());
  if (!decoder || (*decoder)->header().size.area() > 200'000) return 0;
  static auto const to =
      std::filesystem::temp_directory_path() / ("triforium-fuzz-" + std::to_string(::getpid()) + ".tif");
  derive::PyramidSettings settings;
  settings.tile = 64;
  settings.max_memory = settings.max_coefficients = 64U << 20;
  (void)derive::pyramid_cost(**decoder, settings);
  (void)derive::blocking_build_pyramid(**decoder, *source, settings, to, {});
  std::error_code ignored;
  std::filesystem::remove(to, ignored);
  return 0;
}
