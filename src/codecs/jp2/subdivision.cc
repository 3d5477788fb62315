#include "codecs/jp2/subdivision.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace triforium::codecs::jp2 {
namespace {

std::int64_t divide_up(std::int64_t value, int log2) {
  return (value + (std::int64_t{1} << log2) - 1) >> log2;
}

PixelRect grid_over(PixelRect extent, int width_log2, int height_log2) {
  if (extent.is_empty()) return {};
  auto const x = extent.x >> width_log2, y = extent.y >> height_log2;
  return {x, y, divide_up(extent.right(), width_log2) - x, divide_up(extent.bottom(), height_log2) - y};
}

// T.800, equation B-15: `level` is n_b.
PixelRect band_extent(PixelRect tile, int orientation, int level) {
  auto const at = [&](std::int64_t value, int high) {
    auto const offset = high == 0 ? 0 : std::int64_t{1} << (level - 1);
    return divide_up(value - offset, level);
  };
  int const right = orientation & 1, low = orientation >> 1;
  auto const x = at(tile.x, right), y = at(tile.y, low);
  return {x, y, at(tile.right(), right) - x, at(tile.bottom(), low) - y};
}

Resolution make_resolution(CodingStyle const& style, PixelRect tile, int r) {
  int const reduction = style.decompositions - r;
  Resolution made{};
  auto const x = divide_up(tile.x, reduction), y = divide_up(tile.y, reduction);
  made.extent = {x, y, divide_up(tile.right(), reduction) - x, divide_up(tile.bottom(), reduction) - y};
  // "PPx = 15 and PPy = 15" – table A.13
  int const precinct = style.precincts.empty() ? 0xFF : style.precincts[static_cast<std::size_t>(r)];
  made.precinct_width_log2 = precinct & 0x0F;
  made.precinct_height_log2 = precinct >> 4;
  // Equations B-17 and B-18
  int const halved = r > 0 ? 1 : 0;
  made.block_width_log2 = std::min(style.block_width_log2, made.precinct_width_log2 - halved);
  made.block_height_log2 = std::min(style.block_height_log2, made.precinct_height_log2 - halved);
  made.precincts = grid_over(made.extent, made.precinct_width_log2, made.precinct_height_log2);
  for (int orientation = halved; orientation <= 3 * halved; ++orientation) {
    auto const extent = band_extent(tile, orientation, reduction + halved);
    made.bands.push_back({orientation, extent, grid_over(extent, made.block_width_log2, made.block_height_log2)});
  }
  return made;
}

std::vector<PrecinctAt> precincts_of(std::vector<Resolution> const& resolutions) {
  std::vector<PrecinctAt> all;
  for (std::size_t r = 0; r < resolutions.size(); ++r) {
    auto const& grid = resolutions[r].precincts;
    for (auto y = grid.y; y < grid.bottom(); ++y) {
      for (auto x = grid.x; x < grid.right(); ++x)
        all.push_back({static_cast<int>(r), x, y});
    }
  }
  return all;
}

// Where on the reference grid a progression by position comes upon the precinct.
std::pair<std::int64_t, std::int64_t> corner(PrecinctAt const& precinct, std::vector<Resolution> const& resolutions,
                                             PixelRect tile) {
  auto const& resolution = resolutions[static_cast<std::size_t>(precinct.resolution)];
  int const reduction = static_cast<int>(resolutions.size()) - 1 - precinct.resolution;
  return {std::max(tile.y, precinct.row << (resolution.precinct_height_log2 + reduction)),
          std::max(tile.x, precinct.column << (resolution.precinct_width_log2 + reduction))};
}

using Group = std::span<PrecinctAt const>;

// Neighbours in the list for which `key` is the same.
template <typename Key>
std::vector<Group> grouped(std::vector<PrecinctAt> const& precincts, Key const& key) {
  std::vector<Group> groups;
  for (auto begin = precincts.begin(); begin != precincts.end();) {
    auto const end = std::find_if(begin, precincts.end(), [&](auto const& p) { return key(p) != key(*begin); });
    groups.emplace_back(begin, end);
    begin = end;
  }
  return groups;
}

// One packet after the other; what the loops below are made of.
struct Loops {
  int layers;
  int components;
  PacketVisit const& visit;

  template <typename Step>
  static bool each(int count, Step const& step) {
    for (int i = 0; i < count; ++i) {
      if (!step(i)) return false;
    }
    return true;
  }
  template <typename Items, typename Step>
  static bool of(Items const& items, Step const& step) {
    return std::all_of(items.begin(), items.end(), step);
  }
  bool lrcp(std::vector<Group> const& groups) const {
    return each(layers, [&](int l) { return of(groups, [&](Group g) { return components_of(l, g); }); });
  }
  bool rlcp(std::vector<Group> const& groups) const {
    return of(groups, [&](Group g) { return each(layers, [&](int l) { return components_of(l, g); }); });
  }
  // RPCL, if each group is one precinct; PCRL, if it is those with the same corner.
  bool pcrl(std::vector<Group> const& groups) const {
    return of(groups, [&](Group g) { return each(components, [&](int c) { return layers_of(c, g); }); });
  }
  bool cprl(Group all) const {
    return each(components, [&](int c) { return layers_of(c, all); });
  }
  bool components_of(int l, Group group) const {
    return each(components, [&](int c) { return of(group, [&](auto const& p) { return visit(l, c, p); }); });
  }
  bool layers_of(int c, Group group) const {
    return of(group, [&](auto const& p) { return each(layers, [&](int l) { return visit(l, c, p); }); });
  }
};

}  // namespace

std::vector<Resolution> subdivide(CodingStyle const& style, PixelRect tile) {
  std::vector<Resolution> made;
  for (int r = 0; r <= style.decompositions; ++r)
    made.push_back(make_resolution(style, tile, r));
  return made;
}

// The precinct, of the resolution's samples, in those of the band: equations B-16 … B-18.
BlockRect blocks_in_precinct(Resolution const& resolution, Band const& band, std::int64_t column, std::int64_t row) {
  int const halved = band.orientation != 0 ? 1 : 0;
  int const width = resolution.precinct_width_log2 - halved, height = resolution.precinct_height_log2 - halved;
  PixelRect const precinct{column << width, row << height, std::int64_t{1} << width, std::int64_t{1} << height};
  return grid_over(precinct.intersection(band.extent), resolution.block_width_log2, resolution.block_height_log2);
}

bool visit_packets(PacketCoding::Progression progression, int layers, int components,
                   std::vector<Resolution> const& resolutions, PixelRect tile, PacketVisit const& visit) {
  using Progression = PacketCoding::Progression;
  Loops const loops{layers, components, visit};
  auto precincts = precincts_of(resolutions);
  if (progression == Progression::lrcp || progression == Progression::rlcp) {
    auto const groups = grouped(precincts, [](auto const& p) { return p.resolution; });
    return progression == Progression::lrcp ? loops.lrcp(groups) : loops.rlcp(groups);
  }
  if (progression == Progression::rpcl) {
    return loops.pcrl(grouped(precincts, [](auto const& p) { return std::tuple(p.resolution, p.row, p.column); }));
  }
  auto const place = [&](PrecinctAt const& p) { return corner(p, resolutions, tile); };
  std::stable_sort(precincts.begin(), precincts.end(),
                   [&](auto const& a, auto const& b) { return place(a) < place(b); });
  return progression == Progression::pcrl ? loops.pcrl(grouped(precincts, place)) : loops.cprl(precincts);
}

}  // namespace triforium::codecs::jp2
