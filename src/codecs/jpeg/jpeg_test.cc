#include "codecs/jpeg/jpeg.h"

#include <gtest/gtest.h>

#include "codecs/jpeg/jpeg_segments.h"
#include "codecs/jpeg/test_jpeg.h"
#include "codecs/test_reading.h"
#include "support/data.h"

namespace triforium::codecs {
namespace {

namespace fs = std::filesystem;
using test::difference_from_vips, test::first_difference, test::load, test::Made, test::make_jpeg, test::open_bytes,
    test::read_level, test::read_part, test::sample_areas;

std::vector<Made> kinds() {
  std::vector<Made> all;
  for (bool const is_progressive : {false, true}) {
    for (auto const& [h, v] : {std::pair{1, 1}, {2, 1}, {2, 2}, {1, 2}, {4, 1}})
      all.push_back({.horizontal = h, .vertical = v, .is_progressive = is_progressive});
    all.push_back({.components = 1, .colours = JCS_GRAYSCALE, .is_progressive = is_progressive});
    all.push_back({.components = 4, .colours = JCS_CMYK, .is_progressive = is_progressive});
    all.push_back({.is_progressive = is_progressive, .is_arithmetic = true});
    all.push_back({.is_progressive = is_progressive, .restart_rows = 1});
  }
  return all;
}

std::string name_of(Made const& made) {
  return std::to_string(made.components) + " components, " + std::to_string(made.horizontal) + "x" +
         std::to_string(made.vertical) + (made.is_progressive ? ", progressive" : "") +
         (made.is_arithmetic ? ", arithmetic" : "") + (made.restart_rows != 0 ? ", restarts" : "");
}

TEST(Jpeg, DeliversOfEachPartThePixelsOfTheWhole) {
  for (auto const& made : kinds()) {
    auto const decoder = open_bytes(make_jpeg(made));
    ASSERT_TRUE(decoder) << name_of(made) << decoder.error().detail;
    auto const& levels = (*decoder)->header().levels;
    ASSERT_EQ(levels.size(), 4);
    for (std::size_t level = 0; level < levels.size(); ++level) {
      auto const whole = read_level(**decoder, level);
      ASSERT_TRUE(whole) << name_of(made) << whole.error().detail;
      for (auto const area : sample_areas(levels[level].size)) {
        auto const part = read_part(**decoder, level, area);
        ASSERT_TRUE(part) << name_of(made) << part.error().detail;
        EXPECT_EQ(first_difference(*whole, *part, area), std::nullopt)
            << name_of(made) << ", level " << level << ", " << area.x << "," << area.y << "," << area.width << ","
            << area.height;
      }
    }
  }
}

TEST(Jpeg, ReducesWithRoundedUpSides) {
  auto const decoder = open_bytes(make_jpeg({.size = {203, 9}}));
  ASSERT_TRUE(decoder);
  std::vector<PixelSize> sizes;
  for (auto const& level : (*decoder)->header().levels)
    sizes.push_back(level.size);
  EXPECT_EQ(sizes, (std::vector<PixelSize>{{203, 9}, {102, 5}, {51, 3}, {26, 2}}));
}

TEST(Jpeg, ReadsInkWhereZeroIsNone) {
  // libjpeg writes an Adobe marker for YCCK; such files hold ink the other way round.
  auto const decoder = open_bytes(make_jpeg({.size = {16, 16}, .components = 4, .colours = JCS_CMYK}));
  ASSERT_TRUE(decoder);
  EXPECT_EQ((*decoder)->header().pixels.model, ColourModel::cmyk);
  auto const pixels = read_level(**decoder, 0);
  ASSERT_TRUE(pixels);
  EXPECT_NEAR(pixels->view().row(0)[0], 255, 12);  // the first sample was written as 0
}

TEST(Jpeg, RefusesWhatEndsEarly) {
  for (auto const& made : kinds()) {
    auto const bytes = make_jpeg(made);
    for (auto const percent : {30U, 60U, 90U}) {
      Bytes const cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() * percent / 100));
      auto const decoder = open_bytes(cut);
      // Arithmetic decoding cannot tell where the data of the last row of blocks end.
      if (!decoder || (made.is_arithmetic && percent == 90)) continue;
      auto const pixels = read_level(**decoder, 0);
      ASSERT_FALSE(pixels) << name_of(made) << ", cut to " << percent << " %";
      EXPECT_EQ(pixels.error().kind, ErrorKind::corrupt_source);
    }
  }
}

