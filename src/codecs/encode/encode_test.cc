#include "codecs/encoder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "codecs/encode/read_back.h"
#include "codecs/encode/strips.h"

namespace triforium::codecs {
namespace {

using test::difference;
using test::read_back;
using test::rgba_of;

constexpr PixelFormat kGray{ColourModel::gray, false, false, SampleType::u8};
constexpr PixelFormat kGrayAlpha{ColourModel::gray, true, false, SampleType::u8};
constexpr PixelFormat kRgb{ColourModel::rgb, false, false, SampleType::u8};
constexpr PixelFormat kRgba{ColourModel::rgb, true, false, SampleType::u8};
PixelFormat deep(PixelFormat format) {
  format.type = SampleType::u16;
  return format;
}

// 0 … 65535: a ramp for each colour, gentle even in a thin picture, so that lossy encoders come near; and for alpha one
// that is opaque over half of the width.
unsigned sample_at(PixelSize size, std::int64_t x, std::int64_t y, int channel, bool is_alpha) {
  auto const u = static_cast<double>(x) / static_cast<double>(std::max<std::int64_t>(size.width - 1, 40));
  auto const v = static_cast<double>(y) / static_cast<double>(std::max<std::int64_t>(size.height - 1, 40));
  double const value = is_alpha ? std::min(1.0, 2 * u) : channel == 0 ? u : channel == 1 ? v : (2 - u - v) / 2;
  return static_cast<unsigned>(value * 65535);
}

Pixels gradient(PixelSize size, PixelFormat format) {
  auto pixels = Pixels::create(size, format).value();
  for (std::int64_t y = 0; y < size.height; ++y) {
    auto* const row = pixels.view().row(y);
    std::size_t i = 0;
    for (std::int64_t x = 0; x < size.width; ++x) {
      for (int c = 0; c < format.channels(); ++c, ++i) {
        auto const value = sample_at(size, x, y, c, c == format.colours());
        auto const wide = static_cast<std::uint16_t>(value);
        if (format.type == SampleType::u8) {
          row[i] = static_cast<std::uint8_t>(value >> 8);
        } else {
          std::memcpy(row + 2 * i, &wide, 2);
        }
      }
    }
  }
  return pixels;
}

// Black and white in slanted stripes whose width is no multiple of 8.
Pixels stripes(PixelSize size) {
  auto pixels = Pixels::create(size, kGray).value();
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width; ++x)
      pixels.view().row(y)[x] = (x + y) % 11 < 5 ? 255 : 0;
  return pixels;
}

Result<Bytes> encoded(OutputFormat format, Pixels pixels, EncodeSettings const& settings = {},
                      Accompaniment const& accompaniment = {}) {
  auto const reader = make_reader(std::move(pixels));
  BytesSink out;
  TRIFORIUM_CHECK(encode(format, *reader, settings, accompaniment, out));
  return std::move(out.bytes);
}

std::string word(OutputFormat format) {
  return std::string(traits_of(format).extension);
}

// PDF pages are rendered by the reader: one dot a point gives the image's own pixels.
Accompaniment at_72_dpi() {
  Accompaniment accompaniment;
  accompaniment.dots_per_inch = 72;
  return accompaniment;
}

// How far a smooth picture may be from what was written.
double tolerance(OutputFormat format) {
  switch (format) {
    case OutputFormat::png:
    case OutputFormat::tif:
      return 0;
    case OutputFormat::gif:
      return 6;  // 256 colours, dithered
    default:
      return 2.5;
  }
}

void expect_written(OutputFormat format, PixelSize size, PixelFormat pixels) {
  auto const expected = rgba_of(gradient(size, pixels));
  auto const file = encoded(format, gradient(size, pixels), {}, at_72_dpi());
  ASSERT_TRUE(file) << word(format) << ": " << file.error().message << " " << file.error().detail;
  auto const found = read_back(*file);
  ASSERT_TRUE(found) << word(format) << ": " << vips_error_buffer();
  EXPECT_EQ(found->size, size) << word(format);
  EXPECT_LE(difference(expected, found->rgba), tolerance(format)) << word(format);
  EXPECT_EQ(found->is_16_bit, pixels.type == SampleType::u16) << word(format);
  EXPECT_FALSE(found->has_orientation) << word(format);
}

class EveryFormat : public ::testing::TestWithParam<OutputFormat> {
 protected:
  bool has_alpha() const { return traits_of(GetParam()).has_alpha; }
  bool has_16_bit() const { return traits_of(GetParam()).has_16_bit; }
};

TEST_P(EveryFormat, WritesGray) {
  expect_written(GetParam(), {61, 43}, kGray);
}
TEST_P(EveryFormat, WritesRgb) {
  expect_written(GetParam(), {61, 43}, kRgb);
}

TEST_P(EveryFormat, WritesAlphaOrRefusesIt) {
  for (auto const format : {kRgba, kGrayAlpha}) {
    if (has_alpha()) {
      if (GetParam() != OutputFormat::gif) expect_written(GetParam(), {61, 43}, format);
    } else {
      EXPECT_EQ(encoded(GetParam(), gradient({8, 8}, format)).error().kind, ErrorKind::internal);
    }
  }
}

TEST_P(EveryFormat, Writes16BitOrRefusesIt) {
  for (auto const format : {kGray, kRgb, kRgba, kGrayAlpha}) {
    if (format.has_alpha && !has_alpha()) continue;
    if (has_16_bit()) {
      expect_written(GetParam(), {61, 43}, deep(format));
    } else {
      EXPECT_EQ(encoded(GetParam(), gradient({8, 8}, deep(format))).error().kind, ErrorKind::internal);
    }
  }
}

TEST_P(EveryFormat, WritesBlackAndWhite) {
  PixelSize const size{61, 43};
  auto accompaniment = at_72_dpi();
  accompaniment.is_bitonal = true;
  auto const file = encoded(GetParam(), stripes(size), {}, accompaniment);
  ASSERT_TRUE(file) << file.error().detail;
  auto const found = read_back(*file);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, size);
  // Lossless wherever the format can be; the others ring a little at the edges.
  bool const is_lossy =
      GetParam() == OutputFormat::jpg || GetParam() == OutputFormat::avif || GetParam() == OutputFormat::jp2;
  EXPECT_LE(difference(rgba_of(stripes(size)), found->rgba), is_lossy ? 8 : 0.01);
}

