#include "pixels/quality.h"

#include <algorithm>
#include <cmath>

#include "pixels/row_step.h"
#include "pixels/srgb_curve.h"

namespace triforium {
namespace {

template <typename Sample>
constexpr std::uint32_t kFull = Sample(-1);

// `convert` for the sample type of `format`.
ConvertRows either(PixelFormat format, ConvertRows on_u8, ConvertRows on_u16) {
  return format.type == SampleType::u8 ? on_u8 : on_u16;
}

// Weights of 2^16 that sum up to it: every gray comes back as itself. Rounded as libjpeg rounds.
template <typename Sample>
Sample luma(Sample const* rgb) {
  constexpr std::uint64_t kRed = 19595, kGreen = 38470, kBlue = 7471, kHalf = 1 << 15;
  return static_cast<Sample>((kRed * rgb[0] + kGreen * rgb[1] + kBlue * rgb[2] + kHalf) >> 16);
}

template <typename Sample>
void rgb_to_gray(ConstPixelsView from, PixelsView to) {
  int const in_step = from.format.channels(), out_step = to.format.channels();
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<Sample>(from, y);
    auto* target = samples<Sample>(to, y);
    for (std::int64_t x = 0; x < from.size.width; ++x, source += in_step, target += out_step) {
      target[0] = luma(source);
      if (out_step == 2) target[1] = source[3];
    }
  }
}

// Rounded 16 to 8 bits: v / 257, exact for all 65536 values.
std::uint8_t to_8_bit(std::uint32_t value) {
  return static_cast<std::uint8_t>((value * 255 + 32895) >> 16);
}

void narrow(ConstPixelsView from, PixelsView to) {
  auto const count = from.size.width * from.format.channels();
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<std::uint16_t>(from, y);
    auto* target = to.row(y);
    for (std::int64_t i = 0; i < count; ++i)
      target[i] = to_8_bit(source[i]);
  }
}

template <typename Sample>
void gray_to_rgb(ConstPixelsView from, PixelsView to) {
  int const in_step = from.format.channels(), out_step = to.format.channels();
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<Sample>(from, y);
    auto* target = samples<Sample>(to, y);
    for (std::int64_t x = 0; x < from.size.width; ++x, source += in_step, target += out_step) {
      target[0] = target[1] = target[2] = source[0];
      if (out_step == 4) target[3] = source[1];
    }
  }
}

template <typename Sample>
void flatten(ConstPixelsView from, PixelsView to, std::array<Sample, 4> const& ground) {
  int const colours = from.format.colours();
  bool const is_premultiplied = from.format.is_premultiplied;
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<Sample>(from, y);
    auto* target = samples<Sample>(to, y);
    for (std::int64_t x = 0; x < from.size.width; ++x, source += colours + 1, target += colours) {
      std::uint64_t const alpha = source[colours], rest = kFull<Sample> - alpha;
      for (int c = 0; c < colours; ++c) {
        auto const own = source[c] * (is_premultiplied ? std::uint64_t{kFull<Sample>} : alpha);
        auto const sum = own + ground[static_cast<std::size_t>(c)] * rest;
        target[c] =
            static_cast<Sample>(std::min<std::uint64_t>((sum + kFull<Sample> / 2) / kFull<Sample>, kFull<Sample>));
      }
    }
  }
}

template <typename Sample>
ConvertRows flatten_on(Colour colour, ColourModel model) {
  auto const parts = samples_of(colour, model);
  std::array<Sample, 4> ground;
  for (std::size_t i = 0; i < 4; ++i)
    ground[i] = static_cast<Sample>(parts[i] * kFull<Sample> + 0.5F);
  return [ground](ConstPixelsView from, PixelsView to) { flatten<Sample>(from, to, ground); };
}

// CIE XYZ of D50 to Lab, each value over that of white.
std::array<float, 4> lab_samples(double red, double green, double blue) {
  // sRGB adapted to D50, as sRGB's ICC profiles have it.
  auto const x = (0.43607 * red + 0.38515 * green + 0.14307 * blue) / 0.96429;
  auto const y = 0.22249 * red + 0.71687 * green + 0.06061 * blue;
  auto const z = (0.01392 * red + 0.09708 * green + 0.71410 * blue) / 0.8251;
  auto const f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
  auto const sample = [](double value) { return static_cast<float>(std::clamp(value, 0.0, 1.0)); };
  return {sample((116 * f(y) - 16) / 100), sample((500 * (f(x) - f(y)) + 128) / 255),
          sample((200 * (f(y) - f(z)) + 128) / 255), 0};
}

std::array<float, 4> cmyk_samples(float red, float green, float blue) {
  auto const light = std::max({red, green, blue});
  if (light <= 0) return {0, 0, 0, 1};
  return {1 - red / light, 1 - green / light, 1 - blue / light, 1 - light};
}

}  // namespace