TEST(Jpeg, LivesWithoutTheMarkerOfItsEndAndWithBytesBehindIt) {
  for (auto const& made : kinds()) {
    auto const bytes = make_jpeg(made);
    auto const whole = read_level(**open_bytes(bytes), 0);
    ASSERT_TRUE(whole);
    auto changed = bytes;
    changed.resize(bytes.size() - 2);
    auto const without = read_level(**open_bytes(changed), 0);
    ASSERT_TRUE(without) << name_of(made) << without.error().detail;
    EXPECT_EQ(first_difference(*whole, *without, PixelRect::whole(whole->size())), std::nullopt) << name_of(made);
    changed = bytes;
    changed.resize(bytes.size() + 1000, 0x5a);
    EXPECT_TRUE(read_level(**open_bytes(changed), 0)) << name_of(made);
  }
}

TEST(Jpeg, ServesThePartAboveTheDamage) {
  auto const bytes = make_jpeg({});
  Bytes const cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2));
  auto const decoder = open_bytes(cut);
  ASSERT_TRUE(decoder);
  auto const part = read_part(**decoder, 0, {0, 0, 203, 16});
  ASSERT_TRUE(part) << part.error().detail;
  EXPECT_EQ(first_difference(*read_level(**open_bytes(bytes), 0), *part, {0, 0, 203, 16}), std::nullopt);
}

TEST(Jpeg, RefusesBeforeItAllocates) {
  OpenOptions options;
  options.limits.max_area = 203 * 157 - 1;
  auto const too_many = open_bytes(make_jpeg({}), options);
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().kind, ErrorKind::too_large);

  options.limits = {};
  options.limits.max_memory = 350'000;  // rows of blocks fit, the coefficients of the whole image do not
  auto const baseline = open_bytes(make_jpeg({}), options);
  ASSERT_TRUE(baseline);
  EXPECT_TRUE((*baseline)->read(0, {0, 0, 8, 8}));
  auto const progressive = open_bytes(make_jpeg({.is_progressive = true}), options);
  ASSERT_TRUE(progressive);
  auto const reader = (*progressive)->read(0, {0, 0, 8, 8});
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().kind, ErrorKind::too_large);

  options.limits = {};
  options.limits.max_undivided_area = 203 * 20;
  auto const deep = open_bytes(make_jpeg({}), options);
  ASSERT_TRUE(deep);
  EXPECT_TRUE((*deep)->read(0, {0, 0, 8, 20}));
  EXPECT_FALSE((*deep)->read(0, {0, 0, 8, 21}));
}

TEST(Jpeg, LimitsTheNumberOfScans) {
  // The last scan of a progressive image, many times over.
  auto bytes = make_jpeg({.size = {32, 32}, .components = 1, .colours = JCS_GRAYSCALE, .is_progressive = true});
  std::size_t last = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] == 0xff && bytes[i + 1] == 0xda) last = i;
  }
  Bytes const scan(bytes.begin() + static_cast<std::ptrdiff_t>(last), bytes.end() - 2);
  bytes.resize(bytes.size() - 2);
  for (int i = 0; i < 200; ++i)
    bytes.insert(bytes.end(), scan.begin(), scan.end());
  bytes.insert(bytes.end(), {0xff, 0xd9});
  auto const decoder = open_bytes(bytes);
  ASSERT_TRUE(decoder);
  auto const pixels = read_level(**decoder, 0);
  ASSERT_FALSE(pixels);
  EXPECT_EQ(pixels.error().kind, ErrorKind::corrupt_source);
}

Bytes segment_bytes(std::string_view prefix, std::initializer_list<std::uint8_t> rest) {
  Bytes bytes(prefix.begin(), prefix.end());
  bytes.insert(bytes.end(), rest);
  return bytes;
}

TEST(JpegSegments, JoinsTheChunksOfAProfileInTheirOrder) {
  std::string_view const icc("ICC_PROFILE\0", 12);
  std::vector<jpeg::Segment> segments{{0xe2, segment_bytes(icc, {2, 2, 30, 40})},
                                      {0xe2, segment_bytes(icc, {1, 2, 10, 20})}};
  auto const profile = jpeg::gather_profile(segments);
  ASSERT_TRUE(profile);
  EXPECT_EQ(*profile, (Bytes{10, 20, 30, 40}));
  segments[0].bytes[12] = 1;  // the first twice, the second never
  EXPECT_FALSE(jpeg::gather_profile(segments));
  segments[0].bytes[12] = 3;  // one more than there are
  EXPECT_FALSE(jpeg::gather_profile(segments));
  segments.pop_back();
  segments[0].bytes[12] = 2;  // one is missing
  EXPECT_FALSE(jpeg::gather_profile(segments));
}