TEST_P(EveryFormat, WritesTheSmallestAndTheThinnest) {
  for (PixelSize const size : {PixelSize{1, 1}, PixelSize{1, 5000}, PixelSize{5000, 1}, PixelSize{17, 2}}) {
    for (auto const format : {kGray, kRgb}) {
      auto const file = encoded(GetParam(), gradient(size, format), {}, at_72_dpi());
      ASSERT_TRUE(file) << fmt::format("{} × {}: ", size.width, size.height) << file.error().detail;
      auto const found = read_back(*file);
      ASSERT_TRUE(found) << fmt::format("{} × {}", size.width, size.height);
      EXPECT_EQ(found->size, size);
      EXPECT_LE(difference(rgba_of(gradient(size, format)), found->rgba), std::max(4.0, tolerance(GetParam())));
    }
  }
}

// Never asked for a row: the size is refused before.
class HugeReader final : public RowReader {
 public:
  explicit HugeReader(PixelSize size) : size_(size) {}
  PixelSize size() const override { return size_; }
  PixelFormat format() const override { return kRgb; }
  Result<void> read(PixelsView) override { return fail(ErrorKind::internal, "asked for rows"); }

 private:
  PixelSize size_;
};

TEST_P(EveryFormat, RefusesMoreThanItsLongestSide) {
  for (auto const& size :
       {PixelSize{traits_of(GetParam()).max_side + 1, 1}, PixelSize{1, traits_of(GetParam()).max_side + 1}}) {
    HugeReader reader(size);
    BytesSink out;
    auto const result = encode(GetParam(), reader, {}, {}, out);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_request);
    EXPECT_NE(result.error().message.find(std::to_string(traits_of(GetParam()).max_side)), std::string::npos);
    EXPECT_TRUE(out.bytes.empty());
  }
}

TEST_P(EveryFormat, RefusesAnEmptyImage) {
  HugeReader reader({0, 5});
  BytesSink out;
  EXPECT_EQ(encode(GetParam(), reader, {}, {}, out).error().kind, ErrorKind::internal);
}

