#include "media/waveform.h"

#include <gtest/gtest.h>

#include <zlib.h>

#include <string>

namespace triforium::media {
namespace {

TEST(Peaks, keeps_the_loudest_sample_of_each_column) {
  Peaks peaks(kWaveformWidth * 2);
  Bytes samples = {1, 0, 0xFE, 0xFF, 0, 0x80};  // 1, -2; -32768
  peaks.add(ByteView(samples).first(3));        // cut within a sample
  peaks.add(ByteView(samples).subspan(3));
  EXPECT_EQ(peaks.columns()[0], 2);
  EXPECT_EQ(peaks.columns()[1], 32768);
  EXPECT_EQ(peaks.columns()[2], 0);
}

TEST(Peaks, counts_what_is_too_much_to_the_last_column) {
  Peaks peaks(1);
  Bytes const samples(10, 1);
  peaks.add(samples);
  EXPECT_EQ(peaks.columns().back(), 257);
}

TEST(DrawWaveform, draws_bars_about_the_middle) {
  std::vector<std::uint16_t> columns(kWaveformWidth);
  columns[0] = 100;
  auto const png = draw_waveform(columns);
  auto const text = as_text(png);
  ASSERT_EQ(text.substr(0, 8), "\x89PNG\r\n\x1A\n");
  ASSERT_EQ(text.substr(12, 4), "IHDR");
  auto const data = text.find("IDAT") + 4;
  Bytes rows((kWaveformWidth / 8 + 1) * kWaveformHeight);
  uLongf size = rows.size();
  ASSERT_EQ(uncompress(rows.data(), &size, png.data() + data, png.size() - data), Z_OK);
  auto const is_set = [&](std::size_t x, std::size_t y) {
    return (rows[y * (kWaveformWidth / 8 + 1) + 1 + x / 8] & 0x80U >> x % 8) != 0;
  };
  EXPECT_FALSE(is_set(0, 11));
  EXPECT_TRUE(is_set(0, 12));
  EXPECT_TRUE(is_set(0, 227));
  EXPECT_FALSE(is_set(0, 228));
  EXPECT_TRUE(is_set(1, 119));  // silence is a line
  EXPECT_FALSE(is_set(1, 118));
}

}  // namespace
}  // namespace triforium::media
