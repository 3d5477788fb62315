#include "program/soak_publisher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "program/api_house.h"
#include "program/zip_archive.h"

namespace triforium::test {
namespace {

using namespace std::chrono_literals;

std::string path_in(std::string const& location) {
  return location.substr(location.find("/api/"));
}

}  // namespace

Answer SoakPublisher::ask(std::string const& method, std::string const& target, std::string const& body,
                          std::string const& fields) const {
  return parse_answer(test::exchange(
      port_, fmt::format("{} {} HTTP/1.1\r\nHost: x\r\n{}{}Connection: close\r\nContent-Length: {}\r\n\r\n{}", method,
                         target, kToken, fields, body.size(), body)));
}

// A full disk is no failure; whatever was begun is left as it is.
bool SoakPublisher::is_yes(Answer const& answer) {
  if (answer.status >= 200 && answer.status < 300) return true;
  if (answer.status == 507) {
    ++refused_;
    std::this_thread::sleep_for(50ms);
    return false;
  }
  ADD_FAILURE() << answer.status << " " << answer.body;
  return false;
}

void SoakPublisher::run(std::stop_token const& stop) {
  for (int number = 0; !stop.stop_requested() && !testing::Test::HasFailure(); ++number) {
    auto const item = fmt::format("{}-{}", name_, number);
    if (publish(stop, item)) ++published_;
    static_cast<void>(is_yes(ask("PUT", "/api/v1/items/" + name_, small_manifest(item))));
  }
}

bool SoakPublisher::publish(std::stop_token const& stop, std::string const& item) {
  std::string noise(100'000, '\0');
  for (auto& byte : noise)
    byte = static_cast<char>(dice_());
  auto const archive = zip_of({{item + "/page1.png", png_of({60, 40})}, {item + "/noise.bin", noise}});
  auto const made = ask("POST", "/api/v1/uploads", "",
                        fmt::format("Upload-Length: {}\r\nUpload-Metadata: filename YS56aXA=\r\n", archive.size()));
  if (!is_yes(made)) return false;
  auto const path = path_in(made.field("location"));
  bool const is_there = send(path, archive) && import(stop, path.substr(path.rfind('/') + 1));
  if (!is_there) {
    // What was refused takes one of the few places for uploads; what was taken is gone already.
    auto const deleted = ask("DELETE", path);
    EXPECT_TRUE(deleted.status == 204 || deleted.status == 404) << deleted.status;
    return false;
  }
  EXPECT_EQ(http_get(port_, "/presentation/3/" + item + "/manifest").status, 200) << item;
  EXPECT_EQ(http_get(port_, "/iiif/3/" + item + "~page1/full/max/0/default.jpg").status, 200) << item;
  for (int tries = 0; tries < 1000 && !is_yes(ask("DELETE", "/api/v1/items/" + item)); ++tries) {
  }
  return true;
}

bool SoakPublisher::send(std::string const& path, std::string const& archive) {
  for (std::size_t offset = 0; offset < archive.size();) {
    auto const size = std::min<std::size_t>(1 + dice_() % 40'000, archive.size() - offset);
    auto const answer =
        ask("PATCH", path, archive.substr(offset, size),
            fmt::format("Content-Type: application/offset+octet-stream\r\nUpload-Offset: {}\r\n", offset));
    if (!is_yes(answer)) return false;
    offset += size;
  }
  return true;
}

bool SoakPublisher::import(std::stop_token const& stop, std::string const& upload) {
  auto const started = ask("POST", "/api/v1/jobs", R"({"kind":"import","upload":")" + upload + "\"}");
  if (!is_yes(started)) return false;
  auto const path = path_in(started.field("location"));
  for (;;) {
    auto const job = json_of(ask("GET", path));
    auto const state = std::string(job.at("state").as_string());
    auto const counts = job.at("counts").as_object();
    if (state == "done") return counts.contains("published") && counts.at("published").as_int64() > 0;
    if (state == "failed") {
      EXPECT_NE(std::string(job.at("message").as_string()).find("disk"), std::string::npos)
          << boost::json::serialize(job);
      return false;
    }
    if (stop.stop_requested()) return false;
    std::this_thread::sleep_for(20ms);
  }
}

}  // namespace triforium::test