TEST_P(EveryFormat, RefusesColoursThatItCannotHold) {
  for (auto const model : {ColourModel::cmyk, ColourModel::lab}) {
    PixelFormat const format{model, false, false, SampleType::u8};
    EXPECT_EQ(encoded(GetParam(), gradient({8, 8}, format)).error().kind, ErrorKind::internal);
  }
  PixelFormat const premultiplied{ColourModel::rgb, true, true, SampleType::u8};
  EXPECT_EQ(encoded(GetParam(), gradient({8, 8}, premultiplied)).error().kind, ErrorKind::internal);
}

// Delivers noise, and fails at row `last`.
class FailingReader final : public RowReader {
 public:
  FailingReader(PixelSize size, std::int64_t last) : size_(size), last_(last) {}
  PixelSize size() const override { return size_; }
  PixelFormat format() const override { return kRgb; }
  Result<void> read(PixelsView rows) override {
    for (std::int64_t y = 0; y < rows.size.height; ++y) {
      if (next_++ >= last_) return fail(ErrorKind::corrupt_source, "The file ends early.", "row");
      for (std::size_t i = 0; i < rows.row_bytes(); ++i) {
        state_ = state_ * 1664525 + 1013904223;
        rows.row(y)[i] = static_cast<std::uint8_t>(state_ >> 24);
      }
    }
    return {};
  }
  std::int64_t rows_read() const { return next_; }

 private:
  PixelSize size_;
  std::int64_t last_;
  std::int64_t next_ = 0;
  std::uint32_t state_ = 1;
};

TEST_P(EveryFormat, HandsAnErrorOfTheReaderOn) {
  FailingReader reader({300, 300}, 200);
  BytesSink out;
  auto const result = encode(GetParam(), reader, {}, {}, out);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::corrupt_source);
  EXPECT_EQ(result.error().message, "The file ends early.");
}

// A client that goes away after `limit` bytes.
class FullSink final : public ByteSink {
 public:
  explicit FullSink(std::size_t limit) : limit_(limit) {}
  Result<void> write(ByteView bytes) override {
    if (has_failed_) ++writes_after_failure_;
    if (bytes.size() <= limit_) {
      limit_ -= bytes.size();
      return {};
    }
    has_failed_ = true;
    return fail(ErrorKind::cancelled, "The client went away.");
  }
  int writes_after_failure() const { return writes_after_failure_; }

 private:
  std::size_t limit_;
  bool has_failed_ = false;
  int writes_after_failure_ = 0;
};

