#include "server/access_log.h"

#include <gtest/gtest.h>

#include <string>

namespace triforium::server {
namespace {

// As one line: “name=value …”
std::string line_of(RequestRecord const& record) {
  std::string line;
  for (auto const& field : access_fields(record))
    line += std::string(line.empty() ? "" : " ") + std::string(field.name) + "=" + std::string(field.value);
  return line;
}

RequestRecord record_of(std::string_view target, std::vector<http::Timing> const& timings) {
  return {.method = "GET",
          .target = target,
          .route = {},
          .peer = "192.0.2.1",
          .user_agent = {},
          .status = 200,
          .bytes = 12,
          .duration = std::chrono::nanoseconds(1'234'567),
          .timings = timings,
          .detail = {}};
}

TEST(AccessLog, SaysWhatThereIsToSay) {
  std::vector<http::Timing> const none;
  auto record = record_of("/a?b", none);
  EXPECT_EQ(line_of(record), "method=GET target=/a?b status=200 bytes=12 ms=1.234 peer=192.0.2.1");
  std::vector<http::Timing> const timings{{"decode", std::chrono::microseconds(500)}};
  auto whole = record_of("/a", timings);
  whole.route = "image";
  whole.user_agent = "Mirador";
  whole.is_aborted = true;
  whole.detail = "why";
  EXPECT_EQ(line_of(whole),
            "method=GET target=/a status=200 bytes=12 ms=1.234 peer=192.0.2.1 route=image agent=Mirador decode=0.5 "
            "aborted=true detail=why");
}

// Whatever a client sends, it begins no line of its own and steers no terminal.
TEST(AccessLog, IsNotWrittenByClients) {
  std::vector<http::Timing> const none;
  for (std::string_view const hostile : {"/a\nrequest method=GET", "/a\x1B[2J", "/a\xFF", "/a\r"}) {
    auto record = record_of(hostile, none);
    record.user_agent = hostile;
    record.detail = hostile;
    record.method = hostile;
    auto const line = line_of(record);
    EXPECT_EQ(line.find_first_of("\n\r\x1B\xFF"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace triforium::server
