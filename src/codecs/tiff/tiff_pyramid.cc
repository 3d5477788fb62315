#include "codecs/tiff/tiff_pyramid.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace triforium::codecs::tiff {
namespace {

bool is_stored_alike(Page const& a, Page const& b) {
  return a.samples == b.samples && a.bits == b.bits && a.kind == b.kind && a.photometric == b.photometric;
}

bool is_half_of(Page const& large, Page const& small) {
  auto const a = large.grid.image, b = small.grid.image;
  auto const halves = [](std::int64_t whole, std::int64_t half) {
    return std::abs(whole - 2 * half) <= 1 || (whole == 1 && half == 1);
  };
  return large.grid.is_tiled && small.grid.is_tiled && b.area() < a.area() && halves(a.width, b.width) &&
         halves(a.height, b.height) && is_stored_alike(large, small);
}

void add_level(PageGroup& group, Page const& page) {
  auto const& whole = *group.levels.front();
  if (!page.is_mask && is_stored_alike(whole, page) && is_reduction(whole.grid.image, page.grid.image)) {
    group.levels.push_back(&page);
  }
}

// Largest first, each size once: of two of a size the first stays.
void sort_levels(PageGroup& group) {
  auto& levels = group.levels;
  std::stable_sort(levels.begin() + 1, levels.end(),
                   [](Page const* a, Page const* b) { return a->grid.image.area() > b->grid.image.area(); });
  levels.erase(std::unique(levels.begin(), levels.end(),
                           [](Page const* a, Page const* b) { return a->grid.image == b->grid.image; }),
               levels.end());
}

}  // namespace

bool is_reduction(PixelSize whole, PixelSize small) {
  if (small.width > whole.width || small.height > whole.height || small == whole) return false;
  // The longer side tells the factor best.
  auto const is_wide = whole.width >= whole.height;
  auto const factor = std::round(is_wide ? static_cast<double>(whole.width) / static_cast<double>(small.width)
                                         : static_cast<double>(whole.height) / static_cast<double>(small.height));
  auto const fits = [&](std::int64_t a, std::int64_t b) {
    return std::abs(static_cast<double>(a) / factor - static_cast<double>(b)) <= 1.0;
  };
  return factor >= 2 && fits(whole.width, small.width) && fits(whole.height, small.height);
}

std::vector<PageGroup> group_pages(std::vector<Page> const& pages) {
  std::vector<PageGroup> groups;
  Page const* before = nullptr;  // the directory before, if it belongs to the last group
  for (auto const& page : pages) {
    if (page.is_mask) continue;
    auto const continues = before != nullptr && is_half_of(*before, page);
    if (!groups.empty() && (page.is_reduced || continues)) {
      add_level(groups.back(), page);
    } else if (!page.is_reduced || &page == &pages.front()) {
      groups.push_back({{&page}});
      for (auto const& child : page.children)
        add_level(groups.back(), child);
    }
    before = &page;
  }
  // A file of masks alone is still a file of images.
  if (groups.empty()) groups.push_back({{&pages.front()}});
  for (auto& group : groups)
    sort_levels(group);
  return groups;
}

}  // namespace triforium::codecs::tiff
