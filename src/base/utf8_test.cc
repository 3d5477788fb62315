#include "base/utf8.h"

#include <gtest/gtest.h>

namespace triforium {
namespace {

using namespace std::string_view_literals;

std::string decoded(std::string_view bytes, std::string_view declared = {}) {
  return decode_text(as_bytes(bytes), declared);
}

TEST(Utf8, ReadsTheEncodingsThatFilesHave) {
  EXPECT_EQ(decoded("\xEF\xBB\xBFK\xC3\xA4se"), "Käse");
  EXPECT_EQ(decoded("\xFF\xFE\xE4\0"sv), "ä");
  EXPECT_EQ(decoded("\xFE\xFF\xD8\x34\xDD\x1E"sv), "\U0001D11E");
  EXPECT_EQ(decoded("<\0\xE4\0"sv), "<ä");
  EXPECT_EQ(decoded("\0<\0\xE4"sv), "<ä");
  EXPECT_EQ(decoded("K\xE4se \x80", "iso-8859-1"), "Käse €");
  EXPECT_EQ(decoded("K\xC3\xA4se", "iso-8859-1"), "Käse");  // it is UTF-8 all the same
  EXPECT_EQ(decoded("K\xE4se"), "K\uFFFDse");
}

TEST(Utf8, IsAlwaysValid) {
  EXPECT_EQ(decoded("a\0b\x01\x7F"sv), "ab");
  EXPECT_EQ(decoded("\xFF\xFE\x00\xD8"sv), "\uFFFD");  // half a pair
  EXPECT_EQ(decoded("\xFF\xFEx"sv), "");
  EXPECT_TRUE(is_text_in(as_bytes("K\xE4se"), "latin1"));
  EXPECT_FALSE(is_text_in(as_bytes("K\xE4se"), "utf-8"));
}

TEST(Utf8, HasSingleSpaces) {
  EXPECT_EQ(with_single_spaces(" a \n\t b "), "a b");
  EXPECT_EQ(count_characters("Käse"), 4U);
}

}  // namespace
}  // namespace triforium
