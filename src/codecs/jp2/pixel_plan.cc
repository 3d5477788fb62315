#include "codecs/jp2/pixel_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "codecs/vips/default_profiles.h"

namespace triforium::codecs::jp2 {
namespace {

std::uint32_t number(ByteView bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 | std::uint32_t{bytes[at + 2]} << 8 |
         bytes[at + 3];
}

// The colour space that an ICC profile is for; 0 where its head is damaged. ICC.1:2022, 7.2 and 7.3.1
std::uint32_t profile_space(ByteView icc) {
  constexpr std::uint32_t kSignature = 0x61637370;  // 'acsp'
  if (icc.size() < 132 || number(icc, 36) != kSignature || number(icc, 0) > icc.size()) return 0;
  std::uint64_t const tags = number(icc, 128);
  return 132 + tags * 12 <= icc.size() ? number(icc, 16) : 0;
}

// The channels by their meaning.
struct Roles {
  std::vector<ChannelSource> colours;  // in the order of the colour space
  std::optional<ChannelSource> alpha;
  bool is_premultiplied = false;
};

std::vector<ChannelSource> sources_of(File const& file) {
  if (!file.boxes.channels.empty()) return file.boxes.channels;
  std::vector<ChannelSource> all;
  for (std::size_t i = 0; i < file.codestream.components.size(); ++i)
    all.push_back({static_cast<int>(i), -1});
  return all;
}

Roles undefined_roles(File const& file, std::vector<ChannelSource> sources) {
  Roles roles;
  if (!file.has_boxes && (sources.size() == 2 || sources.size() == 4)) {
    roles.alpha = sources.back();
    sources.pop_back();
  }
  roles.colours = std::move(sources);
  return roles;
}

// T.800, I.5.3.6: "Typ … 0: This channel is the colour image data for the associated colour. 1: Opacity. … 2:
// Premultiplied opacity."
Roles roles_of(File const& file) {
  auto const sources = sources_of(file);
  if (file.boxes.meanings.empty()) return undefined_roles(file, sources);
  Roles roles;
  auto meanings = file.boxes.meanings;
  std::stable_sort(meanings.begin(), meanings.end(),
                   [](auto const& a, auto const& b) { return a.association < b.association; });
  for (auto const& meaning : meanings) {
    auto const& source = sources[static_cast<std::size_t>(meaning.channel)];
    if (meaning.type == 0) roles.colours.push_back(source);
    if ((meaning.type == 1 || meaning.type == 2) && meaning.association == 0 && !roles.alpha) {
      roles.alpha = source;
      roles.is_premultiplied = meaning.type == 2;
    }
  }
  // Only the opacity is defined: the colours are the others.
  std::vector<ChannelSource> undefined;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    bool const is_defined =
        std::any_of(meanings.begin(), meanings.end(), [&](auto const& m) { return m.channel == static_cast<int>(i); });
    if (!is_defined) undefined.push_back(sources[i]);
  }
  if (roles.colours.empty()) roles.colours = std::move(undefined);
  return roles;
}

struct ColourSpace {
  ColourModel model = ColourModel::rgb;
  bool is_ycc = false;
  bool is_inverted = false;  // 0 is white
};

// No encoder takes samples away from green and blue: then they are Cb and Cr.
bool has_sparse_chroma(File const& file) {
  auto const& all = file.codestream.components;
  return !file.boxes.palette && all.size() >= 3 && all[1].dx > all[0].dx && all[2].dx > all[0].dx;
}

ColourSpace space_by_count(File const& file, std::size_t colours) {
  if (colours < 3) return {ColourModel::gray};
  return {ColourModel::rgb, has_sparse_chroma(file)};
}

std::optional<ColourSpace> enumerated_space(std::uint32_t number) {
  switch (static_cast<EnumeratedSpace>(number)) {
    case EnumeratedSpace::bilevel_white_zero:
      return ColourSpace{ColourModel::gray, false, true};
    case EnumeratedSpace::bilevel_black_zero:
    case EnumeratedSpace::gray:
      return ColourSpace{ColourModel::gray};
    case EnumeratedSpace::srgb:
      return ColourSpace{ColourModel::rgb};
    case EnumeratedSpace::sycc:
    case EnumeratedSpace::ycc_601:
      return ColourSpace{ColourModel::rgb, true};
    case EnumeratedSpace::cmyk:
      return ColourSpace{ColourModel::cmyk};
    case EnumeratedSpace::lab:
      return ColourSpace{ColourModel::lab};
  }
  return std::nullopt;
}

std::optional<ColourSpace> profiled_space(ByteView icc) {
  switch (profile_space(icc)) {
    case 0x47524159:  // 'GRAY'
      return ColourSpace{ColourModel::gray};
    case 0x52474220:  // 'RGB '
      return ColourSpace{ColourModel::rgb};
    case 0x434D594B:  // 'CMYK'
      return ColourSpace{ColourModel::cmyk};
    default:
      return std::nullopt;
  }
}

std::size_t colours_of(ColourModel model) {
  return static_cast<std::size_t>(PixelFormat{model}.colours());
}

// The stored colour space where it fits the channels, otherwise what their number suggests.
ColourSpace space_of(File const& file, std::size_t colours, PixelPlan& plan) {
  auto const& colour = file.boxes.colour;
  if (colour) {
    auto space = colour->icc ? profiled_space(*colour->icc) : enumerated_space(colour->enumerated.value_or(~0U));
    if (space && colours_of(space->model) <= colours) {
      plan.icc = colour->icc;
      if (space->model == ColourModel::rgb && has_sparse_chroma(file)) space->is_ycc = true;
      if (space->model == ColourModel::cmyk && !plan.icc) plan.icc = default_cmyk_profile();
      return *space;
    }
  }
  return space_by_count(file, colours);
}

struct Depth {
  int bits = 8;
  bool is_signed = false;
};

Depth depth_of(File const& file, ChannelSource const& source) {
  if (source.column >= 0) {
    auto const& column = file.boxes.palette->columns[static_cast<std::size_t>(source.column)];
    return {column.depth, column.is_signed};
  }
  auto const& component = file.codestream.components[static_cast<std::size_t>(source.component)];
  return {component.depth, component.is_signed};
}

// 0 … 2^bits - 1 to the whole range of the type, rounded.
std::uint16_t scale(std::uint64_t value, int bits, SampleType type) {
  std::uint64_t const most = (std::uint64_t{1} << bits) - 1, full = type == SampleType::u8 ? 255 : 65535;
  return static_cast<std::uint16_t>((std::min(value, most) * full + most / 2) / most);
}

Channel direct_channel(ChannelSource const& source, Depth depth, SampleType type) {
  Channel channel{source.component, depth.is_signed ? std::int64_t{1} << (depth.bits - 1) : 0};
  channel.shift = std::max(0, depth.bits - 16);
  int const bits = depth.bits - channel.shift;
  channel.table.resize(std::size_t{1} << bits);
  for (std::size_t i = 0; i < channel.table.size(); ++i)
    channel.table[i] = scale(i, bits, type);
  return channel;
}

Channel palette_channel(ChannelSource const& source, Palette::Column const& column, SampleType type) {
  Channel channel{source.component};
  std::uint32_t const offset = column.is_signed ? 1U << (column.depth - 1) : 0;
  std::uint32_t const mask = column.depth == 32 ? ~0U : (1U << column.depth) - 1;
  for (auto const value : column.values)
    channel.table.push_back(scale((value + offset) & mask, column.depth, type));
  return channel;
}

Channel make_channel(File const& file, ChannelSource const& source, SampleType type) {
  if (source.column < 0) return direct_channel(source, depth_of(file, source), type);
  return palette_channel(source, file.boxes.palette->columns[static_cast<std::size_t>(source.column)], type);
}

// T.801, M.11.7.4.1: L* = (value - OL) · RL / (2^n - 1), and a* and b* alike; "When EP fields are omitted … RL = 100,
// OL = 0, RA = 170, OA = 2^(n-1), RB = 200, OB = 2^(n-2) + 2^(n-3)".
void encode_lab(std::vector<Channel>& channels, std::vector<std::uint32_t> const& parameters, SampleType type,
                std::span<Depth const> depths) {
  for (std::size_t c = 0; c < 3; ++c) {
    double const steps = std::ldexp(1.0, depths[c].bits) - 1;
    double const default_offsets[] = {0, std::ldexp(1.0, depths[c].bits - 1), std::ldexp(3.0, depths[c].bits - 3)};
    double const default_ranges[] = {100, 170, 200};
    bool const is_said = parameters.size() >= 6;
    double const range = is_said ? parameters[c * 2] : default_ranges[c];
    double const offset = is_said ? parameters[c * 2 + 1] : default_offsets[c];
    auto& table = channels[c].table;
    double const step = std::ldexp(1.0, channels[c].shift);
    for (std::size_t i = 0; i < table.size(); ++i) {
      double const real = (static_cast<double>(i) * step - offset) * range / steps;
      double const encoded = c == 0 ? real * 2.55 : real + 128;
      double const full = type == SampleType::u8 ? 255 : 65535;
      table[i] = static_cast<std::uint16_t>(std::lround(std::clamp(encoded * full / 255, 0.0, full)));
    }
  }
}

template <typename Sample>
void write_channel(Channel const& channel, ComponentRow const& row, std::int64_t x, std::int64_t width, Sample* out,
                   std::ptrdiff_t stride) {
  auto const last = static_cast<std::int64_t>(channel.table.size()) - 1;
  auto const look_up = [&](std::int64_t index) {
    auto const value = (row.samples[index] + channel.offset) >> channel.shift;
    return static_cast<Sample>(channel.table[static_cast<std::size_t>(std::clamp<std::int64_t>(value, 0, last))]);
  };
  for (std::int64_t i = 0; i < width; ++i, out += stride) {
    auto const column = row.step == 1 ? x + i : (x + i) / row.step;
    *out = look_up(std::clamp<std::int64_t>(column - row.first, 0, row.count - 1));
  }
}

// T.800, I.5.3.3 refers to IEC 61966-2-1, Amd. 1: sYCC, which is ITU-R BT.601 in full range.
template <typename Sample>
void ycc_to_rgb(Sample* pixel, std::int64_t width, int channels) {
  float const full = static_cast<float>(static_cast<Sample>(~Sample{0}));
  float const half = static_cast<float>(std::uint32_t{1} << (8 * sizeof(Sample) - 1));
  auto const sample = [&](float value) { return static_cast<Sample>(std::clamp(value + 0.5F, 0.0F, full)); };
  for (std::int64_t i = 0; i < width; ++i, pixel += channels) {
    auto const y = static_cast<float>(pixel[0]);
    auto const cb = static_cast<float>(pixel[1]) - half, cr = static_cast<float>(pixel[2]) - half;
    pixel[0] = sample(y + 1.402F * cr);
    pixel[1] = sample(y - 0.344136F * cb - 0.714136F * cr);
    pixel[2] = sample(y + 1.772F * cb);
  }
}

template <typename Sample>
void write_samples(PixelPlan const& plan, std::span<ComponentRow const> components, std::int64_t x, std::int64_t width,
                   Sample* out) {
  auto const count = plan.format.channels();
  for (std::size_t c = 0; c < plan.channels.size(); ++c) {
    auto const& channel = plan.channels[c];
    write_channel(channel, components[static_cast<std::size_t>(channel.component)], x, width, out + c, count);
  }
  if (plan.is_ycc) ycc_to_rgb(out, width, count);
}

}  // namespace

