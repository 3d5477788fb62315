#include "app/request_metrics.h"

#include <gtest/gtest.h>

namespace triforium::app {
namespace {

using std::chrono::milliseconds;

struct RequestMetricsTest : ::testing::Test {
  void count(std::string_view route, int status, std::uint64_t bytes, std::chrono::nanoseconds duration,
             unsigned loop = 0) {
    std::vector<http::Timing> const none;
    counted.count({.method = "GET",
                   .target = "/",
                   .route = route,
                   .peer = "",
                   .user_agent = "",
                   .status = status,
                   .bytes = bytes,
                   .duration = duration,
                   .timings = none,
                   .detail = "",
                   .loop = loop});
  }
  bool tells(std::string const& line) const { return metrics.exposition().find(line + "\n") != std::string::npos; }

  RequestMetrics counted;
  Metrics metrics;
  void SetUp() override { metrics.add(counted); }
};

TEST_F(RequestMetricsTest, AddsUpWhatTheLoopsCounted) {
  count("tiles", 200, 10, milliseconds(1), 0);
  count("tiles", 200, 5, milliseconds(1), 1);
  count("tiles", 304, 0, milliseconds(1), 1);
  EXPECT_TRUE(tells(R"(triforium_http_requests_total{route="tiles",status="200"} 2)"));
  EXPECT_TRUE(tells(R"(triforium_http_requests_total{route="tiles",status="304"} 1)"));
  EXPECT_TRUE(tells(R"(triforium_http_sent_bytes_total{route="tiles"} 15)"));
  EXPECT_TRUE(tells(R"(triforium_http_request_seconds_count{route="tiles"} 3)"));
}

TEST_F(RequestMetricsTest, MoreLoopsThanPlacesLoseNothing) {
  for (unsigned loop = 0; loop < 100; ++loop)
    count("tiles", 200, 1, milliseconds(1), loop);
  EXPECT_TRUE(tells(R"(triforium_http_requests_total{route="tiles",status="200"} 100)"));
}

TEST_F(RequestMetricsTest, ABucketHoldsWhatTookNoLongerThanItsLimit) {
  count("tiles", 200, 0, milliseconds(1));
  count("tiles", 200, 0, std::chrono::minutes(1));
  EXPECT_TRUE(tells(R"(triforium_http_request_seconds_bucket{route="tiles",le="0.0005"} 0)"));
  EXPECT_TRUE(tells(R"(triforium_http_request_seconds_bucket{route="tiles",le="0.001"} 1)"));
  EXPECT_TRUE(tells(R"(triforium_http_request_seconds_bucket{route="tiles",le="30"} 1)"));
  EXPECT_TRUE(tells(R"(triforium_http_request_seconds_bucket{route="tiles",le="+Inf"} 2)"));
  EXPECT_TRUE(tells(R"(triforium_http_request_seconds_sum{route="tiles"} 60.001)"));
}

TEST_F(RequestMetricsTest, WhatNoRouteAnsweredIsCountedAsNone) {
  count("", 404, 0, milliseconds(1));
  EXPECT_TRUE(tells(R"(triforium_http_requests_total{route="none",status="404"} 1)"));
}

}  // namespace
}  // namespace triforium::app
