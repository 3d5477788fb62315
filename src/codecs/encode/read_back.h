// For tests: what an independent reader, libvips, finds in a file that an encoder has written.
#pragma once

#include <vips/vips.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "codecs/vips/vips_library.h"
#include "pixels/pixels.h"

namespace triforium::codecs::test {

// Every picture as RGBA, 0 … 255, however it was stored.
struct ReadBack {
  std::string loader;
  PixelSize size;
  int bands = 0;
  bool is_16_bit = false;
  std::vector<double> rgba;
  Bytes icc;
  std::string xmp;
  bool has_orientation = false;
  double dots_per_inch = 0;
};

// libvips with the loaders that the tests need beside those that the server trusts.
inline bool start_vips() {
  static bool const is_started = [] {
    if (!vips::start()) return false;
    for (auto const* name : {"VipsForeignLoadPdfBuffer", "VipsForeignLoadJxlBuffer", "VipsForeignLoadJp2kBuffer"})
      vips_operation_block_set(name, FALSE);
    return true;
  }();
  return is_started;
}

inline Bytes blob_of(VipsImage* image, char const* name) {
  void const* bytes = nullptr;
  std::size_t size = 0;
  if (vips_image_get_typeof(image, name) == 0 || vips_image_get_blob(image, name, &bytes, &size) != 0) return {};
  auto const* const first = static_cast<std::uint8_t const*>(bytes);
  return {first, first + size};
}

template <typename Sample>
std::vector<double> rgba_of(void const* memory, std::size_t pixels, int bands, double scale) {
  auto const* from = static_cast<Sample const*>(memory);
  std::vector<double> rgba;
  rgba.reserve(pixels * 4);
  for (std::size_t i = 0; i < pixels; ++i, from += bands) {
    for (int c = 0; c < 3; ++c)
      rgba.push_back(from[bands < 3 ? 0 : c] * scale);
    rgba.push_back(bands % 2 == 0 ? from[bands - 1] * scale : 255.0);
  }
  return rgba;
}

// Absent if no loader takes it.
inline std::optional<ReadBack> read_back(Bytes const& file) {
  if (!start_vips()) return std::nullopt;
  vips::ImageHandle const owner(vips_image_new_from_buffer(file.data(), file.size(), "", nullptr));
  auto* const image = owner.get();
  if (image == nullptr) return std::nullopt;

  ReadBack found;
  char const* loader = "";
  vips_image_get_string(image, VIPS_META_LOADER, &loader);
  found.loader = loader;
  found.size = {vips_image_get_width(image), vips_image_get_height(image)};
  found.bands = vips_image_get_bands(image);
  found.is_16_bit = vips_image_get_format(image) == VIPS_FORMAT_USHORT;
  found.icc = blob_of(image, VIPS_META_ICC_NAME);
  auto const xmp = blob_of(image, VIPS_META_XMP_NAME);
  found.xmp.assign(xmp.begin(), xmp.end());
  found.has_orientation = vips_image_get_orientation(image) != 1;
  found.dots_per_inch = vips_image_get_xres(image) * 25.4;

  std::size_t bytes = 0;
  std::unique_ptr<void, void (*)(void*)> const memory(vips_image_write_to_memory(image, &bytes), g_free);
  if (!memory) return std::nullopt;
  auto const pixels = static_cast<std::size_t>(found.size.area());
  found.rgba = found.is_16_bit ? rgba_of<std::uint16_t>(memory.get(), pixels, found.bands, 255.0 / 65535)
                               : rgba_of<std::uint8_t>(memory.get(), pixels, found.bands, 1.0);
  return found;
}

inline std::vector<double> rgba_of(Pixels const& pixels) {
  auto const view = pixels.view();
  std::vector<double> all;
  auto const width = static_cast<std::size_t>(view.size.width);
  for (std::int64_t y = 0; y < view.size.height; ++y) {
    auto const row = view.format.type == SampleType::u16
                         ? rgba_of<std::uint16_t>(view.row(y), width, view.format.channels(), 255.0 / 65535)
                         : rgba_of<std::uint8_t>(view.row(y), width, view.format.channels(), 1.0);
    all.insert(all.end(), row.begin(), row.end());
  }
  return all;
}

// Mean absolute difference of all samples; colour counts as much as it is opaque in `a`.
inline double difference(std::vector<double> const& a, std::vector<double> const& b) {
  if (a.size() != b.size() || a.empty()) return 1e9;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += std::abs(a[i] - b[i]) * (i % 4 == 3 ? 1 : a[i - i % 4 + 3] / 255);
  return sum / static_cast<double>(a.size());
}

}  // namespace triforium::codecs::test