TEST_P(EveryFormat, StopsWhenTheSinkFails) {
  for (std::size_t const limit : {std::size_t{0}, std::size_t{10}, std::size_t{3000}}) {
    auto const& format = traits_of(GetParam());
    // TIFF streams what is large: tif_plain_test.cc.
    bool const streams = format.held_area == 0;
    PixelSize const size{256, streams ? 3000 : 200};
    FailingReader reader(size, size.height);
    FullSink sink(limit);
    auto const result = encode(GetParam(), reader, {}, {}, sink);
    ASSERT_FALSE(result) << limit;
    EXPECT_EQ(result.error().kind, ErrorKind::cancelled) << result.error().detail;
    EXPECT_EQ(sink.writes_after_failure(), 0);
    if (streams) {
      EXPECT_LT(reader.rows_read(), 2100) << "rows are pulled though nobody takes them";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Encode, EveryFormat, ::testing::ValuesIn([] {
                           std::vector<OutputFormat> all;
                           for (auto const& traits : output_formats())
                             all.push_back(traits.format);
                           return all;
                         }()),
                         [](auto const& one) { return word(one.param); });

// ---- What goes with the pixels

Bytes profile_of(char const* name) {
  VipsBlob* blob = nullptr;
  if (!test::start_vips() || vips_profile_load(name, &blob, nullptr) != 0) return {};
  std::size_t size = 0;
  auto const* const bytes = static_cast<std::uint8_t const*>(vips_blob_get(blob, &size));
  Bytes copy(bytes, bytes + size);
  vips_area_unref(VIPS_AREA(blob));
  return copy;
}

constexpr std::string_view kXmp =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
    "<rdf:Description xmlns:dc=\"http://purl.org/dc/elements/1.1/\" dc:source=\"Triforium\"/></rdf:RDF></x:xmpmeta>";

Accompaniment everything() {
  Accompaniment accompaniment;
  accompaniment.icc = share(profile_of("srgb"));
  accompaniment.xmp = share(Bytes(kXmp.begin(), kXmp.end()));
  accompaniment.dots_per_inch = 300;
  return accompaniment;
}

bool contains(Bytes const& bytes, std::string_view text) {
  return as_text(bytes).find(text) != std::string_view::npos;
}

class FormatsWithMetadata : public ::testing::TestWithParam<OutputFormat> {};

TEST_P(FormatsWithMetadata, KeepProfileAndXmp) {
  auto const expected = everything();
  ASSERT_FALSE(expected.icc->empty());
  auto const file = encoded(GetParam(), gradient({61, 43}, kRgb), {}, expected);
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_TRUE(contains(*file, kXmp));
  auto const found = read_back(*file);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_orientation);
  if (GetParam() == OutputFormat::pdf) return;  // vips renders it: the profile is used up
  if (GetParam() == OutputFormat::jp2) {        // vips does not hand it out: in the file it is, whole
    EXPECT_TRUE(contains(*file, as_text(*expected.icc)));
  } else if (GetParam() != OutputFormat::jxl) {  // vips 8.14 makes a profile of its own for XYB files
    EXPECT_EQ(found->icc, *expected.icc);
  } else {
    EXPECT_FALSE(found->icc.empty());
  }
  if (GetParam() != OutputFormat::jp2 && GetParam() != OutputFormat::jxl) {  // vips does not look for it there
    EXPECT_EQ(found->xmp, kXmp);
  }
}

TEST_P(FormatsWithMetadata, LeaveAProfileOfOtherColoursOut) {
  auto accompaniment = everything();
  auto const file = encoded(GetParam(), gradient({61, 43}, kGray), {}, accompaniment);
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_FALSE(contains(*file, "RGB XYZ"));  // as a profile's header has it
  EXPECT_FALSE(contains(*file, "iCCP"));
  ASSERT_TRUE(read_back(*file));
}

INSTANTIATE_TEST_SUITE_P(Encode, FormatsWithMetadata,
                         ::testing::Values(OutputFormat::jpg, OutputFormat::png, OutputFormat::webp, OutputFormat::avif,
                                           OutputFormat::tif, OutputFormat::jp2, OutputFormat::pdf, OutputFormat::jxl),
                         [](auto const& one) { return word(one.param); });

TEST(Encode, LeavesABrokenProfileOut) {
  auto accompaniment = everything();
  for (auto const size : {std::size_t{0}, std::size_t{3}, std::size_t{127}, std::size_t{400}}) {
    auto cut = *everything().icc;
    cut.resize(size);
    accompaniment.icc = share(cut);
    auto const file = encoded(OutputFormat::png, gradient({8, 8}, kRgb), {}, accompaniment);
    ASSERT_TRUE(file);
    EXPECT_TRUE(read_back(*file)->icc.empty());
  }
}

TEST(Encode, SaysTheResolution) {
  for (auto const format : {OutputFormat::jpg, OutputFormat::png, OutputFormat::tif}) {
    auto const file = encoded(format, gradient({8, 8}, kRgb), {}, everything());
    ASSERT_TRUE(file);
    EXPECT_NEAR(read_back(*file)->dots_per_inch, 300, 0.1) << word(format);
  }
}

TEST(Encode, WritesNoExif) {
  for (auto const& traits : output_formats()) {
    auto const file = encoded(traits.format, gradient({61, 43}, kRgb), {}, everything());
    ASSERT_TRUE(file);
    EXPECT_FALSE(contains(*file, "Exif")) << traits.extension;
    EXPECT_FALSE(contains(*file, "Orientation")) << traits.extension;
  }
}

TEST(EncodeJpg, LeavesXmpOutThatNoSegmentHolds) {
  Accompaniment accompaniment;
  accompaniment.xmp = share(Bytes(65533 - 28, ' '));
  auto const file = encoded(OutputFormat::jpg, gradient({8, 8}, kRgb), {}, accompaniment);
  ASSERT_TRUE(file);
  EXPECT_LT(file->size(), 2000U);
}

TEST(EncodeJpg, WritesItsWidest) {
  PixelSize const size{65500, 3};
  auto const file = encoded(OutputFormat::jpg, gradient(size, kRgb));
  ASSERT_TRUE(file) << file.error().detail;
  auto const found = read_back(*file);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size, size);
  EXPECT_LE(difference(rgba_of(gradient(size, kRgb)), found->rgba), 2.5);
}

