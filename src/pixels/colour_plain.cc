#include "pixels/colour_plain.h"

#include <algorithm>
#include <utility>

#include "pixels/row_step.h"
#include "pixels/srgb_coder.h"

namespace triforium {
namespace {

using Matrix = std::array<float, 9>;  // row by row

// CIE XYZ (D50) to linear sRGB: the inverse of the primaries that sRGB's ICC profile has (IEC 61966-2-1's adapted to
// D50 by Bradford's method, ICC.1:2022 annex E).
constexpr std::array<double, 9> kXyzToSrgb{3.1340957, -1.6174004, -0.4906378, -0.9787927, 1.9162949,
                                           0.0334536, 0.0719711,  -0.2289871, 1.4053802};
constexpr std::array<double, 3> kD50{0.96420, 1, 0.82491};

Matrix multiply(std::array<double, 9> const& a, std::array<double, 9> const& b) {
  Matrix product{};
  for (std::size_t i = 0; i < 9; ++i) {
    auto const row = i / 3 * 3, column = i % 3;
    product[i] = static_cast<float>(a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6]);
  }
  return product;
}

// Writes the three samples of a colour in linear light.
template <typename Sample, typename Coder>
void write_srgb(Coder const& code, Matrix const& m, float x, float y, float z, Sample* to) {
  to[0] = code(m[0] * x + m[1] * y + m[2] * z);
  to[1] = code(m[3] * x + m[4] * y + m[5] * z);
  to[2] = code(m[6] * x + m[7] * y + m[8] * z);
}

// Calls convert(samples of a pixel, samples of its sRGB) for every pixel, and copies alpha.
template <typename Sample, typename Convert>
void for_each_pixel(ConstPixelsView from, PixelsView to, Convert const& convert) {
  auto const in_step = from.format.channels(), out_step = to.format.channels();
  for (std::int64_t y = 0; y < from.size.height; ++y) {
    auto const* source = samples<Sample>(from, y);
    auto* target = samples<Sample>(to, y);
    for (std::int64_t x = 0; x < from.size.width; ++x, source += in_step, target += out_step) {
      convert(source, target);
      if (out_step == 4) target[3] = source[in_step - 1];
    }
  }
}

class NoTransform final : public ColourTransform {
 public:
  NoTransform(PixelFormat format, bool ignored_profile) : ColourTransform(format, format, ignored_profile) {
    is_identity_ = true;
  }
  void apply(ConstPixelsView from, PixelsView to) const override {
    for (std::int64_t y = 0; y < from.size.height; ++y)
      std::copy_n(from.row(y), from.row_bytes(), to.row(y));
  }
};

// CHOICE: CMYK without a profile could be any press; so the plain formula that every program knows.
// https://www.w3.org/TR/css-color-5/#cmyk-rgb
//
//   red = 1 − min(1, cyan·(1 − black) + black), which is (1 − cyan)·(1 − black); green and blue likewise.
class PlainCmyk final : public ColourTransform {
 public:
  PlainCmyk(PixelFormat format, bool ignored_profile) : ColourTransform(format, srgb_format(format), ignored_profile) {}
  void apply(ConstPixelsView from, PixelsView to) const override {
    return from.format.type == SampleType::u8 ? convert<std::uint8_t>(from, to) : convert<std::uint16_t>(from, to);
  }

