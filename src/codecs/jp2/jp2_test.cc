#include "codecs/jp2/jp2.h"

#include <gtest/gtest.h>
#include <vips/vips.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "codecs/jp2/boxes.h"
#include "codecs/vips/vips_library.h"
#include "support/data.h"

namespace triforium::codecs {
namespace {

Bytes read_file(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<std::shared_ptr<Decoder const>> open_bytes(Bytes bytes) {
  return open_jp2(storage::make_memory_source("test", std::move(bytes)), {});
}

Result<Pixels> read_area(Decoder const& decoder, std::size_t level, PixelRect area) {
  TRIFORIUM_TRY(auto const reader, decoder.read(level, area));
  return read_all(*reader);
}

Result<Pixels> read_level(Decoder const& decoder, std::size_t level) {
  return read_area(decoder, level, PixelRect::whole(decoder.header().levels[level].size));
}

double sample(ConstPixelsView view, std::int64_t x, std::int64_t y, int channel) {
  auto const at = x * view.format.channels() + channel;
  return view.format.type == SampleType::u8 ? view.row(y)[at] / 255.0
                                            : reinterpret_cast<std::uint16_t const*>(view.row(y))[at] / 65535.0;
}

// The mean difference of all samples, 0 … 1; 1 where the sizes differ.
double difference(Pixels const& one, Pixels const& other) {
  auto const a = one.view(), b = other.view();
  if (a.size != b.size) return 1;
  int const channels = std::min(a.format.channels(), b.format.channels());
  double sum = 0;
  for (std::int64_t y = 0; y < a.size.height; ++y) {
    for (std::int64_t x = 0; x < a.size.width; ++x) {
      for (int c = 0; c < channels; ++c)
        sum += std::abs(sample(a, x, y, c) - sample(b, x, y, c));
    }
  }
  return sum / static_cast<double>(a.size.area() * channels);
}

// libvips, which calls OpenJPEG in its own way, is the independent reader.
Pixels read_by_vips(std::filesystem::path const& path) {
  EXPECT_TRUE(vips::start());
  vips_operation_block_set("VipsForeignLoadJp2k", FALSE);
  vips::ImageHandle const image(vips_image_new_from_file(path.c_str(), nullptr));
  if (!image) return {};
  PixelFormat const format{image->Bands < 3 ? ColourModel::gray : ColourModel::rgb, image->Bands % 2 == 0, false,
                           image->BandFmt == VIPS_FORMAT_USHORT ? SampleType::u16 : SampleType::u8};
  auto pixels = Pixels::create({image->Xsize, image->Ysize}, format).value();
  std::size_t bytes = 0;
  auto* all = static_cast<std::uint8_t*>(vips_image_write_to_memory(image.get(), &bytes));
  auto const view = pixels.view();
  for (std::int64_t y = 0; all != nullptr && y < view.size.height; ++y) {
    std::copy_n(all + static_cast<std::size_t>(y) * view.row_bytes(), view.row_bytes(), view.row(y));
  }
  g_free(all);
  return pixels;
}

void expect_area_is_a_crop(Decoder const& decoder, std::size_t level, Pixels const& whole) {
  auto const size = decoder.header().levels[level].size;
  if (size.width < 8 || size.height < 8) return;
  PixelRect const area{size.width / 3 + 1, size.height / 3 + 1, size.width / 2, size.height / 2};
  auto const part = read_area(decoder, level, area);
  ASSERT_TRUE(part) << part.error().detail;
  auto const bytes = static_cast<std::size_t>(decoder.header().pixels.bytes_per_pixel());
  for (std::int64_t y = 0; y < area.height; ++y) {
    auto const* expected = whole.view().row(area.y + y) + static_cast<std::size_t>(area.x) * bytes;
    auto const* found = part->view().row(y);
    ASSERT_TRUE(std::equal(found, found + part->view().row_bytes(), expected)) << "row " << y << " of level " << level;
  }
}

TEST(Jp2, ReadsTheMatrixAsAnotherReaderDoes) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int count = 0;
  for (auto const& entry : std::filesystem::directory_iterator(*data / "zoo/matrix_64x56")) {
    auto const name = entry.path().filename().string();
    if (name.find("jp2-") != 0 && name.find("jpx-") != 0) continue;
    SCOPED_TRACE(name);
    auto const decoder = open_bytes(read_file(entry.path()));
    ASSERT_TRUE(decoder) << decoder.error().detail;
    auto const& header = (*decoder)->header();
    EXPECT_EQ(header.pixels.has_alpha, name.find("rgba") != std::string::npos);
    EXPECT_EQ(header.bits_per_sample, name.find("x16") != std::string::npos ? 16 : 8);
    EXPECT_EQ(header.levels.size(), name.find("5res") != std::string::npos ? 5U : 6U);
    for (std::size_t level = 0; level < header.levels.size(); ++level) {
      auto const whole = read_level(**decoder, level);
      ASSERT_TRUE(whole) << whole.error().detail;
      if (level == 0) {
        EXPECT_LT(difference(*whole, read_by_vips(entry.path())), 0.002);
      }
      expect_area_is_a_crop(**decoder, level, *whole);
    }
    ++count;
  }
  EXPECT_EQ(count, 17);
}

// OpenJPEG and OpenJPH read the same files, each in its own way.
TEST(Jp2, HighThroughputLooksTheSameByBothCodecs) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int count = 0;
  for (auto const& entry : std::filesystem::directory_iterator(*data / "zoo/htj2k")) {
    if (entry.path().extension() == ".txt") continue;
    SCOPED_TRACE(entry.path().filename().string());
    OpenOptions options;
    options.uses_openjph = true;
    auto const source = storage::make_memory_source("test", read_file(entry.path()));
    auto const one = open_jp2(source, options), two = open_jp2(source, {});
    ASSERT_TRUE(one) << one.error().detail;
    EXPECT_EQ((*one)->header().format, "htj2k");
    auto const by_openjph = read_level(**one, 0);
    ASSERT_TRUE(by_openjph) << by_openjph.error().detail;
    expect_area_is_a_crop(**one, 1, read_level(**one, 1).value());
    if (!two) {
      EXPECT_EQ(two.error().kind, ErrorKind::not_implemented);
      continue;
    }
    ++count;
    auto const by_openjpeg = read_level(**two, 0);
    ASSERT_TRUE(by_openjpeg) << by_openjpeg.error().detail;
    EXPECT_LT(difference(*by_openjph, *by_openjpeg), 0.002);
    expect_area_is_a_crop(**two, 1, read_level(**two, 1).value());
  }
  EXPECT_EQ(count, 12);
}

// The same photograph of Part 1 and of Part 15.
TEST(Jp2, BothPartsShowTheSameBalloon) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const one = open_bytes(read_file(*data / "zoo/jp2/reference.jp2"));
  auto const two = open_bytes(read_file(*data / "zoo/htj2k/oht-ht.jph"));
  ASSERT_TRUE(one && two);
  auto const a = read_level(**one, 2), b = read_level(**two, 2);
  ASSERT_TRUE(a && b);
  EXPECT_LT(difference(*a, *b), 0.02);
}