// The components' sampling factors, from the frame header. ITU-T T.81, B.2.2
std::string sampling_of(Bytes const& jpeg) {
  for (std::size_t i = 0; i + 19 < jpeg.size(); ++i)
    if (jpeg[i] == 0xff && (jpeg[i + 1] == 0xc0 || jpeg[i + 1] == 0xc2))
      return fmt::format("{:02x}{:02x} {:02x}", jpeg[i], jpeg[i + 1], jpeg[i + 11]);
  return "no frame";
}

TEST(EncodeJpg, ObeysSubsamplingAndProgression) {
  EncodeSettings settings;
  auto const frame = [&] {
    return sampling_of(encoded(OutputFormat::jpg, gradient({64, 64}, kRgb), settings).value());
  };
  EXPECT_EQ(frame(), "ffc0 22");
  settings.jpeg_quality = 90;
  EXPECT_EQ(frame(), "ffc0 11");
  settings.subsampling = Subsampling::s422;
  EXPECT_EQ(frame(), "ffc0 21");
  settings.is_progressive = true;
  EXPECT_EQ(frame(), "ffc2 21");
}

Pixels noise(PixelSize size) {
  FailingReader reader(size, size.height);
  return read_all(reader).value();
}

TEST(Encode, HigherQualityIsLargerAndTruer) {
  struct Case {
    OutputFormat format;
    int EncodeSettings::*quality;
  };
  for (auto const& [format, quality] :
       {Case{OutputFormat::jpg, &EncodeSettings::jpeg_quality}, Case{OutputFormat::webp, &EncodeSettings::webp_quality},
        Case{OutputFormat::avif, &EncodeSettings::avif_quality}, Case{OutputFormat::jp2, &EncodeSettings::jp2_quality},
        Case{OutputFormat::jxl, &EncodeSettings::jxl_quality}}) {
    std::size_t last_size = 0;
    double last_difference = 1e9;
    for (int const value : {10, 50, 85, 95}) {
      EncodeSettings settings;
      settings.*quality = value;
      auto const file = encoded(format, noise({96, 96}), settings).value();
      auto const found = read_back(file);
      ASSERT_TRUE(found);
      auto const now = difference(rgba_of(noise({96, 96})), found->rgba);
      EXPECT_GT(file.size(), last_size) << word(format) << " " << value;
      EXPECT_LT(now, last_difference * 1.02) << word(format) << " " << value;
      last_size = file.size();
      last_difference = now;
    }
  }
}

TEST(Encode, QualityAbove100IsLossless) {
  EncodeSettings settings;
  settings.webp_quality = settings.jp2_quality = settings.jxl_quality = 101;
  for (auto const format : {OutputFormat::webp, OutputFormat::jp2, OutputFormat::jxl}) {
    auto const file = encoded(format, noise({1100, 40}), settings);
    ASSERT_TRUE(file) << file.error().detail;
    auto const found = read_back(*file);
    ASSERT_TRUE(found);
    EXPECT_EQ(difference(rgba_of(noise({1100, 40})), found->rgba), 0) << word(format);
  }
}

TEST(EncodeJp2, PutsManyTilesTogether) {
  PixelSize const size{2500, 1300};
  for (auto const format : {kRgb, deep(kGrayAlpha)}) {
    auto const file = encoded(OutputFormat::jp2, gradient(size, format));
    ASSERT_TRUE(file) << file.error().detail;
    auto const found = read_back(*file);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size, size);
    EXPECT_LE(difference(rgba_of(gradient(size, format)), found->rgba), 2.5);
  }
}

TEST(EncodeGif, KeepsEveryShadeOfGray) {
  auto const file = encoded(OutputFormat::gif, gradient({256, 20}, kGray));
  ASSERT_TRUE(file);
  EXPECT_EQ(difference(rgba_of(gradient({256, 20}, kGray)), read_back(*file)->rgba), 0);
}