Result<PixelPlan> plan_pixels(File const& file) {
  PixelPlan plan;
  auto roles = roles_of(file);
  if (roles.colours.empty()) return fail(ErrorKind::not_implemented, "The source image has no colour channels.");
  auto const space = space_of(file, roles.colours.size(), plan);
  roles.colours.resize(colours_of(space.model));
  auto sources = roles.colours;
  if (roles.alpha) sources.push_back(*roles.alpha);

  std::vector<Depth> depths;
  for (auto const& source : sources)
    depths.push_back(depth_of(file, source));
  bool const is_deep = std::any_of(depths.begin(), depths.end(), [](Depth depth) { return depth.bits > 8; });
  plan.format = {space.model, roles.alpha.has_value(), roles.is_premultiplied,
                 is_deep ? SampleType::u16 : SampleType::u8};
  plan.is_ycc = space.is_ycc;
  plan.bits_per_sample = depths.front().bits;
  plan.is_bitonal = sources.size() == 1 && sources.front().column < 0 && depths.front().bits == 1;

  for (auto const& source : sources)
    plan.channels.push_back(make_channel(file, source, plan.format.type));
  if (space.is_inverted) std::reverse(plan.channels.front().table.begin(), plan.channels.front().table.end());
  if (space.model == ColourModel::lab) {
    encode_lab(plan.channels, file.boxes.colour->parameters, plan.format.type, depths);
  }
  return plan;
}

