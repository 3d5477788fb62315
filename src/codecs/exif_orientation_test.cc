#include "codecs/exif_orientation.h"

#include <gtest/gtest.h>

namespace triforium::codecs {
namespace {

Bytes exif_with(std::string_view order, std::uint8_t type, std::uint8_t value) {
  auto const is_big = order == "MM";
  auto const number = [is_big](std::uint8_t low, std::size_t size) {
    Bytes bytes(size);
    bytes[is_big ? size - 1 : 0] = low;
    return bytes;
  };
  Bytes block(order.begin(), order.end());
  auto const add = [&block](Bytes const& bytes) { block.insert(block.end(), bytes.begin(), bytes.end()); };
  add(number(42, 2));
  add(number(8, 4));
  add(number(1, 2));
  add(is_big ? Bytes{0x01, 0x12} : Bytes{0x12, 0x01});
  add(number(type, 2));
  add(number(1, 4));
  add(number(value, type == 3 ? 2 : 4));
  block.resize(26);
  return block;
}

TEST(ExifOrientation, ReadsBothByteOrders) {
  EXPECT_EQ(exif_orientation(exif_with("II", 3, 6)), Orientation::quarter_turn);
  EXPECT_EQ(exif_orientation(exif_with("MM", 3, 8)), Orientation::three_quarter_turn);
}

TEST(ExifOrientation, ReadsLongNumbersAndTakesUnknownOnesAsUpright) {
  EXPECT_EQ(exif_orientation(exif_with("MM", 4, 3)), Orientation::half_turn);
  EXPECT_EQ(exif_orientation(exif_with("II", 3, 9)), Orientation::upright);
  EXPECT_EQ(exif_orientation(exif_with("II", 3, 0)), Orientation::upright);
}

TEST(ExifOrientation, IsAbsentFromWhatDoesNotParse) {
  EXPECT_EQ(exif_orientation({}), std::nullopt);
  EXPECT_EQ(exif_orientation(exif_with("XX", 3, 6)), std::nullopt);
  EXPECT_EQ(exif_orientation(exif_with("II", 2, 6)), std::nullopt);
  auto const whole = exif_with("II", 3, 6);
  for (std::size_t size = 0; size < 20; ++size)
    EXPECT_EQ(exif_orientation(ByteView(whole).first(size)), std::nullopt) << size;
  auto lying = whole;
  lying[4] = lying[5] = lying[6] = lying[7] = 0xff;
  EXPECT_EQ(exif_orientation(lying), std::nullopt);
}

TEST(XmpOrientation, ReadsAttributesAndElements) {
  EXPECT_EQ(xmp_orientation(as_bytes("<x tiff:Orientation=\"6\"/>")), Orientation::quarter_turn);
  EXPECT_EQ(xmp_orientation(as_bytes("<tiff:Orientation>3</tiff:Orientation>")), Orientation::half_turn);
  EXPECT_EQ(xmp_orientation(as_bytes("<tiff:Orientation>31</tiff:Orientation>")), std::nullopt);
  EXPECT_EQ(xmp_orientation(as_bytes("<x tiff:Orientation")), std::nullopt);
  EXPECT_EQ(xmp_orientation(as_bytes("<x tiff:Make='6'/>")), std::nullopt);
}

TEST(FindOrientation, TrustsExifBeforeXmp) {
  Metadata metadata;
  EXPECT_EQ(find_orientation(metadata), Orientation::upright);
  auto const packet = as_bytes("<x tiff:Orientation='8'/>");
  metadata.xmp = share(Bytes(packet.begin(), packet.end()));
  EXPECT_EQ(find_orientation(metadata), Orientation::three_quarter_turn);
  metadata.exif = share(exif_with("II", 3, 1));
  EXPECT_EQ(find_orientation(metadata), Orientation::upright);
}

}  // namespace
}  // namespace triforium::codecs
