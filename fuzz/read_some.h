// What a fuzz target does with an opened image.
#pragma once

#include <algorithm>
#include <cstdint>

#include "codecs/registry.h"
#include "pixels/rows.h"

namespace triforium {

// In strips of three rows: bands are begun and continued.
inline void read_area(codecs::Decoder const& decoder, std::size_t level, PixelRect area) {
  (void)decoder.cost(level, area);
  auto const reader = decoder.read(level, area);
  if (!reader) return;
  auto const strip = std::min<std::int64_t>(area.height, 3);
  auto pixels = Pixels::create({area.width, strip}, (*reader)->format());
  if (!pixels) return;
  for (std::int64_t y = 0; y < area.height; y += strip) {
    if (!(*reader)->read(pixels->view().rows(0, std::min(strip, area.height - y)))) return;
  }
}

// Three areas of every level, for formats that read areas: the first and the last corner, and a pixel in the middle.
inline void read_areas(std::uint8_t const* data, std::size_t size, codecs::OpenFunction open, int pages = 1) {
  auto const source = storage::make_memory_source("fuzz", Bytes(data, data + size));
  codecs::OpenOptions options;
  options.limits = {.max_area = 1 << 28, .max_undivided_area = 1 << 20, .max_memory = 8U << 20};
  for (options.page = 0; options.page < pages; ++options.page) {
    auto const decoder = open(source, options);
    if (!decoder) return;
    auto const levels = std::min<std::size_t>((*decoder)->header().levels.size(), 4);
    for (std::size_t level = 0; level < levels; ++level) {
      auto const all = (*decoder)->header().levels[level].size;
      auto const width = std::min<std::int64_t>(all.width, 300), height = std::min<std::int64_t>(all.height, 60);
      read_area(**decoder, level, {0, 0, width, height});
      read_area(**decoder, level, {all.width - width, all.height - height, width, height});
      read_area(**decoder, level, {all.width / 2, all.height / 2, 1, 1});
    }
  }
}

inline codecs::OpenOptions small_options() {
  codecs::OpenOptions options;
  options.limits = {.max_area = 4'000'000, .max_undivided_area = 1'000'000, .max_memory = 64 << 20};
  options.pdf_dpi = 36;
  return options;
}

// A whole small level and a part of the largest, for formats in which every read costs the whole.
inline void read_some(std::uint8_t const* data, std::size_t size, codecs::OpenFunction open) {
  auto const decoder = open(storage::make_memory_source("fuzz", Bytes(data, data + size)), small_options());
  if (!decoder) return;
  auto const& levels = (*decoder)->header().levels;
  auto const full = levels.front().size;
  PixelRect const part{full.width / 2, full.height / 2, (full.width + 1) / 2, (full.height + 1) / 2};
  for (auto const& [level, area] : {std::pair(levels.size() - 1, PixelRect::whole(levels.back().size)),
                                    std::pair(std::size_t{0}, part.intersection(PixelRect::whole(full)))}) {
    if (area.size().area() <= 1'000'000) read_area(**decoder, level, area);
  }
}

}  // namespace triforium
