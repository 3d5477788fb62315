#include "http/conditional.h"

#include <gtest/gtest.h>

namespace triforium::http {
namespace {

using std::chrono::sys_days;
using std::chrono::sys_seconds;
using namespace std::chrono_literals;

sys_seconds const kExample = sys_days(1994y / 11 / 6) + 8h + 49min + 37s;
Validators const kValidators{"\"abc\"", kExample};

Precondition check(std::initializer_list<std::pair<char const*, char const*>> fields, Method method = Method::get,
                   Validators const& validators = kValidators) {
  Request request;
  request.method = method;
  for (auto const& [name, value] : fields)
    request.fields.add(name, value);
  return evaluate_preconditions(request, validators);
}

// RFC 9110, section 5.6.7
TEST(HttpDate, ReadsTheThreeForms) {
  sys_seconds const now = sys_days(2024y / 5 / 1);
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now), kExample);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now), kExample);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", now), kExample);
  EXPECT_EQ(parse_http_date(" Sun Nov 16 08:49:37 1994 ", now), kExample + std::chrono::days(10));
}

TEST(HttpDate, TwoDigitsOfAYearAreTheNearest) {
  auto const year_of = [](char const* text, int now) {
    auto const date = parse_http_date(text, sys_days(std::chrono::year(now) / 5 / 1));
    return date ? static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*date)).year())
                : 0;
  };
  EXPECT_EQ(year_of("Sunday, 06-Nov-70 08:49:37 GMT", 2024), 2070);
  EXPECT_EQ(year_of("Sunday, 06-Nov-75 08:49:37 GMT", 2024), 1975);
  EXPECT_EQ(year_of("Sunday, 06-Nov-02 08:49:37 GMT", 2090), 2102);
}

TEST(HttpDate, RefusesTheRest) {
  for (auto const* text :
       {"", "yesterday", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

TEST(HttpDate, WritesWhatItReads) {
  EXPECT_EQ(format_http_date(kExample), "Sun, 06 Nov 1994 08:49:37 GMT");
  for (auto time = sys_seconds(0s); time < sys_days(2100y / 1 / 1); time += 11'111'111s)
    ASSERT_EQ(parse_http_date(format_http_date(time)), time);
  EXPECT_EQ(format_http_date(sys_days(20000y / 1 / 1)), "Fri, 31 Dec 9999 00:00:00 GMT");
}

TEST(IfNoneMatch, ComparesWeakly) {
  EXPECT_EQ(check({{"If-None-Match", "\"abc\""}}), Precondition::not_modified);
  EXPECT_EQ(check({{"If-None-Match", "W/\"abc\""}}), Precondition::not_modified);
  EXPECT_EQ(check({{"If-None-Match", "\"x\", \"y,z\" ,W/\"abc\""}}), Precondition::not_modified);
  EXPECT_EQ(check({{"If-None-Match", "\"x\""}, {"If-None-Match", "\"abc\""}}), Precondition::not_modified);
  EXPECT_EQ(check({{"If-None-Match", "*"}}), Precondition::not_modified);
  EXPECT_EQ(check({{"If-None-Match", "\"abcd\""}}), Precondition::proceed);
  EXPECT_EQ(check({{"If-None-Match", "abc"}}), Precondition::proceed);
  EXPECT_EQ(check({{"If-None-Match", "\"abc"}}), Precondition::proceed);
  EXPECT_EQ(check({{"If-None-Match", "\"abc\""}}, Method::head), Precondition::not_modified);
  EXPECT_EQ(check({{"If-None-Match", "\"abc\""}}, Method::put), Precondition::failed);
  EXPECT_EQ(check({{"If-None-Match", "\"\""}}, Method::get, {}), Precondition::proceed);
}

TEST(IfModifiedSince, CountsOnlyWithoutIfNoneMatch) {
  auto const* const same = "Sun, 06 Nov 1994 08:49:37 GMT";
  auto const* const before = "Sun, 06 Nov 1994 08:49:36 GMT";
  EXPECT_EQ(check({{"If-Modified-Since", same}}), Precondition::not_modified);
  EXPECT_EQ(check({{"If-Modified-Since", before}}), Precondition::proceed);
  EXPECT_EQ(check({{"If-Modified-Since", "nonsense"}}), Precondition::proceed);
  EXPECT_EQ(check({{"If-Modified-Since", same}, {"If-None-Match", "\"other\""}}), Precondition::proceed);
  EXPECT_EQ(check({{"If-Modified-Since", same}}, Method::post), Precondition::proceed);
  EXPECT_EQ(check({{"If-Modified-Since", same}}, Method::get, {"\"abc\"", std::nullopt}), Precondition::proceed);
}

TEST(IfMatch, ComparesStronglyAndComesFirst) {
  EXPECT_EQ(check({{"If-Match", "\"abc\""}}, Method::put), Precondition::proceed);
  EXPECT_EQ(check({{"If-Match", "*"}}, Method::put), Precondition::proceed);
  EXPECT_EQ(check({{"If-Match", "W/\"abc\""}}, Method::put), Precondition::failed);
  EXPECT_EQ(check({{"If-Match", "\"x\""}, {"If-None-Match", "\"abc\""}}), Precondition::failed);
  EXPECT_EQ(check({{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:36 GMT"}}), Precondition::failed);
  EXPECT_EQ(check({{"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}), Precondition::proceed);
}

TEST(NotModified, RepeatsWhatCachesNeed) {
  Fields fields;
  fields.add("Content-Type", "image/jpeg");
  fields.add("Cache-Control", "no-cache");
  fields.add("Link", "<x>;rel=canonical");
  auto const response = not_modified(kValidators, fields);
  EXPECT_EQ(response.status, 304);
  EXPECT_FALSE(response.fields.has("Content-Type"));
  EXPECT_EQ(response.fields.find("Cache-Control"), "no-cache");
  EXPECT_EQ(response.fields.find("Link"), "<x>;rel=canonical");
  EXPECT_EQ(response.fields.find("ETag"), "\"abc\"");
  EXPECT_EQ(response.fields.find("Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(size_of(response.body), 0U);
}

}  // namespace
}  // namespace triforium::http
