// Picture files for whole-program tests, made by code.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "codecs/encoder.h"
#include "pixels/pixels.h"

namespace triforium::test {

// A soft pattern that is different everywhere.
Pixels soft_picture(PixelSize size, PixelFormat format = {});

// The bytes of that picture as a file.
std::string encoded(codecs::OutputFormat format, Pixels pixels);

// A TIFF with levels, an orientation, tiles or strips as a case wants them. All chunks of a level share the same bytes,
// so the file is small whatever its size in pixels.
struct TiffRecipe {
  PixelSize size = {};
  std::vector<PixelSize> levels = {};  // below the whole
  PixelSize tile = {};                 // {0, 0}: strips
  int orientation = 1;
  std::string colour = "rgb";  // "rgb", "gray", "bitonal"
  int pages = 1;               // the same picture that many times
};
std::string repeating_tiff(TiffRecipe const& recipe);

// A pyramid whose tiles hold those pixels (8-bit RGB): the whole and its levels, in SubIFDs.
std::string tiled_tiff(std::vector<Pixels> const& levels, PixelSize tile);

// What came back as an image file: its size without decoding, its pixels; absent if it is no image.
std::optional<PixelSize> size_of_file(std::string const& bytes);
std::optional<Pixels> pixels_of_file(std::string const& bytes);

}  // namespace triforium::test