 private:
  template <typename Sample>
  static void convert(ConstPixelsView from, PixelsView to) {
    for_each_pixel<Sample>(from, to, [](Sample const* inks, Sample* rgb) {
      constexpr std::uint32_t kFull = Sample(-1);
      auto const light = kFull - inks[3];
      for (int c = 0; c < 3; ++c)
        rgb[c] = static_cast<Sample>(((kFull - inks[c]) * light + kFull / 2) / kFull);
    });
  }
};

// CIE 15: what L, a and b are of XYZ, backwards.
float from_lab(float f) {
  constexpr float kBend = 6.0F / 29;
  return f > kBend ? f * f * f : 3 * kBend * kBend * (f - 4.0F / 29);
}

class PlainLab final : public ColourTransform {
 public:
  PlainLab(PixelFormat format, bool ignored_profile) : ColourTransform(format, srgb_format(format), ignored_profile) {
    // The white of the picture is exactly the white of sRGB.
    to_srgb_ = multiply(kXyzToSrgb, {kD50[0], 0, 0, 0, kD50[1], 0, 0, 0, kD50[2]});
    for (std::size_t row = 0; row < 9; row += 3) {
      auto const white = to_srgb_[row] + to_srgb_[row + 1] + to_srgb_[row + 2];
      for (std::size_t i = row; i < row + 3; ++i)
        to_srgb_[i] /= white;
    }
  }
  void apply(ConstPixelsView from, PixelsView to) const override {
    return from.format.type == SampleType::u8 ? convert<std::uint8_t>(from, to) : convert<std::uint16_t>(from, to);
  }

 private:
  template <typename Sample>
  void convert(ConstPixelsView from, PixelsView to) const {
    constexpr float kFull = Sample(-1),
                    kStep = kFull / 255;  // a and b have a step of `kStep` samples, and 0 at 128 of them
    for_each_pixel<Sample>(from, to, [this, &coder = srgb_coder(Sample())](Sample const* lab, Sample* rgb) {
      auto const y = (static_cast<float>(lab[0]) / kFull * 100 + 16) / 116;
      auto const x = y + (static_cast<float>(lab[1]) / kStep - 128) / 500;
      auto const z = y - (static_cast<float>(lab[2]) / kStep - 128) / 200;
      write_srgb(coder, to_srgb_, from_lab(x), from_lab(y), from_lab(z), rgb);
    });
  }

  Matrix to_srgb_;
};

class MatrixTransform final : public ColourTransform {
 public:
  MatrixTransform(PixelFormat format, MatrixShaper shaper)
      : ColourTransform(format, format, false),
        linear_(std::move(shaper.linear)),
        to_srgb_(multiply(kXyzToSrgb, shaper.to_xyz)) {}
  void apply(ConstPixelsView from, PixelsView to) const override {
    return from.format.type == SampleType::u8 ? convert<std::uint8_t>(from, to) : convert<std::uint16_t>(from, to);
  }

 private:
  template <typename Sample>
  void convert(ConstPixelsView from, PixelsView to) const {
    auto const &red = linear_[0], &green = linear_[1], &blue = linear_[2];
    for_each_pixel<Sample>(from, to,
                           [&, &coder = srgb_coder(Sample()), matrix = to_srgb_](Sample const* in, Sample* out) {
                             write_srgb(coder, matrix, red[in[0]], green[in[1]], blue[in[2]], out);
                           });
  }

  std::array<std::vector<float>, 3> linear_;
  Matrix to_srgb_;
};

}  // namespace

PixelFormat srgb_format(PixelFormat format) {
  if (format.model != ColourModel::gray) format.model = ColourModel::rgb;
  return format;
}

std::shared_ptr<ColourTransform const> make_no_transform(PixelFormat format, bool ignored_profile) {
  return std::make_shared<NoTransform>(format, ignored_profile);
}
std::shared_ptr<ColourTransform const> make_plain_cmyk(PixelFormat format, bool ignored_profile) {
  return std::make_shared<PlainCmyk>(format, ignored_profile);
}
std::shared_ptr<ColourTransform const> make_plain_lab(PixelFormat format, bool ignored_profile) {
  return std::make_shared<PlainLab>(format, ignored_profile);
}
std::shared_ptr<ColourTransform const> make_matrix_transform(PixelFormat format, MatrixShaper shaper) {
  return std::make_shared<MatrixTransform>(format, std::move(shaper));
}

}  // namespace triforium