TEST(Jp2, RefusesWhatIsDamaged) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  for (auto const& entry : std::filesystem::directory_iterator(*data / "zoo/corrupt/jp2")) {
    SCOPED_TRACE(entry.path().filename().string());
    auto const decoder = open_bytes(read_file(entry.path()));
    // A damaged profile does not damage the pixels.
    bool const is_readable = entry.path().filename().string().find("-icc-") != std::string::npos;
    auto const pixels = decoder ? read_level(**decoder, 0) : Result<Pixels>(fail(decoder));
    EXPECT_EQ(pixels.has_value(), is_readable);
    if (is_readable) {
      EXPECT_EQ((*decoder)->header().icc, nullptr);
    }
    if (!pixels) {
      EXPECT_TRUE(pixels.error().kind == ErrorKind::corrupt_source || pixels.error().kind == ErrorKind::too_large);
    }
  }
}

TEST(Jp2, CutOffFilesGiveTheTilesThatAreThere) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto bytes = read_file(*data / "zoo/derived/jp2_53_rate8_6res_tiles256.jp2");
  bytes.resize(bytes.size() / 2);
  auto const decoder = open_bytes(std::move(bytes));
  ASSERT_TRUE(decoder);
  auto const present = read_area(**decoder, 0, {0, 0, 256, 256});
  EXPECT_TRUE(present) << present.error().detail;
  auto const missing = read_area(**decoder, 0, {1500, 800, 50, 50});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::corrupt_source);
}

TEST(Jp2, MetadataAndOrientationComeAlong) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const open_file = [&](char const* name) { return open_bytes(read_file(*data / "zoo/metadata" / name)).value(); };
  EXPECT_EQ(open_file("jp2-orientation-90.jp2")->header().orientation, Orientation::quarter_turn);
  EXPECT_NE(open_file("jp2-exif.jp2")->header().metadata.exif, nullptr);
  EXPECT_NE(open_file("jp2-iptc.jp2")->header().metadata.iptc, nullptr);
  auto const xmp = open_file("jp2-xmp.jp2")->header().metadata.xmp;
  ASSERT_NE(xmp, nullptr);
  EXPECT_NE(as_text(*xmp).find("xmpmeta"), std::string_view::npos);
}

}  // namespace
}  // namespace triforium::codecs