TEST(JpegSegments, FindsIptcAmongImageResources) {
  std::string_view const photoshop("Photoshop 3.0\0", 14);
  std::vector<jpeg::Segment> const segments{
      {0xed, segment_bytes(photoshop, {'8', 'B', 'I', 'M', 3, 0xed, 1, 'x', 0, 0, 0, 1, 7, 0,  //
                                       '8', 'B', 'I', 'M', 4, 4,    0, 0,   0, 0, 0, 2, 8, 9})}};
  auto const metadata = jpeg::gather_metadata(segments);
  ASSERT_TRUE(metadata.iptc);
  EXPECT_EQ(*metadata.iptc, (Bytes{8, 9}));
}

TEST(JpegSegments, TakesLengthsThatLieAsAbsent) {
  std::string_view const photoshop("Photoshop 3.0\0", 14);
  std::vector<jpeg::Segment> const segments{
      {0xed, segment_bytes(photoshop, {'8', 'B', 'I', 'M', 4, 4, 0, 0, 0xff, 0xff, 0xff, 0xff, 8, 9})}};
  EXPECT_FALSE(jpeg::gather_metadata(segments).iptc);
}

TEST(JpegFiles, AgreeWithAnotherReader) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  int seen = 0;
  for (auto const* folder :
       {"zoo/jpeg", "zoo/jpeg/exif_orientation", "zoo/derived", "zoo/matrix_64x56", "zoo/metadata"}) {
    for (auto const& entry : fs::directory_iterator(*data / folder)) {
      auto bytes = entry.is_regular_file() ? load(entry.path()) : Bytes();
      if (!sniff_jpeg(bytes)) continue;
      SCOPED_TRACE(entry.path().string());
      auto const decoder = open_bytes(std::move(bytes));
      auto const name = entry.path().filename().string();
      if (name == "monkey12.jpg" || name == "testimg_rgb.jpg" || name.starts_with("gradient_ls")) {
        // Twelve bits, lossless, JPEG-LS.
        EXPECT_FALSE(decoder);
        continue;
      }
      ASSERT_TRUE(decoder) << decoder.error().message << decoder.error().detail;
      auto const pixels = read_level(**decoder, 0);
      ASSERT_TRUE(pixels) << pixels.error().detail;
      auto const difference = difference_from_vips(entry.path(), *pixels);
      ASSERT_TRUE(difference);
      EXPECT_LT(*difference, 0.002);
      ++seen;
    }
  }
  EXPECT_GT(seen, 30);
}

TEST(JpegFiles, KeepTheirMetadata) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  auto const header_of = [&](char const* name) { return (*open_bytes(load(*data / "zoo/metadata" / name)))->header(); };
  EXPECT_TRUE(header_of("jpg-exif.jpg").metadata.exif);
  EXPECT_TRUE(header_of("jpg-xmp.jpg").metadata.xmp);
  EXPECT_TRUE(header_of("jpg-iptc.jpg").metadata.iptc);
  EXPECT_TRUE(header_of("jpg-icc.jpg").icc);
  EXPECT_EQ(header_of("jpg-exif-orientation-270.jpg").orientation, Orientation::three_quarter_turn);
  EXPECT_EQ(header_of("jpg-exif-orientation-illegal.jpg").orientation, Orientation::upright);
  EXPECT_EQ(header_of("jpg-xmp-orientation-90.jpg").orientation, Orientation::quarter_turn);
  for (int i = 1; i <= 8; ++i) {
    auto const path = *data / ("zoo/jpeg/exif_orientation/Landscape_" + std::to_string(i) + ".jpg");
    EXPECT_EQ((*open_bytes(load(path)))->header().orientation, orientation_of(i)) << i;
  }
}

TEST(JpegFiles, FailCleanlyWhereTheyAreBroken) {
  auto const data = triforium::test::shared_data();
  if (!data) GTEST_SKIP() << triforium::test::kNoData;
  int refused = 0, seen = 0;
  for (auto const& entry : fs::directory_iterator(*data / "zoo/corrupt/jpeg")) {
    auto const decoder = open_bytes(load(entry.path()));
    auto const pixels = decoder ? read_level(**decoder, 0) : Result<Pixels>(fail(decoder));
    ++seen;
    if (!pixels) ++refused;
  }
  EXPECT_GT(seen, 10);
  EXPECT_GT(refused, seen / 3);
  auto const cut = open_bytes(load(*data / "zoo/corrupt/truncated/jpg_progressive_444_trunc.jpg"));
  EXPECT_TRUE(!cut || !read_level(**cut, 0));
}

}  // namespace
}  // namespace triforium::codecs
