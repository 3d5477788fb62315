#include "program/vips_writer.h"

#include <vips/vips.h>

#include <cstring>
#include <memory>
#include <stdexcept>

namespace triforium::test {
namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

void require(bool holds) {
  if (!holds) throw std::runtime_error(vips_error_buffer());
}

Image image_of(Pixels const& pixels) {
  auto const size = pixels.size();
  std::vector<std::uint8_t> packed;
  for (std::int64_t y = 0; y < size.height; ++y) {
    auto const* const row = pixels.view().row(y);
    packed.insert(packed.end(), row, row + size.width * 3);
  }
  Image image(vips_image_new_from_memory_copy(packed.data(), packed.size(), static_cast<int>(size.width),
                                              static_cast<int>(size.height), 3, VIPS_FORMAT_UCHAR));
  require(image != nullptr);
  image->Type = VIPS_INTERPRETATION_sRGB;
  return image;
}

Image gray(Image image) {
  VipsImage* out = nullptr;
  require(vips_colourspace(image.get(), &out, VIPS_INTERPRETATION_B_W, nullptr) == 0);
  return Image(out);
}

Image faded(Image image) {
  VipsImage *grid = nullptr, *column = nullptr, *alpha = nullptr, *bytes = nullptr, *out = nullptr;
  require(vips_xyz(&grid, image->Xsize, image->Ysize, nullptr) == 0);
  require(vips_extract_band(grid, &column, 0, nullptr) == 0);
  require(vips_linear1(column, &alpha, 255.0 / image->Xsize, 0, nullptr) == 0);
  require(vips_cast(alpha, &bytes, VIPS_FORMAT_UCHAR, nullptr) == 0);
  require(vips_bandjoin2(image.get(), bytes, &out, nullptr) == 0);
  for (auto* const step : {grid, column, alpha, bytes})
    g_object_unref(step);
  return Image(out);
}

}  // namespace

std::string pyramid_by_vips(Pixels const& pixels, PyramidRecipe const& recipe) {
  Image image = image_of(pixels);
  if (recipe.is_gray) image = gray(std::move(image));
  if (recipe.fades) image = faded(std::move(image));
  void* bytes = nullptr;
  std::size_t size = 0;
  auto const compression =
      recipe.compression == "webp" ? VIPS_FOREIGN_TIFF_COMPRESSION_WEBP : VIPS_FOREIGN_TIFF_COMPRESSION_JPEG;
  require(vips_tiffsave_buffer(image.get(), &bytes, &size, "compression", compression, "Q", recipe.quality, "tile",
                               TRUE, "pyramid", TRUE, "tile_width", static_cast<int>(recipe.tile), "tile_height",
                               static_cast<int>(recipe.tile), "subifd", recipe.has_subifds ? TRUE : FALSE, "bigtiff",
                               recipe.is_big_tiff ? TRUE : FALSE, "rgbjpeg", recipe.stores_rgb ? TRUE : FALSE,
                               "lossless", recipe.is_exact ? TRUE : FALSE, nullptr) == 0);
  std::string file(static_cast<char const*>(bytes), size);
  g_free(bytes);
  return file;
}

}  // namespace triforium::test
