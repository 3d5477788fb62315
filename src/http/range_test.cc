#include "http/range.h"

#include <gtest/gtest.h>

namespace triforium::http {
namespace {

using Kind = RangeDecision::Kind;

// "offset+length", "whole" or "unsatisfiable".
std::string range(std::string_view header, std::uint64_t size = 1000) {
  auto const decision = parse_range(header, size);
  if (decision.kind == Kind::whole) return "whole";
  if (decision.kind == Kind::unsatisfiable) return "unsatisfiable";
  return std::to_string(decision.offset) + "+" + std::to_string(decision.length);
}

TEST(Range, ReadsOneRange) {
  EXPECT_EQ(range("bytes=0-499"), "0+500");
  EXPECT_EQ(range("bytes=500-"), "500+500");
  EXPECT_EQ(range("bytes=-200"), "800+200");
  EXPECT_EQ(range("bytes=-2000"), "0+1000");
  EXPECT_EQ(range("bytes=999-5000"), "999+1");
  EXPECT_EQ(range("Bytes = 0-0"), "0+1");
  EXPECT_EQ(range("bytes=1-99999999999999999999999"), "1+999");
}

TEST(Range, SaysWhenThereIsNothing) {
  EXPECT_EQ(range("bytes=1000-"), "unsatisfiable");
  EXPECT_EQ(range("bytes=99999999999999999999999-"), "unsatisfiable");
  EXPECT_EQ(range("bytes=-0"), "unsatisfiable");
  EXPECT_EQ(range("bytes=0-", 0), "unsatisfiable");
  EXPECT_EQ(range("bytes=-5", 0), "unsatisfiable");
}

TEST(Range, IgnoresWhatItDoesNotSpeak) {
  for (auto const* header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=0-1,3-4", "lines=0-4",
                             "bytes=1--2", "bytes=+1-2", "bytes=1-x", "bytes=5"})
    EXPECT_EQ(range(header), "whole") << header;
}

Response apply(std::initializer_list<std::pair<char const*, char const*>> fields, Method method = Method::get) {
  Request request;
  request.method = method;
  for (auto const& [name, value] : fields)
    request.fields.add(name, value);
  Response response;
  response.body = FileRange{nullptr, 3, 10, 1000};
  apply_range(request, {"\"abc\"", std::chrono::sys_seconds(std::chrono::seconds(784111777))}, response);
  return response;
}

TEST(Range, MakesAPart) {
  auto const response = apply({{"Range", "bytes=100-199"}});
  EXPECT_EQ(response.status, 206);
  EXPECT_EQ(response.fields.find("Content-Range"), "bytes 100-199/1000");
  auto const& file = std::get<FileRange>(response.body);
  EXPECT_EQ(file.offset, 110U);
  EXPECT_EQ(file.length, 100U);
}

TEST(Range, RefusesWhatLiesOutside) {
  auto const response = apply({{"Range", "bytes=1000-"}});
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(response.fields.find("Content-Range"), "bytes */1000");
}

TEST(Range, IsForGetAlone) {
  EXPECT_EQ(apply({{"Range", "bytes=0-1"}}, Method::head).status, 200);
  EXPECT_EQ(apply({}).fields.find("Accept-Ranges"), "bytes");
}

TEST(IfRange, DecidesBetweenPartAndWhole) {
  auto const status = [](char const* condition) {
    return apply({{"Range", "bytes=0-1"}, {"If-Range", condition}}).status;
  };
  EXPECT_EQ(status("\"abc\""), 206);
  EXPECT_EQ(status("\"other\""), 200);
  EXPECT_EQ(status("W/\"abc\""), 200);
  EXPECT_EQ(status("Sun, 06 Nov 1994 08:49:37 GMT"), 206);
  EXPECT_EQ(status("Sun, 06 Nov 1994 08:49:38 GMT"), 200);
  EXPECT_EQ(status("nonsense"), 200);
}

}  // namespace
}  // namespace triforium::http
