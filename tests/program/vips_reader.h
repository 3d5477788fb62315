// An independent opinion on files: libvips.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pixels/size.h"

namespace triforium::test {

// 8-bit sRGB on white.
struct FlatPicture {
  PixelSize size;
  std::vector<unsigned char> rgb;
};

// The size of the picture, upright; absent if libvips does not read the file.
std::optional<PixelSize> size_by_vips(std::filesystem::path const& path);
// The picture reduced to exactly that size, upright, in sRGB; absent if libvips does not read all of it.
std::optional<FlatPicture> thumbnail_by_vips(std::filesystem::path const& path, PixelSize size);
// What a client sees of an answer.
std::optional<FlatPicture> decoded_by_vips(std::string const& file);

// Of 255, over all samples, where those of a block of kBlock × kBlock pixels count together: filters for reducing
// differ in sharpness, and this does not see it; it sees colours, and what is not where it should be. Both have the
// same size.
inline constexpr std::int64_t kBlock = 4;
double mean_difference(FlatPicture const& a, FlatPicture const& b);

}  // namespace triforium::test
