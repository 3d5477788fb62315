#include "base/base64.h"

#include <gtest/gtest.h>

namespace triforium {
namespace {

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

TEST(Base64, FollowsTheRfc) {
  EXPECT_EQ(to_base64({}), "");
  EXPECT_EQ(to_base64(bytes_of("f")), "Zg==");
  EXPECT_EQ(to_base64(bytes_of("fo")), "Zm8=");
  EXPECT_EQ(to_base64(bytes_of("foobar")), "Zm9vYmFy");
}

TEST(Base64, ComesBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte)
    all += static_cast<char>(byte);
  EXPECT_EQ(from_base64(to_base64(bytes_of(all))), all);
  EXPECT_EQ(from_base64("Zg"), "f");
  EXPECT_EQ(from_base64("Z g="), std::nullopt);
  EXPECT_EQ(from_base64("Zg==="), std::nullopt);
}

}  // namespace
}  // namespace triforium
