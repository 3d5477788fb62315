#include "json/parse.h"

#include <gmock/gmock.h>

#include <string>

namespace triforium::json {
namespace {

using testing::HasSubstr;

TEST(Parse, KeepsTheOrderOfKeys) {
  auto const value = parse(R"({"@context": 1, "id": 2, "a": 3})");
  ASSERT_TRUE(value);
  EXPECT_EQ(boost::json::serialize(*value), R"({"@context":1,"id":2,"a":3})");
}

TEST(Parse, SaysWhereItStopsMakingSense) {
  auto const value = parse("{\n  \"a\": tru3\n}");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, ErrorKind::bad_request);
  EXPECT_THAT(value.error().message, HasSubstr("line 2"));
}

TEST(Parse, RefusesWhatFollowsTheValue) {
  EXPECT_FALSE(parse("{} {}"));
}
TEST(Parse, RefusesTextThatEndsTooEarly) {
  EXPECT_FALSE(parse("{\"a\": [1, 2"));
}
TEST(Parse, RefusesBytesThatAreNotUtf8) {
  EXPECT_FALSE(parse("\"\xC3\x28\""));
}
TEST(Parse, ReadsBehindAByteOrderMark) {
  EXPECT_TRUE(parse("\xEF\xBB\xBF[1]"));
}

TEST(Parse, RefusesAHundredThousandArraysWithinEachOther) {
  EXPECT_FALSE(parse(std::string(100'000, '[')));
  EXPECT_TRUE(parse(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(parse(std::string(65, '[') + std::string(65, ']')));
}

TEST(Parse, RefusesMoreBytesThanAllowed) {
  auto const value = parse("[1,2,3]", {.bytes = 6});
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace triforium::json
