// From the components of a codestream to pixels: palettes, channel definitions, depths, signs, subsampling and YCC.
// Shared by the decoders on OpenJPEG and on OpenJPH. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codecs/decoder.h"
#include "codecs/jp2/boxes.h"

namespace triforium::codecs::jp2 {

// One sample of a pixel: table[clamp((value + offset) >> shift)] of a component's value.
struct Channel {
  int component = 0;
  std::int64_t offset = 0;  // makes signed samples unsigned
  int shift = 0;            // drops what is below 16 bits
  std::vector<std::uint16_t> table{};
};

struct PixelPlan {
  PixelFormat format;
  std::vector<Channel> channels;  // as many as the format has
  bool is_ycc = false;            // the first three are Y, Cb, Cr still
  bool is_bitonal = false;
  int bits_per_sample = 8;
  SharedBytes icc;
};

// Errors: not_implemented for what is no picture (a colour space that needs more channels than there are).
//
// CHOICE: a colour space that is not known, and a profile that does not fit the channels, are passed over: one or two
// colour channels are gray, three or more RGB. Channels beyond those are left out.
// CHOICE: a raw codestream says nothing of colour. Two components are gray and opacity, four RGB and opacity.
// CHOICE: RGB of which the last two are subsampled is YCC, whatever the file says: Kakadu writes such files.
Result<PixelPlan> plan_pixels(File const& file);

// The grid on which pixels lie: that of the densest component.
Component pixel_grid(Codestream const& stream);

// The sizes in which the codestream can be decoded, the largest first.
std::vector<Level> levels_of(Codestream const& stream);

// A piece of a row of one component. `first` counts in the component's own samples from the origin of its resolution.
struct ComponentRow {
  std::int32_t const* samples = nullptr;
  std::int64_t first = 0;
  std::int64_t count = 0;  // > 0
  std::int64_t step = 1;   // pixels for each sample
};

// Writes `width` pixels from column `x` (counted as `first` is) on. One ComponentRow for each component of the stream;
// those that no channel uses are not read. Subsampled components repeat their samples; the outermost are continued.
void write_row(PixelPlan const& plan, std::span<ComponentRow const> components, std::int64_t x, std::int64_t width,
               std::uint8_t* out);

}  // namespace triforium::codecs::jp2
