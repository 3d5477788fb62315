#include "pixels/colour.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "pixels/lcms.h"
#include "pixels/srgb_curve.h"
#include "pixels/test_pixels.h"

namespace triforium {
namespace {

using namespace test;
using Samples = std::vector<std::uint32_t>;

constexpr PixelFormat kGray{.model = ColourModel::gray};
constexpr PixelFormat kRgb{};
constexpr PixelFormat kRgba{.has_alpha = true};
constexpr PixelFormat kRgb16{.type = SampleType::u16};
constexpr PixelFormat kCmyk{.model = ColourModel::cmyk};
constexpr PixelFormat kLab{.model = ColourModel::lab};

constexpr double kAdobeGamma = 563.0 / 256;

Bytes adobe_rgb() {
  cmsCIExyY const white{0.3127, 0.3290, 1};
  cmsCIExyYTRIPLE const primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};
  lcms::Curve const curve(cmsBuildGamma(nullptr, kAdobeGamma));
  cmsToneCurve* const curves[] = {curve.get(), curve.get(), curve.get()};
  return lcms::save(lcms::Profile(cmsCreateRGBProfile(&white, &primaries, curves)).get());
}

Bytes gray_with_gamma(double gamma) {
  lcms::Curve const curve(cmsBuildGamma(nullptr, gamma));
  return lcms::save(lcms::Profile(cmsCreateGrayProfile(cmsD50_xyY(), curve.get())).get());
}

// A press whose lightness falls with the ink and which knows no hue: L = 100·(1 − (C+M+Y)/3)·(1 − K).
Bytes gray_press() {
  lcms::Profile const profile(cmsCreateProfilePlaceholder(nullptr));
  cmsSetProfileVersion(profile.get(), 2.1);
  cmsSetDeviceClass(profile.get(), cmsSigOutputClass);
  cmsSetColorSpace(profile.get(), cmsSigCmykData);
  cmsSetPCS(profile.get(), cmsSigLabData);
  auto* const table = cmsStageAllocCLut16bit(nullptr, 5, 4, 3, nullptr);
  cmsStageSampleCLut16bit(
      table,
      [](cmsUInt16Number const* inks, cmsUInt16Number* lab, void*) -> cmsInt32Number {
        auto const paper = 1 - (inks[0] + inks[1] + inks[2]) / (3 * 65535.0);
        lab[0] = static_cast<cmsUInt16Number>(paper * (1 - inks[3] / 65535.0) * 0xFF00);
        lab[1] = lab[2] = 0x8000;  // ICC version 2's zero
        return 1;
      },
      nullptr, 0);
  auto* const pipeline = cmsPipelineAlloc(nullptr, 4, 3);
  cmsPipelineInsertStage(pipeline, cmsAT_END, table);
  cmsWriteTag(profile.get(), cmsSigAToB0Tag, pipeline);
  cmsPipelineFree(pipeline);
  cmsWriteTag(profile.get(), cmsSigMediaWhitePointTag, cmsD50_XYZ());
  return lcms::save(profile.get());
}

Pixels convert(Pixels const& in, ByteView icc, bool* is_ignored = nullptr) {
  return drain(make_srgb(reader_of(in), icc, {}, is_ignored));
}
Samples convert_one(PixelFormat format, std::initializer_list<std::uint32_t> values, ByteView icc = {}) {
  return samples_of_pixel(convert(one_pixel(format, values), icc), 0, 0);
}

// Adobe RGB (1998) to sRGB by its definition; both have D65.
Samples from_adobe_rgb(Samples const& adobe, double full) {
  double linear[3];
  for (std::size_t c = 0; c < 3; ++c)
    linear[c] = std::pow(adobe[c] / full, kAdobeGamma);
  double const matrix[3][3] = {{1.39836, -0.39836, 0}, {0, 1, 0}, {0, -0.04293, 1.04293}};
  Samples srgb;
  for (auto const& row : matrix) {
    auto const light = row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2];
    srgb.push_back(static_cast<std::uint32_t>(linear_to_srgb(std::clamp(light, 0.0, 1.0)) * full + 0.5));
  }
  return srgb;
}

