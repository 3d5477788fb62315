#include "pixels/turn.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "pixels/test_pixels.h"

namespace triforium {
namespace {

using namespace test;

Turn const kAllTurns[] = {{false, 0}, {false, 1}, {false, 2}, {false, 3}, {true, 0}, {true, 1}, {true, 2}, {true, 3}};
constexpr PixelFormat kGray{.model = ColourModel::gray};
constexpr PixelFormat kRgba{.has_alpha = true};

Picture turned(Picture const& lines, Turn turn) {
  return draw(drain(make_turned(make_reader(picture(lines)), turn)));
}

TEST(Turn, LaysThePictureInEightWays) {
  Picture const in{"ABC", "DEF"};
  EXPECT_EQ(turned(in, {false, 0}), (Picture{"ABC", "DEF"}));
  EXPECT_EQ(turned(in, {false, 1}), (Picture{"DA", "EB", "FC"}));
  EXPECT_EQ(turned(in, {false, 2}), (Picture{"FED", "CBA"}));
  EXPECT_EQ(turned(in, {false, 3}), (Picture{"CF", "BE", "AD"}));
  EXPECT_EQ(turned(in, {true, 0}), (Picture{"CBA", "FED"}));
  EXPECT_EQ(turned(in, {true, 1}), (Picture{"FC", "EB", "DA"}));
  EXPECT_EQ(turned(in, {true, 2}), (Picture{"DEF", "ABC"}));
  EXPECT_EQ(turned(in, {true, 3}), (Picture{"AD", "BE", "CF"}));
}

TEST(Turn, SetsEveryExifOrientationUpright) {
  // The same letter F as files of each orientation store it: TIFF 6.0, tag 274 says where row 0 and column 0 are.
  Picture const upright{"XXX", "X  ", "XX ", "X  "};
  Picture const stored[] = {
      upright,
      {"XXX", "  X", " XX", "  X"},  // 2: row 0 top, column 0 right
      {"  X", " XX", "  X", "XXX"},  // 3: bottom, right
      {"X  ", "XX ", "X  ", "XXX"},  // 4: bottom, left
      {"XXXX", "X X ", "X   "},      // 5: left, top
      {"X   ", "X X ", "XXXX"},      // 6: right, top
      {"   X", " X X", "XXXX"},      // 7: right, bottom
      {"XXXX", " X X", "   X"},      // 8: left, bottom
  };
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(turned(stored[orientation - 1], turn_of_exif(orientation)), upright) << orientation;
  }
  EXPECT_TRUE(turn_of_exif(0).is_identity());
  EXPECT_TRUE(turn_of_exif(9).is_identity());
}

TEST(Turn, ComposesAsOneAfterTheOther) {
  Picture const in{"ABC", "DEF"};
  for (auto const first : kAllTurns) {
    for (auto const second : kAllTurns)
      EXPECT_EQ(turned(in, compose(first, second)), turned(turned(in, first), second));
  }
}

TEST(Turn, KeepsPixelsOfEverySizeWhole) {
  for (auto const format :
       {kGray, PixelFormat{.model = ColourModel::gray, .has_alpha = true}, PixelFormat{}, kRgba,
        PixelFormat{.model = ColourModel::cmyk, .has_alpha = true}, PixelFormat{.type = SampleType::u16},
        PixelFormat{.has_alpha = true, .type = SampleType::u16},
        PixelFormat{.model = ColourModel::cmyk, .has_alpha = true, .type = SampleType::u16}}) {
    auto const in = random_pixels({45, 71}, format, 1);  // more rows than a strip
    for (auto const turn : kAllTurns) {
      auto const out = drain(make_turned(reader_of(in), turn));
      ASSERT_EQ(out.size(), turn.apply(in.size()));
      auto back = turn.is_mirrored ? turn : Turn{false, (4 - turn.quarters) % 4};  // mirrored turns undo themselves
      EXPECT_EQ(difference(drain(make_turned(reader_of(out), back)), in), 0U);
    }
  }
}

TEST(Turn, TakesOnePixelAndOneRow) {
  for (auto const turn : kAllTurns)
    EXPECT_EQ(turned({"A"}, turn), Picture{"A"});
  EXPECT_EQ(turned({"ABC"}, {false, 1}), (Picture{"A", "B", "C"}));
}

TEST(Turn, HandsErrorsOn) {
  for (auto const turn : {Turn{true, 0}, Turn{false, 1}}) {
    EXPECT_FALSE(read_all(*make_turned(std::make_unique<FailingReader>(PixelSize{9, 50}, kGray, 40), turn)));
  }
  EXPECT_FALSE(read_all(*make_rotated(std::make_unique<FailingReader>(PixelSize{9, 50}, kGray, 40), false, 5, kWhite)));
}

TEST(RotatedSize, ContainsEverythingAndNotMore) {
  EXPECT_EQ(rotated_size({300, 200}, 0), (PixelSize{300, 200}));
  EXPECT_EQ(rotated_size({300, 200}, 90), (PixelSize{200, 300}));
  EXPECT_EQ(rotated_size({300, 200}, 180), (PixelSize{300, 200}));
  EXPECT_EQ(rotated_size({300, 200}, -90), (PixelSize{200, 300}));
  EXPECT_EQ(rotated_size({300, 200}, 720), (PixelSize{300, 200}));
  EXPECT_EQ(rotated_size({100, 100}, 45), (PixelSize{142, 142}));
  // cos 60° = 1/2: 200·½ + 0 is exactly 100, however it rounds.
  EXPECT_EQ(rotated_size({200, 100}, 60), (PixelSize{187, 224}));
  EXPECT_EQ(rotated_size({1, 1}, 1e-9), (PixelSize{1, 1}));
  EXPECT_EQ(rotated_size({3, 4}, std::atan2(3, 4) * 180 / std::numbers::pi), (PixelSize{5, 5}));
}

TEST(Rotate, IsExactAtMultiplesOf90) {
  EXPECT_EQ(draw(drain(make_rotated(make_reader(picture({"AB", "CD"})), true, 90, {}))), (Picture{"DB", "CA"}));
  EXPECT_EQ(draw(drain(make_rotated(make_reader(picture({"ABC"})), false, 270, {}))), (Picture{"C", "B", "A"}));
  EXPECT_EQ(draw(drain(make_rotated(make_reader(picture({"ABC"})), false, 360, kWhite))), (Picture{"ABC"}));
  EXPECT_EQ(draw(drain(make_rotated(make_reader(picture({"ABC"})), false, -180, {}))), (Picture{"CBA"}));
  EXPECT_EQ(rotated_format(kGray, 180, {}), kGray);
}

// ---- The slow twin: the rotation by its definition, pixel by pixel. ----

double cubic(double x) {
  x = std::abs(x);
  if (x < 1) return 1.5 * x * x * x - 2.5 * x * x + 1;
  return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
}

double interpolated(ConstPixelsView in, double x, double y, int c) {
  auto const colours = in.format.colours();
  double sum = 0;
  for (auto j = std::floor(y) - 1; j <= std::floor(y) + 2; ++j) {
    for (auto i = std::floor(x) - 1; i <= std::floor(x) + 2; ++i) {
      auto const column = std::clamp<std::int64_t>(static_cast<std::int64_t>(i), 0, in.size.width - 1);
      auto const line = std::clamp<std::int64_t>(static_cast<std::int64_t>(j), 0, in.size.height - 1);
      auto const alpha = in.format.has_alpha && c != colours
                             ? sample_at(in, column, line, colours) / static_cast<double>(full_of(in.format))
                             : 1.0;
      sum += cubic(x - i) * cubic(y - j) * sample_at(in, column, line, c) * alpha;
    }
  }
  return sum;
}

double share_inside(double x, double length) {
  return std::clamp(x + 0.5, 0.0, 1.0) * std::clamp(length - x + 0.5, 0.0, 1.0);
}

Pixels reference_rotate(Pixels const& in, bool is_mirrored, double degrees) {
  auto const view = in.view();
  auto const angle = degrees * std::numbers::pi / 180;
  auto const box = rotated_size(in.size(), degrees);
  auto const format = rotated_format(in.format(), degrees, {});
  auto const w = static_cast<double>(in.size().width), h = static_cast<double>(in.size().height);
  auto const full = static_cast<double>(full_of(format));
  return make_pixels(box, format, [&](auto x, auto y, int c) -> std::uint32_t {
    auto const dx = static_cast<double>(x) + 0.5 - static_cast<double>(box.width) / 2;
    auto const dy = static_cast<double>(y) + 0.5 - static_cast<double>(box.height) / 2;
    auto const along = dx * std::cos(angle) + dy * std::sin(angle);
    auto const sx = w / 2 + (is_mirrored ? -along : along), sy = h / 2 - dx * std::sin(angle) + dy * std::cos(angle);
    auto const share = share_inside(sx, w) * share_inside(sy, h);
    auto const own = in.format().has_alpha
                         ? std::clamp(interpolated(view, sx - 0.5, sy - 0.5, format.colours()) / full, 0.0, 1.0)
                         : 1.0;
    auto const alpha = share * own;
    if (alpha * full < 0.5) return 0;
    if (c == format.colours()) return static_cast<std::uint32_t>(alpha * full + 0.5);
    return static_cast<std::uint32_t>(std::clamp(interpolated(view, sx - 0.5, sy - 0.5, c) / own, 0.0, full) + 0.5);
  });
}

TEST(Rotate, EqualsTheSlowTwin) {
  int seed = 0;
  for (auto const format :
       {kGray, PixelFormat{}, PixelFormat{.type = SampleType::u16}, PixelFormat{.model = ColourModel::cmyk}}) {
    for (auto const degrees : {17.0, 45.0, 122.5, 200.0, 359.9, 0.01, 90.5}) {
      auto const size = seed % 5 == 0 ? PixelSize{1, 1} : PixelSize{23, 14};
      auto const in = random_pixels(size, format, static_cast<unsigned>(++seed));
      bool const is_mirrored = seed % 2 == 0;
      EXPECT_LE(difference(drain(make_rotated(reader_of(in), is_mirrored, degrees, {})),
                           reference_rotate(in, is_mirrored, degrees)),
                1U)
          << degrees << " " << seed;
    }
  }
}

TEST(Rotate, EqualsTheSlowTwinWithAlpha) {
  for (auto const format : {kRgba, PixelFormat{.model = ColourModel::gray, .has_alpha = true},
                            PixelFormat{.model = ColourModel::cmyk, .has_alpha = true}}) {
    auto const in = make_pixels({20, 31}, format, [&](auto x, auto y, int c) {
      return c == format.colours() ? 128 + (x * 5 + y * 3) % 128 : (x * x + 7 * y + 50 * c) % 256;
    });
    EXPECT_LE(difference(drain(make_rotated(reader_of(in), false, 33, {})), reference_rotate(in, false, 33)), 1U);
  }
}

TEST(Rotate, LosesNothingOfThePicture) {
  auto const white = make_pixels({40, 25}, kGray, [](auto, auto, int) { return 255; });
  for (auto const degrees : {1.0, 30.0, 45.0, 77.7, 135.0}) {
    auto const out = drain(make_rotated(reader_of(white), false, degrees, {}));
    double area = 0;
    for (std::int64_t y = 0; y < out.size().height; ++y) {
      for (std::int64_t x = 0; x < out.size().width; ++x) {
        auto const pixel = samples_of_pixel(out, x, y);
        area += pixel[1] / 255.0;
        EXPECT_EQ(pixel[0], pixel[1] == 0 ? 0U : 255U);  // no dark rim
      }
    }
    EXPECT_NEAR(area, 40 * 25, 40 * 25 * 0.01) << degrees;
  }
}

TEST(Rotate, LaysThePictureOnTheGround) {
  auto const black = make_pixels({9, 9}, {}, [](auto, auto, int) { return 0; });
  auto const out = drain(make_rotated(reader_of(black), false, 45, Colour{10, 200, 30}));
  EXPECT_EQ(out.format(), PixelFormat{});
  EXPECT_EQ(samples_of_pixel(out, 0, 0), (std::vector<std::uint32_t>{10, 200, 30}));
  EXPECT_EQ(samples_of_pixel(out, 6, 6), (std::vector<std::uint32_t>{0, 0, 0}));
}

TEST(Rotate, LaysTransparentPicturesOnTheGroundToo) {
  auto const clear = make_pixels({9, 9}, kRgba, [](auto, auto, int) { return 0; });
  for (auto const degrees : {0.0, 90.0, 30.0}) {
    auto const out = drain(make_rotated(reader_of(clear), false, degrees, kWhite));
    EXPECT_EQ(out.format(), PixelFormat{});
    EXPECT_EQ(samples_of_pixel(out, out.size().width / 2, out.size().height / 2),
              (std::vector<std::uint32_t>{255, 255, 255}));
  }
}

TEST(Rotate, TurnsClockwise) {
  // A bright top edge is at the right after 80°.
  auto const in = make_pixels({21, 21}, kGray, [](auto, auto y, int) { return y < 4 ? 255 : 0; });
  auto const out = drain(make_rotated(reader_of(in), false, 80, Colour{0, 0, 0}));
  auto const middle = out.size().height / 2;
  EXPECT_GT(sample_at(out.view(), out.size().width - 5, middle, 0), 200U);
  EXPECT_EQ(sample_at(out.view(), 4, middle, 0), 0U);
}

TEST(Turn, SaysHowMuchItHolds) {
  EXPECT_EQ(turn_memory({100, 100}, {}, {}), 0U);
  EXPECT_LT(turn_memory({1000, 100'000}, {}, {true, 0}), 200U << 10);
  EXPECT_GE(turn_memory({1000, 1000}, {}, {false, 1}), 3'000'000U);
  EXPECT_GE(rotation_memory({1000, 1000}, {}, 10), 3'000'000U);
  EXPECT_GE(rotation_memory({1000, 1000}, {.has_alpha = true}, 10), 8'000'000U);
}

}  // namespace
}  // namespace triforium
