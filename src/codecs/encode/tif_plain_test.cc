#include "codecs/encode/tif_plain.h"

#include <gtest/gtest.h>

#include <cstring>

#include "codecs/encode/read_back.h"
#include "codecs/registry.h"

namespace triforium::codecs::detail {
namespace {

constexpr PixelFormat kGray{ColourModel::gray, false, false, SampleType::u8};
constexpr PixelFormat kRgb{ColourModel::rgb, false, false, SampleType::u8};

Pixels noise(PixelSize size, PixelFormat format) {
  auto pixels = Pixels::create(size, format).value();
  std::uint32_t state = 7;
  for (std::int64_t y = 0; y < size.height; ++y) {
    auto* const row = pixels.view().row(y);
    for (std::size_t i = 0; i < pixels.view().row_bytes(); ++i)
      row[i] = static_cast<std::uint8_t>((state = state * 1664525 + 1013904223) >> 24);
  }
  return pixels;
}

Pixels black_and_white(PixelSize size) {
  auto pixels = noise(size, kGray);
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width; ++x)
      pixels.view().row(y)[x] = pixels.view().row(y)[x] < 128 ? 0 : 255;
  return pixels;
}

Bytes written(Pixels const& pixels, Accompaniment const& accompaniment = {}) {
  auto copy = Pixels::create(pixels.size(), pixels.view().format).value();
  for (std::int64_t y = 0; y < pixels.size().height; ++y)
    std::memcpy(copy.view().row(y), pixels.view().row(y), pixels.view().row_bytes());
  auto const reader = make_reader(std::move(copy));
  BytesSink out;
  EXPECT_TRUE(encode_plain_tif(*reader, accompaniment, out));
  return std::move(out.bytes);
}

TEST(PlainTif, IsReadByOthersPixelForPixel) {
  for (auto const model : {ColourModel::gray, ColourModel::rgb}) {
    for (bool const has_alpha : {false, true}) {
      for (auto const type : {SampleType::u8, SampleType::u16}) {
        // More than one strip, the last of them shorter; an odd number of bytes in a row; and a single pixel.
        for (auto const size : {PixelSize{301, 1501}, PixelSize{1, 1}}) {
          auto const pixels = noise(size, {model, has_alpha, false, type});
          auto const found = test::read_back(written(pixels));
          ASSERT_TRUE(found) << vips_error_buffer();
          EXPECT_EQ(found->loader, "tiffload_buffer");
          EXPECT_EQ(found->size, size);
          EXPECT_EQ(found->is_16_bit, type == SampleType::u16);
          EXPECT_EQ(test::difference(test::rgba_of(pixels), found->rgba), 0);
        }
      }
    }
  }
}

TEST(PlainTif, PacksBlackAndWhite) {
  auto const pixels = black_and_white({301, 203});
  Accompaniment accompaniment;
  accompaniment.is_bitonal = true;
  auto const file = written(pixels, accompaniment);
  EXPECT_LT(file.size(), 38 * 203 + 300U);
  auto const found = test::read_back(file);
  ASSERT_TRUE(found);
  EXPECT_EQ(test::difference(test::rgba_of(pixels), found->rgba), 0);
}

TEST(PlainTif, KeepsProfileXmpAndResolution) {
  Accompaniment accompaniment;
  accompaniment.icc = share(Bytes(131, 7));
  accompaniment.xmp = share(Bytes(33, 'x'));
  accompaniment.dots_per_inch = 301.5;
  auto const found = test::read_back(written(noise({61, 43}, kRgb), accompaniment));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->icc, *accompaniment.icc);
  EXPECT_EQ(found->xmp, std::string(33, 'x'));
  EXPECT_NEAR(found->dots_per_inch, 301.5, 0.01);
}

// The front of a file, and behind it zeros as far as one likes.
class ZerosBehind final : public storage::Source {
 public:
  ZerosBehind(Bytes front, std::uint64_t size) : front_(std::move(front)), size_(size) {}
  std::uint64_t size() const override { return size_; }
  storage::Identity const& identity() const override { return identity_; }
  std::string const& name() const override { return identity_.tag; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - std::min(size_, offset)));
    for (std::size_t i = 0; i < count; ++i)
      into[i] = offset + i < front_.size() ? front_[offset + i] : 0;
    return count;
  }

 private:
  Bytes const front_;
  std::uint64_t const size_;
  storage::Identity const identity_;
};

TEST(PlainTif, IsBigWhere32BitsDoNotReach) {
  PixelSize const size{60'000, 40'000};
  auto const pixels = std::uint64_t{3} * 60'000 * 40'000;
  auto front = plain_tif_front(size, kRgb, {});
  EXPECT_EQ(front[2], 43);
  EXPECT_LT(front.size(), 300U << 10);
  auto const front_size = front.size();
  auto const decoder = open(std::make_shared<ZerosBehind>(std::move(front), front_size + pixels), {});
  ASSERT_TRUE(decoder) << decoder.error().detail;
  EXPECT_EQ((*decoder)->header().size, size);
  // The last rows end where the file does.
  auto rows = (*decoder)->read(0, {0, 39'990, 60'000, 10});
  ASSERT_TRUE(rows);
  EXPECT_TRUE(read_all(**rows));
  EXPECT_EQ(plain_tif_front({100, 100}, kRgb, {})[2], 42);
}

TEST(PlainTif, KeepsItsTableOfStripsSmall) {
  EXPECT_LT(plain_tif_front({1, 0x7fffffff}, kGray, {}).size(), 300U << 10);
}

TEST(PlainTif, IsWhatALargePictureBecomes) {
  EXPECT_FALSE(is_streaming(OutputFormat::tif, 4'000'000, {}));
  EXPECT_TRUE(is_streaming(OutputFormat::tif, 4'000'001, {}));
  PixelSize const size{2100, 2000};
  auto const reader = make_reader(Pixels::create(size, kGray).value());
  BytesSink out;
  ASSERT_TRUE(encode(OutputFormat::tif, *reader, {}, {}, out));
  EXPECT_EQ(out.bytes.size(), plain_tif_front(size, kGray, {}).size() + 2100 * 2000);
}

}  // namespace
}  // namespace triforium::codecs::detail