TEST(Colour, ConvertsAMatrixProfile) {
  auto const icc = adobe_rgb();
  for (auto const format : {kRgb, kRgb16}) {
    auto const in = random_pixels({30, 20}, format, 1);
    auto const out = convert(in, icc);
    EXPECT_EQ(out.format(), format);
    auto const full = static_cast<double>(full_of(format));
    for (std::int64_t x = 0; x < 30; ++x) {
      auto const expected = from_adobe_rgb(samples_of_pixel(in, x, 7), full), got = samples_of_pixel(out, x, 7);
      for (std::size_t c = 0; c < 3; ++c)
        EXPECT_NEAR(got[c], expected[c], full * 1.5 / 255) << x << " " << c;
    }
  }
  EXPECT_EQ(convert_one(kRgb, {255, 255, 255}, icc), (Samples{255, 255, 255}));
  EXPECT_EQ(convert_one(kRgb, {0, 0, 0}, icc), (Samples{0, 0, 0}));
  EXPECT_EQ(convert_one(kRgb, {0, 255, 0}, icc), (Samples{0, 255, 0}));
}

TEST(Colour, CopiesAlpha) {
  auto const out = convert_one(kRgba, {200, 200, 200, 77}, adobe_rgb());
  EXPECT_EQ(out[3], 77U);
  EXPECT_NEAR(out[0], from_adobe_rgb({200, 200, 200}, 255)[0], 1);
  PixelFormat const cmyka{.model = ColourModel::cmyk, .has_alpha = true, .type = SampleType::u16};
  EXPECT_EQ(convert_one(cmyka, {0, 0, 0, 0, 1234}, gray_press())[3], 1234U);
  EXPECT_EQ(convert_one(cmyka, {0, 0, 0, 0, 1234}), (Samples{65535, 65535, 65535, 1234}));
}

TEST(Colour, UndoesPremultiplicationFirst) {
  PixelFormat const premultiplied{.has_alpha = true, .is_premultiplied = true};
  EXPECT_EQ(convert_one(premultiplied, {100, 100, 100, 100}, adobe_rgb()), (Samples{255, 255, 255, 100}));
}

TEST(Colour, KeepsGrayGray) {
  auto const out = convert(one_pixel(kGray, {100}), gray_with_gamma(1.8));
  EXPECT_EQ(out.format(), kGray);
  EXPECT_NEAR(sample_at(out.view(), 0, 0, 0), 255 * linear_to_srgb(std::pow(100 / 255.0, 1.8)), 1);
}

TEST(Colour, ConvertsInksByTheirProfile) {
  auto const icc = gray_press();
  bool is_ignored = true;
  EXPECT_EQ(samples_of_pixel(convert(one_pixel(kCmyk, {0, 0, 0, 0}), icc, &is_ignored), 0, 0),
            (Samples{255, 255, 255}));
  EXPECT_FALSE(is_ignored);
  EXPECT_EQ(convert_one(kCmyk, {0, 0, 0, 255}, icc), (Samples{0, 0, 0}));
  auto const gray = convert_one(kCmyk, {255, 0, 0, 0}, icc);  // L = 66.7: cyan is gray on this press
  EXPECT_NEAR(gray[0], 162, 2);
  EXPECT_NEAR(gray[1], gray[0], 1);
  EXPECT_NEAR(gray[2], gray[0], 1);
}

TEST(Colour, ConvertsInksByThePlainFormula) {
  EXPECT_EQ(convert_one(kCmyk, {0, 0, 0, 0}), (Samples{255, 255, 255}));
  EXPECT_EQ(convert_one(kCmyk, {255, 0, 0, 0}), (Samples{0, 255, 255}));
  EXPECT_EQ(convert_one(kCmyk, {0, 0, 0, 255}), (Samples{0, 0, 0}));
  EXPECT_EQ(convert_one(kCmyk, {51, 102, 0, 128}), (Samples{102, 76, 127}));
  PixelFormat const wide{.model = ColourModel::cmyk, .type = SampleType::u16};
  EXPECT_EQ(convert_one(wide, {65535, 0, 0, 0}), (Samples{0, 65535, 65535}));
}

TEST(Colour, ConvertsLab) {
  EXPECT_EQ(convert_one(kLab, {255, 128, 128}), (Samples{255, 255, 255}));
  EXPECT_EQ(convert_one(kLab, {0, 128, 128}), (Samples{0, 0, 0}));
  auto const red = convert_one(kLab, {138, 128 + 81, 128 + 70});  // sRGB's red
  EXPECT_GE(red[0], 252U);
  EXPECT_LE(red[1], 12U);
  EXPECT_LE(red[2], 12U);
  PixelFormat const wide{.model = ColourModel::lab, .type = SampleType::u16};
  auto const middle = convert_one(wide, {32768, 32896, 32896});  // L 50 is 119 in sRGB
  for (auto const value : middle)
    EXPECT_NEAR(value / 257.0, 119, 1);
}