std::array<float, 4> samples_of(Colour colour, ColourModel model) {
  auto const red = static_cast<float>(colour.red) / 255, green = static_cast<float>(colour.green) / 255,
             blue = static_cast<float>(colour.blue) / 255;
  switch (model) {
    case ColourModel::rgb:
      return {red, green, blue, 0};
    case ColourModel::cmyk:
      return cmyk_samples(red, green, blue);
    case ColourModel::lab:
      return lab_samples(srgb_to_linear(red), srgb_to_linear(green), srgb_to_linear(blue));
    case ColourModel::gray:
      break;
  }
  std::array<std::uint16_t, 3> const rgb{static_cast<std::uint16_t>(colour.red * 257),
                                         static_cast<std::uint16_t>(colour.green * 257),
                                         static_cast<std::uint16_t>(colour.blue * 257)};
  return {static_cast<float>(luma(rgb.data())) / 65535, 0, 0, 0};
}

std::unique_ptr<RowReader> make_gray(std::unique_ptr<RowReader> in) {
  auto format = in->format();
  if (format.model != ColourModel::rgb) return in;
  in = make_straight(std::move(in));
  format = in->format();
  format.model = ColourModel::gray;
  return make_row_step(std::move(in), format, either(format, rgb_to_gray<std::uint8_t>, rgb_to_gray<std::uint16_t>));
}

std::unique_ptr<RowReader> make_bitonal(std::unique_ptr<RowReader> in, int threshold) {
  in = make_8_bit(make_gray(make_flattened(std::move(in), kWhite)));
  auto const format = in->format();
  return make_row_step(std::move(in), format, [threshold](ConstPixelsView from, PixelsView to) {
    for (std::int64_t y = 0; y < from.size.height; ++y) {
      auto const* source = from.row(y);
      auto* target = to.row(y);
      for (std::int64_t x = 0; x < from.size.width; ++x)
        target[x] = source[x] >= threshold ? 255 : 0;
    }
  });
}

void count_grays(ConstPixelsView gray, Histogram& histogram) {
  auto const step = gray.format.channels();
  for (std::int64_t y = 0; y < gray.size.height; ++y) {
    if (gray.format.type == SampleType::u8) {
      auto const* row = gray.row(y);
      for (std::int64_t x = 0; x < gray.size.width; ++x)
        ++histogram[row[x * step]];
    } else {
      auto const* row = samples<std::uint16_t>(gray, y);
      for (std::int64_t x = 0; x < gray.size.width; ++x)
        ++histogram[row[x * step] >> 8];
    }
  }
}

int otsu_threshold(Histogram const& histogram) {
  double all = 0, all_values = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    all += static_cast<double>(histogram[i]);
    all_values += static_cast<double>(histogram[i]) * static_cast<double>(i);
  }
  double dark = 0, dark_values = 0, best = 0;
  int first = 128, last = 128;
  for (int i = 0; i < 255; ++i) {
    dark += static_cast<double>(histogram[static_cast<std::size_t>(i)]);
    dark_values += static_cast<double>(histogram[static_cast<std::size_t>(i)]) * i;
    auto const light = all - dark;
    if (dark <= 0 || light <= 0) continue;
    auto const distance = dark_values / dark - (all_values - dark_values) / light;
    auto const variance = dark * light * distance * distance;
    if (variance > best) {
      best = variance;
      first = i + 1;
    }
    if (variance >= best) last = i + 1;
  }
  return (first + last + 1) / 2;
}

int otsu_threshold(ConstPixelsView gray) {
  Histogram histogram{};
  count_grays(gray, histogram);
  return otsu_threshold(histogram);
}

std::unique_ptr<RowReader> make_flattened(std::unique_ptr<RowReader> in, Colour ground) {
  auto format = in->format();
  if (!format.has_alpha) return in;
  format.has_alpha = format.is_premultiplied = false;
  return make_row_step(std::move(in), format,
                       format.type == SampleType::u8 ? flatten_on<std::uint8_t>(ground, format.model)
                                                     : flatten_on<std::uint16_t>(ground, format.model));
}

std::unique_ptr<RowReader> make_8_bit(std::unique_ptr<RowReader> in) {
  auto format = in->format();
  if (format.type == SampleType::u8) return in;
  format.type = SampleType::u8;
  return make_row_step(std::move(in), format, narrow);
}

std::unique_ptr<RowReader> make_rgb(std::unique_ptr<RowReader> in) {
  auto format = in->format();
  if (format.model != ColourModel::gray) return in;
  format.model = ColourModel::rgb;
  return make_row_step(std::move(in), format, either(format, gray_to_rgb<std::uint8_t>, gray_to_rgb<std::uint16_t>));
}

}  // namespace triforium
