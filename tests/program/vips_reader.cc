#include "program/vips_reader.h"

#include <vips/vips.h>

#include <cstdlib>

namespace triforium::test {
namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

// Runs a vips operation that gives an image; null if it fails.
template <typename Operation>
Image image_of(Operation operation) {
  VipsImage* out = nullptr;
  if (operation(&out) == 0) return Image(out);
  vips_error_clear();
  return nullptr;
}

// Transparency on white, gray as three samples, 8 bit.
std::optional<FlatPicture> flattened(Image image) {
  if (image && vips_image_hasalpha(image.get()) != 0) {
    double const white[] = {vips_image_get_format(image.get()) == VIPS_FORMAT_USHORT ? 65535.0 : 255.0};
    std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> const background(
        vips_array_double_new(white, 1), [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
    image = image_of(
        [&](VipsImage** out) { return vips_flatten(image.get(), out, "background", background.get(), nullptr); });
  }
  if (image)
    image = image_of(
        [&](VipsImage** out) { return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_sRGB, nullptr); });
  if (image) image = image_of([&](VipsImage** out) { return vips_cast_uchar(image.get(), out, nullptr); });
  if (!image || vips_image_get_bands(image.get()) != 3) return std::nullopt;
  std::size_t bytes = 0;
  std::unique_ptr<void, void (*)(void*)> const memory(vips_image_write_to_memory(image.get(), &bytes), g_free);
  if (!memory) {
    vips_error_clear();
    return std::nullopt;
  }
  auto const* const data = static_cast<unsigned char const*>(memory.get());
  return FlatPicture{{vips_image_get_width(image.get()), vips_image_get_height(image.get())}, {data, data + bytes}};
}

}  // namespace

std::optional<PixelSize> size_by_vips(std::filesystem::path const& path) {
  Image const image(vips_image_new_from_file(path.c_str(), nullptr));
  if (!image) {
    vips_error_clear();
    return std::nullopt;
  }
  PixelSize const size{vips_image_get_width(image.get()), vips_image_get_height(image.get())};
  return vips_image_get_orientation_swap(image.get()) != 0 ? size.transposed() : size;
}

std::optional<FlatPicture> thumbnail_by_vips(std::filesystem::path const& path, PixelSize size) {
  Image const header(vips_image_new_from_file(path.c_str(), nullptr));
  if (!header) return std::nullopt;
  // Pixels without a profile are sRGB already; exported through one they would change their white.
  bool const has_profile = vips_image_get_typeof(header.get(), VIPS_META_ICC_NAME) != 0 ||
                           vips_image_get_interpretation(header.get()) == VIPS_INTERPRETATION_CMYK;
  return flattened(image_of([&](VipsImage** out) {
    auto const width = static_cast<int>(size.width), height = static_cast<int>(size.height);
    return has_profile ? vips_thumbnail(path.c_str(), out, width, "height", height, "size", VIPS_SIZE_FORCE,
                                        "export_profile", "srgb", nullptr)
                       : vips_thumbnail(path.c_str(), out, width, "height", height, "size", VIPS_SIZE_FORCE, nullptr);
  }));
}

std::optional<FlatPicture> decoded_by_vips(std::string const& file) {
  Image image(vips_image_new_from_buffer(file.data(), file.size(), "", nullptr));
  if (!image) vips_error_clear();
  return flattened(std::move(image));
}

namespace {

// The sum of one block of one channel.
int block_sum(FlatPicture const& picture, PixelRect block, int channel) {
  int sum = 0;
  for (auto y = block.y; y < block.bottom(); ++y) {
    for (auto x = block.x; x < block.right(); ++x)
      sum += picture.rgb[static_cast<std::size_t>((y * picture.size.width + x) * 3 + channel)];
  }
  return sum;
}

}  // namespace

double mean_difference(FlatPicture const& a, FlatPicture const& b) {
  double sum = 0;
  for (std::int64_t y = 0; y < a.size.height; y += kBlock) {
    for (std::int64_t x = 0; x < a.size.width; x += kBlock) {
      auto const block = PixelRect{x, y, kBlock, kBlock}.intersection(PixelRect::whole(a.size));
      for (int channel = 0; channel < 3; ++channel)
        sum += std::abs(block_sum(a, block, channel) - block_sum(b, block, channel));
    }
  }
  return sum / static_cast<double>(a.rgb.size());
}

}  // namespace triforium::test