TEST(Colour, LeavesAloneWhatIsSrgb) {
  EXPECT_TRUE(make_colour_transform(kRgb, {})->is_identity());
  EXPECT_TRUE(make_colour_transform(kRgba, *srgb_profile())->is_identity());
  EXPECT_TRUE(make_colour_transform(kGray, *gray_profile())->is_identity());
  EXPECT_FALSE(make_colour_transform(kRgb, *srgb_profile())->ignored_profile());
  EXPECT_FALSE(make_colour_transform(kRgb, adobe_rgb())->is_identity());
  EXPECT_FALSE(make_colour_transform(kGray, gray_with_gamma(2.2))->is_identity());

  auto reader = reader_of(one_pixel(kRgb, {1, 2, 3}));
  auto const* const before = reader.get();
  EXPECT_EQ(make_srgb(std::move(reader), *srgb_profile()).get(), before);
}

TEST(Colour, IgnoresProfilesOfNoUseAndSaysSo) {
  auto const is_ignored = [](PixelFormat format, ByteView icc) {
    auto const transform = make_colour_transform(format, icc);
    return transform->ignored_profile() && transform->is_identity() == (format.model != ColourModel::cmyk);
  };
  auto const adobe = adobe_rgb();
  EXPECT_TRUE(is_ignored(kGray, adobe));
  EXPECT_TRUE(is_ignored(kCmyk, adobe));
  EXPECT_TRUE(is_ignored(kRgb, gray_press()));
  EXPECT_TRUE(is_ignored(kRgb, as_bytes("not a profile")));
  EXPECT_TRUE(is_ignored(kRgb, ByteView(adobe).first(200)));
  EXPECT_TRUE(is_ignored(kRgb, Bytes(kMaxProfileBytes + 1)));
  auto link = adobe;
  std::copy_n("link", 4, link.begin() + 12);  // ICC.1:2022, 7.2.5: a link between devices
  EXPECT_TRUE(is_ignored(kRgb, link));
}

TEST(Colour, SurvivesEveryDamagedByte) {
  auto const good = adobe_rgb();
  auto const in = random_pixels({3, 1}, kRgb, 2);
  for (std::size_t i = 0; i < good.size(); i += 1) {
    auto bad = good;
    bad[i] ^= 0xFF;
    auto const out = convert(in, bad);
    ASSERT_EQ(out.size(), in.size());
  }
  for (std::size_t length = 0; length < good.size(); length += 7) {
    EXPECT_EQ(convert(in, ByteView(good).first(length)).size(), in.size());
  }
}

TEST(Colour, IsSharedByThreads) {
  auto const transform = make_colour_transform(kRgb, adobe_rgb());
  auto const in = random_pixels({64, 64}, kRgb, 3);
  auto const alone = drain(make_srgb(reader_of(in), transform));
  std::vector<std::uint32_t> differences(4, 1);
  std::vector<std::thread> threads;
  for (auto& result : differences) {
    threads.emplace_back([&] { result = difference(drain(make_srgb(reader_of(in), transform)), alone); });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(differences, (std::vector<std::uint32_t>{0, 0, 0, 0}));
}

TEST(Colour, GivesProfilesToEmbed) {
  EXPECT_LT(srgb_profile()->size(), 1024U);
  EXPECT_GT(srgb_profile()->size(), 128U);
  EXPECT_EQ(srgb_profile(), srgb_profile());
  EXPECT_LT(gray_profile()->size(), 1024U);
  // ICC.1:2022, 7.2.11: "acsp" at byte 36.
  EXPECT_EQ(as_text(*srgb_profile()).substr(36, 4), "acsp");
  EXPECT_EQ(as_text(*gray_profile()).substr(16, 4), "GRAY");
  EXPECT_EQ(as_text(*srgb_profile()).substr(24, 12), std::string_view("\x07\xE6\0\5\0\1\0\0\0\0\0\0", 12));
}

}  // namespace
}  // namespace triforium