TEST(EncodeGif, IsTransparentWhereAlphaIsLow) {
  auto const file = encoded(OutputFormat::gif, gradient({64, 16}, kRgba));
  ASSERT_TRUE(file);
  auto const found = read_back(*file);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->bands, 4);
  EXPECT_EQ(found->rgba[3], 0);
  EXPECT_EQ(found->rgba[4 * 63 + 3], 255);
}

TEST(EncodePdf, PageHasTheImagesPhysicalSize) {
  auto accompaniment = everything();
  accompaniment.dots_per_inch = 144;
  auto const file = encoded(OutputFormat::pdf, gradient({200, 100}, kRgb), {}, accompaniment);
  ASSERT_TRUE(file);
  EXPECT_TRUE(contains(*file, "/MediaBox [0 0 100.0000 50.0000]"));
  EXPECT_EQ(read_back(*file)->size, (PixelSize{100, 50}));
}

TEST(EncodePdf, LargePagesHaveLargerUnits) {
  auto const file = encoded(OutputFormat::pdf, gradient({28800, 1}, kGray), {}, at_72_dpi());
  ASSERT_TRUE(file);
  EXPECT_TRUE(contains(*file, "/MediaBox [0 0 14400.0000 0.5000] /UserUnit 2.000000"));
}

// ISO 32000-1, 7.5.4: every offset of the table points at its object.
TEST(EncodePdf, CrossReferencesAreRight) {
  for (bool const is_bitonal : {false, true}) {
    auto accompaniment = is_bitonal ? Accompaniment{} : everything();
    accompaniment.is_bitonal = is_bitonal;
    auto const file =
        encoded(OutputFormat::pdf, is_bitonal ? stripes({50, 50}) : gradient({50, 50}, kRgb), {}, accompaniment);
    ASSERT_TRUE(file);
    auto const text = std::string(as_text(*file));
    auto const table = std::stoul(text.substr(text.rfind("startxref\n") + 10));
    ASSERT_EQ(text.substr(table, 5), "xref\n");
    auto entry = text.find("65535 f \n", table) + 9;
    int in_use = 0;
    for (int number = 1; text[entry] != 't'; ++number, entry += 20) {
      if (text[entry + 17] == 'f') continue;
      auto const head = std::to_string(number) + " 0 obj\n";
      EXPECT_EQ(text.substr(std::stoul(text.substr(entry, 10)), head.size()), head);
      ++in_use;
    }
    EXPECT_EQ(in_use, is_bitonal ? 6 : 8);
  }
}

TEST(OutputFormats, AreFoundByTheirWord) {
  ASSERT_NE(find_output_format("jpg"), nullptr);
  EXPECT_EQ(find_output_format("jpg")->media_type, "image/jpeg");
  EXPECT_EQ(find_output_format("JPG"), nullptr);
  EXPECT_EQ(find_output_format("jpeg"), nullptr);
  EXPECT_EQ(find_output_format(""), nullptr);
  EXPECT_GE(output_formats().size(), 7U);
}

// ---- Strips

TEST(Strips, DeliverEveryRowOnce) {
  for (std::int64_t const height : {0, 1, 7, 64}) {
    auto const whole = gradient({33, 50}, kRgb);
    auto const reader = make_reader(gradient({33, 50}, kRgb));
    auto strips = detail::Strips::of(*reader, height).value();
    std::int64_t seen = 0;
    while (!strips.is_done()) {
      EXPECT_EQ(strips.next_row(), seen);
      auto const strip = strips.next().value();
      for (std::int64_t y = 0; y < strip.size.height; ++y, ++seen)
        ASSERT_EQ(std::memcmp(strip.row(y), whole.view().row(seen), strip.row_bytes()), 0);
    }
    EXPECT_EQ(seen, 50);
  }
}

TEST(Strips, PackEightPixelsIntoAByte) {
  std::uint8_t const gray[] = {255, 0, 255, 255, 0, 0, 0, 127, 128, 0};
  std::uint8_t packed[2] = {};
  detail::pack_bits(gray, 10, packed);
  EXPECT_EQ(packed[0], 0b1011'0000);
  EXPECT_EQ(packed[1], 0b1000'0000);
}

}  // namespace
}  // namespace triforium::codecs
