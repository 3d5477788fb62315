#include "json/indented.h"

#include <gtest/gtest.h>

namespace triforium::json {
namespace {

TEST(Indented, HasALineForEachMember) {
  auto const value = boost::json::parse(R"({"a":[1,{"b":"\"ä"}],"c":[],"d":{}})");
  EXPECT_EQ(indented(value), R"({
  "a": [
    1,
    {
      "b": "\"ä"
    }
  ],
  "c": [],
  "d": {}
})");
  EXPECT_EQ(boost::json::parse(indented(value)), value);
}

}  // namespace
}  // namespace triforium::json
