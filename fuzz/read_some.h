// What a fuzz target does with an opened image: a whole small level, and a part of the largest.
#pragma once

#include "codecs/registry.h"

namespace triforium {

inline codecs::OpenOptions small_options() {
  codecs::OpenOptions options;
  options.limits = {.max_area = 4'000'000, .max_undivided_area = 1'000'000, .max_memory = 64 << 20};
  options.pdf_dpi = 36;
  return options;
}

inline void read_some(std::uint8_t const* data, std::size_t size, codecs::OpenFunction open) {
  auto const decoder = open(storage::make_memory_source("fuzz", Bytes(data, data + size)), small_options());
  if (!decoder) return;
  auto const& levels = (*decoder)->header().levels;
  auto const full = levels.front().size;
  PixelRect const part{full.width / 2, full.height / 2, (full.width + 1) / 2, (full.height + 1) / 2};
  for (auto const& [level, area] : {std::pair(levels.size() - 1, PixelRect::whole(levels.back().size)),
                                    std::pair(std::size_t{0}, part.intersection(PixelRect::whole(full)))}) {
    if (area.size().area() > 1'000'000) continue;
    if (auto const reader = (*decoder)->read(level, area)) (void)read_all(**reader);
  }
}

}  // namespace triforium
