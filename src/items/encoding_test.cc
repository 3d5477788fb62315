#include "items/encoding.h"

#include <gtest/gtest.h>

#include <string>

#include "items/packing.h"

namespace triforium::items {
namespace {

TEST(Encoding, IsTheSmallestThatIsAllowed) {
  EXPECT_EQ(choose_encoding(""), Encoding::identity);
  EXPECT_EQ(choose_encoding("gzip, deflate, br"), Encoding::brotli);
  EXPECT_EQ(choose_encoding("gzip;q=0.5, br;q=0"), Encoding::gzip);
  EXPECT_EQ(choose_encoding("gzip;q=0.000"), Encoding::identity);
  EXPECT_EQ(choose_encoding("*"), Encoding::brotli);
  EXPECT_EQ(choose_encoding("br;q=0, *"), Encoding::gzip);
  EXPECT_EQ(choose_encoding("identity"), Encoding::identity);
}

TEST(Encoding, PacksSmaller) {
  std::string const text(10'000, 'x');
  EXPECT_EQ(pack(text, Encoding::identity).value_or(""), text);
  EXPECT_LT(pack(text, Encoding::gzip)->size(), 200U);
  EXPECT_LT(pack(text, Encoding::brotli)->size(), 200U);
  EXPECT_TRUE(pack(text, Encoding::gzip)->starts_with("\x1f\x8b"));
  EXPECT_TRUE(pack("", Encoding::brotli));
}

}  // namespace
}  // namespace triforium::items
