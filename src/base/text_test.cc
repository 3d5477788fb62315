#include "base/text.h"

#include <gtest/gtest.h>

namespace triforium {
namespace {

TEST(Text, ComparesAndLowersAsciiOnly) {
  EXPECT_TRUE(equals_ignoring_case("If-None-Match", "if-none-match"));
  EXPECT_FALSE(equals_ignoring_case("ab", "abc"));
  EXPECT_EQ(to_lower("ÄBC"), "Äbc");
}

TEST(Text, SplitsKeepingEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", '/'), (std::vector<std::string_view>{""}));
}

TEST(Text, ParsesUnsignedNumbersUpToTheirLimit) {
  EXPECT_EQ(parse_unsigned("0"), 0U);
  EXPECT_EQ(parse_unsigned("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_unsigned("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_unsigned("256", 255), std::nullopt);
  EXPECT_EQ(parse_unsigned("255", 255), 255U);
  EXPECT_EQ(parse_unsigned("5", 4), std::nullopt);
  for (auto const* bad : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1"})
    EXPECT_EQ(parse_unsigned(bad), std::nullopt) << bad;
}

TEST(Text, DecodesPercentOnceAndSaysWhereItFails) {
  EXPECT_EQ(percent_decode("a%2Fb%2f").value(), "a/b/");
  EXPECT_EQ(percent_decode("%252F").value(), "%2F");
  EXPECT_EQ(percent_decode(std::string_view("%00", 3)).value(), std::string(1, '\0'));
  for (auto const* bad : {"%", "ab%2", "%zz", "%-1"}) {
    auto const decoded = percent_decode(bad);
    ASSERT_FALSE(decoded) << bad;
    EXPECT_NE(decoded.error().message.find("position"), std::string::npos);
  }
}

TEST(Text, EncodesWhatIsNotUnreserved) {
  EXPECT_EQ(percent_encode("a/b ü-._~"), "a%2Fb%20%C3%BC-._~");
  EXPECT_EQ(percent_encode("a/b:c", "/:"), "a/b:c");
}

TEST(Text, KnowsWellFormedUtf8) {
  for (auto const* good : {"", "abc", "ü", "€", "𝄞", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_valid_utf8(good));
  for (auto const* bad :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xF0\x80\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xC3", "\xFF"}) {
    EXPECT_FALSE(is_valid_utf8(bad)) << quoted(bad);
  }
}

TEST(Text, QuotesWithoutLettingBytesThrough) {
  EXPECT_EQ(quoted("a\nb\xFF"), "“a\\x0Ab\\xFF”");
  EXPECT_EQ(quoted("abcdef", 3), "“abc…”");
}

}  // namespace
}  // namespace triforium