Component pixel_grid(Codestream const& stream) {
  Component grid = stream.components.front();
  for (auto const& component : stream.components) {
    grid.dx = std::min(grid.dx, component.dx);
    grid.dy = std::min(grid.dy, component.dy);
  }
  return grid;
}

std::vector<Level> levels_of(Codestream const& stream) {
  auto const grid = pixel_grid(stream);
  bool const has_grid = stream.is_tiled() && stream.first_tile.x == stream.image.x &&
                        stream.first_tile.y == stream.image.y && stream.image.x == 0 && stream.image.y == 0;
  std::vector<Level> levels;
  for (int k = 0; k < stream.resolutions(); ++k) {
    auto const size = component_extent(stream.image, grid, k).size();
    bool const is_whole = std::none_of(stream.components.begin(), stream.components.end(), [&](auto const& component) {
      return component_extent(stream.image, component, k).is_empty();
    });
    if (k > 0 && (!is_whole || size == levels.back().size)) break;
    auto const x_step = grid.dx << k, y_step = grid.dy << k;
    bool const fits = has_grid && stream.first_tile.width % x_step == 0 && stream.first_tile.height % y_step == 0;
    auto const tile =
        fits ? PixelSize{stream.first_tile.width / x_step, stream.first_tile.height / y_step} : PixelSize{};
    levels.push_back({size, tile, true});
  }
  return levels;
}

void write_row(PixelPlan const& plan, std::span<ComponentRow const> components, std::int64_t x, std::int64_t width,
               std::uint8_t* out) {
  if (plan.format.type == SampleType::u8) {
    write_samples(plan, components, x, width, out);
  } else {
    write_samples(plan, components, x, width, reinterpret_cast<std::uint16_t*>(out));
  }
}

}  // namespace triforium::codecs::jp2
