#include "store/sqlite/content.h"

#include <gtest/gtest.h>

namespace triforium::store::sqlite {
namespace {

TEST(Content, ComesBackAsItWas) {
  std::string mixed;
  for (unsigned i = 0; i < 10'000; ++i)
    mixed.push_back(static_cast<char>(i * i * 31 >> 3));
  for (auto const& content : {std::string(), std::string("a"), std::string("\0\x01", 2), std::string(127, 'x'),
                              std::string(128, 'x'), std::string(1'000'000, 'y'), mixed}) {
    auto const unpacked = unpack(pack(content));
    ASSERT_TRUE(unpacked);
    EXPECT_EQ(*unpacked, content);
  }
  EXPECT_LT(pack(std::string(1'000'000, 'y')).size(), 100U);
  EXPECT_LE(pack(mixed).size(), mixed.size() + 1);
}

TEST(Content, ThatIsDamagedIsAnError) {
  auto const packed = pack(std::string(5000, 'z'));
  EXPECT_FALSE(unpack(""));
  EXPECT_FALSE(unpack("\x07no"));
  for (std::size_t length = 1; length < packed.size(); ++length)
    EXPECT_FALSE(unpack(packed.substr(0, length))) << length;
  auto longer = packed;
  longer[4] = '\x7f';
  EXPECT_FALSE(unpack(longer)) << "a length that nobody has written is not allocated";
}

}  // namespace
}  // namespace triforium::store::sqlite
