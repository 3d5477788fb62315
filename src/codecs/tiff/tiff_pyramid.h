// Which directories of a file are images, and which are smaller versions of them. Pure.
#pragma once

#include <vector>

#include "codecs/tiff/tiff_index.h"

namespace triforium::codecs::tiff {

// Versions of one image: [0] is the whole, then ever smaller ones. Pointers into the pages given.
struct PageGroup {
  std::vector<Page const*> levels;
};

// The images of a file in their order. Smaller versions are
// - directories that say so (NewSubfileType bit 0) after their image in the chain, and SubIFDs,
//   where their size is the image's divided by a whole number: what is not is a thumbnail;
// - in the chain also tiled directories that do not say so but are half as large as the one before.
// Masks are neither.
std::vector<PageGroup> group_pages(std::vector<Page> const& pages);

// Whether `small` is `whole` divided by a whole number above 1, give or take a pixel of rounding.
bool is_reduction(PixelSize whole, PixelSize small);

}  // namespace triforium::codecs::tiff
