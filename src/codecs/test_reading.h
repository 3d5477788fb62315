// For tests: a file through our decoders, and the same file through an independent reader, libvips.
#pragma once

#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>

#include "codecs/registry.h"
#include "pixels/rows.h"

namespace triforium::codecs::test {

inline Bytes load(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline Result<std::shared_ptr<Decoder const>> open_bytes(Bytes bytes, OpenOptions const& options = {}) {
  return open(storage::make_memory_source("test", std::move(bytes)), options);
}

// All rows of the part, pulled in uneven strips as steps do.
inline Result<Pixels> read_part(Decoder const& decoder, std::size_t level, PixelRect area) {
  TRIFORIUM_TRY(auto const reader, decoder.read(level, area));
  TRIFORIUM_TRY(auto pixels, Pixels::create(area.size(), reader->format()));
  for (std::int64_t y = 0, strip = 1; y < area.height; y += strip, strip = strip % 13 + 4) {
    strip = std::min(strip, area.height - y);
    TRIFORIUM_CHECK(reader->read(pixels.view().rows(y, strip)));
  }
  return pixels;
}

inline Result<Pixels> read_level(Decoder const& decoder, std::size_t level) {
  return read_part(decoder, level, PixelRect::whole(decoder.header().levels[level].size));
}

// The first row of `part` that differs from the same row of `whole`; absent if none does.
inline std::optional<std::int64_t> first_difference(Pixels const& whole, Pixels const& part, PixelRect area) {
  auto const all = whole.view(), some = part.view();
  for (std::int64_t y = 0; y < area.height; ++y) {
    auto const* const expected = all.row(area.y + y) + area.x * all.format.bytes_per_pixel();
    if (std::memcmp(expected, some.row(y), some.row_bytes()) != 0) return y;
  }
  return std::nullopt;
}

// Areas at corners, in the middle, thin ones and single pixels.
inline std::vector<PixelRect> sample_areas(PixelSize size) {
  auto const w = size.width, h = size.height;
  std::vector<PixelRect> const wanted{
      {0, 0, w, h},
      {0, 0, 1, 1},
      {w - 1, h - 1, 1, 1},
      {w / 2, h / 2, 1, 1},
      {w / 3, h / 3, 37, 29},
      {w / 2 + 1, 0, 5, h},
      {0, h / 2 + 1, w, 3},
      {17, 33, 64, 64},
      {w - 20, h - 20, 20, 20},
      {1, 1, w - 2, h - 2},
      {w / 4, h / 4, w / 2, 2},
      {0, h - 1, w, 1},
  };
  std::vector<PixelRect> areas;
  for (auto const area : wanted) {
    if (auto const inside = area.intersection(PixelRect::whole(size)); !inside.is_empty()) areas.push_back(inside);
  }
  return areas;
}

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
struct GFree {
  void operator()(void* memory) const { g_free(memory); }
};

// The mean absolute difference of all samples, where 1 is the whole range; absent where libvips does not read the
// file, or finds another shape.
inline std::optional<double> difference_from_vips(std::filesystem::path const& path, Pixels const& ours) {
  if (VIPS_INIT("test") != 0) return std::nullopt;
  std::unique_ptr<VipsImage, Unref> const image(vips_image_new_from_file(path.c_str(), nullptr));
  if (!image) return std::nullopt;
  auto const view = ours.view();
  auto const is_wide = view.format.type == SampleType::u16;
  if (vips_image_get_width(image.get()) != view.size.width || vips_image_get_height(image.get()) != view.size.height ||
      vips_image_get_bands(image.get()) != view.format.channels() ||
      vips_image_get_format(image.get()) != (is_wide ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR))
    return std::nullopt;
  std::size_t bytes = 0;
  std::unique_ptr<void, GFree> const memory(vips_image_write_to_memory(image.get(), &bytes));
  if (!memory) return std::nullopt;
  auto const* theirs = static_cast<std::uint8_t const*>(memory.get());
  double sum = 0;
  for (std::int64_t y = 0; y < view.size.height; ++y, theirs += view.row_bytes()) {
    auto const sample = [is_wide](std::uint8_t const* row, std::size_t i) {
      std::uint16_t wide = 0;
      if (!is_wide) return row[i] / 255.0;
      std::memcpy(&wide, row + 2 * i, 2);
      return wide / 65535.0;
    };
    for (std::size_t i = 0; i < view.row_bytes() / (is_wide ? 2 : 1); ++i)
      sum += std::abs(sample(view.row(y), i) - sample(theirs, i));
  }
  return sum / static_cast<double>(view.size.area() * view.format.channels());
}

}  // namespace triforium::codecs::test
