#include "server/summary.h"

#include <gtest/gtest.h>

namespace triforium::server {
namespace {

http::Request request_for(std::string target) {
  http::Request request;
  request.target = std::move(target);
  return request;
}

bool is_timed(http::Request const& request, bool may_time = true) {
  Summary summary;
  summary.begin(request, may_time);
  return summary.with_timing();
}

TEST(Summary, TimesWhoAsksForIt) {
  EXPECT_TRUE(is_timed(request_for("/a?timing")));
  EXPECT_TRUE(is_timed(request_for("/a?timing=1")));
  EXPECT_TRUE(is_timed(request_for("/a?b=c&timing")));
  EXPECT_FALSE(is_timed(request_for("/a?timings")));
  EXPECT_FALSE(is_timed(request_for("/a?b=timing&&")));
  EXPECT_FALSE(is_timed(request_for("/timing")));
  EXPECT_FALSE(is_timed(request_for("/a?timing"), false));
  auto with_field = request_for("/a");
  with_field.fields.add("X-Server-Timing", "1");
  EXPECT_TRUE(is_timed(with_field));
}

TEST(Summary, OutlivesItsRequest) {
  Summary summary;
  {
    auto request = request_for("/a?b");
    request.method = http::Method::head;
    request.method_text = "HEAD";
    request.peer = "192.0.2.1";
    request.fields.add("User-Agent", "Mirador");
    summary.begin(request, true);
  }
  http::Response response;
  response.status = 404;
  auto const record = summary.record(response, 7, true, 3);
  EXPECT_TRUE(summary.is_head());
  EXPECT_EQ(record.method, "HEAD");
  EXPECT_EQ(record.target, "/a?b");
  EXPECT_EQ(record.peer, "192.0.2.1");
  EXPECT_EQ(record.user_agent, "Mirador");
  EXPECT_EQ(record.status, 404);
  EXPECT_EQ(record.bytes, 7U);
  EXPECT_TRUE(record.is_aborted);
  EXPECT_EQ(record.loop, 3U);
}

}  // namespace
}  // namespace triforium::server
