// Any bytes as a WebP: opened, and a few areas of each level read with small limits.
#include <algorithm>
#include <cstdint>

#include "codecs/webp/webp.h"
#include "pixels/rows.h"

namespace {

using namespace triforium;

void read_area(codecs::Decoder const& decoder, std::size_t level, PixelRect area) {
  (void)decoder.cost(level, area);
  auto reader = decoder.read(level, area);
  if (!reader) return;
  // Three rows at a time: bands are begun and continued.
  auto const stripe = std::min<std::int64_t>(area.height, 3);
  auto pixels = Pixels::create({area.width, stripe}, (*reader)->format());
  if (!pixels) return;
  for (std::int64_t y = 0; y < area.height; y += stripe) {
    if (!(*reader)->read(pixels->view().rows(0, std::min(stripe, area.height - y)))) return;
  }
}

void read_level(codecs::Decoder const& decoder, std::size_t level) {
  auto const size = decoder.header().levels[level].size;
  auto const width = std::min<std::int64_t>(size.width, 300), height = std::min<std::int64_t>(size.height, 60);
  read_area(decoder, level, {0, 0, width, height});
  read_area(decoder, level, {size.width - width, size.height - height, width, height});
  read_area(decoder, level, {size.width / 2, size.height / 2, 1, 1});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  (void)codecs::sniff_webp({data, size});
  auto const source = storage::make_memory_source("fuzz", Bytes(data, data + size));
  codecs::OpenOptions options;
  options.limits = {.max_area = 1 << 28, .max_undivided_area = 1 << 20, .max_memory = 8U << 20};
  auto const decoder = codecs::open_webp(source, options);
  if (!decoder) return 0;
  auto const levels = std::min<std::size_t>((*decoder)->header().levels.size(), 4);
  for (std::size_t level = 0; level < levels; ++level)
    read_level(**decoder, level);
  return 0;
}
