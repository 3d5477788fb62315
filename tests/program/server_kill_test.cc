// A server that is killed at any moment while clients change items and send files: whatever it acknowledged is there
// when the next one has started, and nothing else is. TRIFORIUM_KILLS says how often.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "program/api_house.h"
#include "program/server_process.h"
#include "program/zip_archive.h"
#include "store/store.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

int rounds() {
  auto const* const wanted = std::getenv("TRIFORIUM_KILLS");
  return wanted == nullptr ? 10 : std::atoi(wanted);
}

Answer ask(std::uint16_t port, std::string const& method, std::string const& target, std::string const& body = {},
           std::string const& fields = {}) {
  return parse_answer(
      test::exchange(port, fmt::format("{} {} HTTP/1.1\r\nHost: x\r\n{}{}Connection: close\r\nContent-Length: "
                                       "{}\r\n\r\n{}",
                                       method, target, kToken, fields, body.size(), body)));
}
bool is_yes(Answer const& answer) {
  return answer.status >= 200 && answer.status < 300;
}

// What an item's label may be: one that was acknowledged, or the one that was being written when the server died.
// Absent: there is no such item.
using State = std::optional<std::string>;
struct Expected {
  State acknowledged;
  std::optional<State> in_flight;
};

// Changes items that nobody else changes.
class Writer {
 public:
  explicit Writer(int number) : number_(number), dice_(static_cast<unsigned>(number)) {}

  void write_until_it_dies(std::uint16_t port) {
    while (change(port)) {
    }
  }

  // What cannot be is a failure; what was in flight is known from now on.
  void compare(std::uint16_t port) {
    for (auto& [id, expected] : items_) {
      auto const found = label_of(port, id);
      bool const is_so = found == expected.acknowledged || (expected.in_flight && found == *expected.in_flight);
      EXPECT_TRUE(is_so) << id << " is " << found.value_or("not there") << ", was acknowledged as "
                         << expected.acknowledged.value_or("not there");
      expected = {found, std::nullopt};
    }
    for (auto const& id : posted_)
      EXPECT_TRUE(label_of(port, id)) << id;
  }
  int acknowledged() const { return acknowledged_; }

 private:
  // False: there was no answer.
  bool change(std::uint16_t port) {
    auto const id = fmt::format("w{}-{}", number_, dice_() % 6);
    auto& item = items_[id];
    auto const label = fmt::format("L{}", ++labels_);
    auto const path = "/api/v1/items/" + id;
    switch (dice_() % 5) {
      case 0:
      case 1:
        return attempt(item, label, [&] { return ask(port, "PUT", path + "?recreate=1", small_manifest(label)); });
      case 2:
        if (!item.acknowledged) return true;
        return attempt(item, label, [&] {
          return ask(port, "PATCH", path, R"({"label":{"en":[")" + label + "\"]}}",
                     "Content-Type: application/merge-patch+json\r\n");
        });
      case 3:
        if (!item.acknowledged) return true;
        return attempt(item, std::nullopt, [&] { return ask(port, "DELETE", path); });
      default:
        return post(port, label);
    }
  }

  template <typename Send>
  bool attempt(Expected& item, State const& wanted, Send send) {
    item.in_flight = wanted;
    auto const answer = send();
    if (answer.status == 0) return false;
    EXPECT_TRUE(is_yes(answer)) << answer.status << " " << answer.body;
    item = {wanted, std::nullopt};
    ++acknowledged_;
    return true;
  }

  bool post(std::uint16_t port, std::string const& label) {
    auto const answer = ask(port, "POST", "/api/v1/items", small_manifest(fmt::format("w{} {}", number_, label)));
    if (!is_yes(answer)) return false;
    auto const location = answer.field("location");
    posted_.insert(location.substr(location.rfind('/') + 1));
    ++acknowledged_;
    return true;
  }

  static State label_of(std::uint16_t port, std::string const& id) {
    auto const answer = http_get(port, "/api/v1/items/" + id);
    EXPECT_TRUE(answer.status == 200 || answer.status == 404 || answer.status == 410) << answer.status << answer.body;
    if (answer.status != 200) return std::nullopt;
    auto const label = std::string(json_of(answer).at("label").as_string());
    auto const document = http_get(port, "/presentation/3/" + id + "/manifest");
    EXPECT_NE(document.body.find("\"" + label + "\""), std::string::npos) << "its document has another label";
    return label;
  }

  int const number_;
  std::mt19937 dice_;
  std::map<std::string, Expected> items_;
  std::set<std::string> posted_;
  int labels_ = 0, acknowledged_ = 0;
};

// Sends one archive after the other in pieces, and has each imported.
class Sender {
 public:
  explicit Sender(fs::path data) : data_(std::move(data)) {}

  void send_until_it_dies(std::uint16_t port) {
    while (go_on(port)) {
    }
  }

  void compare(std::uint16_t port) {
    if (path_.empty() || was_job_asked_for_) return;
    auto const head = ask(port, "HEAD", path_);
    ASSERT_EQ(head.status, 200) << path_;
    auto const offset = std::stoull(head.field("upload-offset"));
    EXPECT_TRUE(offset == offset_ || offset == in_flight_) << offset << ", acknowledged were " << offset_;
    std::ifstream file(data_ / "uploads" / (path_.substr(path_.rfind('/') + 1) + ".bytes"), std::ios::binary);
    std::string const kept(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(kept.substr(0, offset), archive_.substr(0, offset)) << "other bytes";
    offset_ = in_flight_ = offset;
  }

  // Jobs go on by themselves, whichever server began them.
  void expect_all_imported(std::uint16_t port) const {
    for (auto const job : jobs_) {
      auto const path = "/api/v1/jobs/" + std::to_string(job);
      std::string state;
      EXPECT_TRUE(eventually(30s, [&] { return (state = state_of(port, path)) == "done"; })) << path << ": " << state;
    }
    for (auto const& item : items_)
      EXPECT_EQ(http_get(port, "/presentation/3/" + item + "/manifest").status, 200) << item;
  }
  std::size_t jobs() const { return jobs_.size(); }

 private:
  static std::string state_of(std::uint16_t port, std::string const& path) {
    auto const answer = ask(port, "GET", path);
    return answer.status == 200 ? std::string(json_of(answer).at("state").as_string()) : answer.body;
  }

  // False: there is no server.
  bool go_on(std::uint16_t port) {
    if (path_.empty()) return begin(port);
    if (offset_ < archive_.size()) return send_piece(port);
    return import(port);
  }

  bool begin(std::uint16_t port) {
    name_ = fmt::format("book{}", ++count_);
    archive_ = zip_of({{name_ + "/scene.glb", "glTF"}, {name_ + "/notes.bin", noise()}});
    auto const answer = ask(port, "POST", "/api/v1/uploads", {}, fmt::format("Upload-Length: {}\r\n", archive_.size()));
    if (answer.status != 201) return false;
    path_ = answer.field("location").substr(answer.field("location").find("/api/"));
    offset_ = in_flight_ = 0;
    return true;
  }

  bool send_piece(std::uint16_t port) {
    auto const size = std::min<std::size_t>(1 + dice_() % 60'000, archive_.size() - offset_);
    in_flight_ = offset_ + size;
    auto const answer =
        ask(port, "PATCH", path_, archive_.substr(offset_, size),
            fmt::format("Content-Type: application/offset+octet-stream\r\nUpload-Offset: {}\r\n", offset_));
    if (answer.status == 0) return false;
    EXPECT_EQ(answer.status, 204) << answer.body;
    offset_ = in_flight_;
    return true;
  }

  bool import(std::uint16_t port) {
    was_job_asked_for_ = true;
    auto const id = path_.substr(path_.rfind('/') + 1);
    auto const answer = ask(port, "POST", "/api/v1/jobs", R"({"kind":"import","upload":")" + id + "\"}");
    if (answer.status == 0) return false;
    // 404: a job that was begun and not acknowledged has taken it already.
    EXPECT_TRUE(answer.status == 202 || answer.status == 404) << answer.status << answer.body;
    if (answer.status == 202) jobs_.push_back(json_of(answer).at("id").as_int64());
    items_.insert(name_);
    path_.clear();
    was_job_asked_for_ = false;
    return true;
  }

  std::string noise() {
    std::string bytes(200'000, '\0');
    for (auto& byte : bytes)
      byte = static_cast<char>(dice_());
    return bytes;
  }

  fs::path const data_;
  std::mt19937 dice_{7};
  int count_ = 0;
  std::string name_, archive_, path_;
  std::size_t offset_ = 0, in_flight_ = 0;
  bool was_job_asked_for_ = false;
  std::vector<std::int64_t> jobs_;
  std::set<std::string> items_;
};

class Killing {
 public:
  Killing() {
    for (int number = 0; number < 4; ++number)
      writers_.push_back(std::make_unique<Writer>(number));
  }

  void run(int kills) {
    for (int round = 0; round < kills && !testing::Test::HasFailure(); ++round) {
      ServerProcess server(data_);
      // One time in five it dies wherever it is, be it in opening the store.
      if (round % 5 == 4) {
        std::this_thread::sleep_for(upto(120ms));
        server.kill();
      } else {
        ASSERT_TRUE(server.wait_until_it_listens()) << server.log();
        compare(server.port());
        disturb(server);
      }
      check_store();
    }
  }

  void expect_order() {
    // What a server left that was killed between two files is taken away when it is a minute old.
    for (auto const& entry : fs::directory_iterator(data_ / "uploads"))
      if (!is_described(entry.path())) fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - 1h);
    ServerProcess server(data_);
    ASSERT_TRUE(server.wait_until_it_listens()) << server.log();
    compare(server.port());
    sender_.expect_all_imported(server.port());
    EXPECT_EQ(server.stop(), 0);
    check_store();
    for (auto const& entry : fs::recursive_directory_iterator(data_)) {
      auto const name = entry.path().filename().string();
      EXPECT_FALSE(name.starts_with('.') || name.ends_with(".new") || name.ends_with(".part")) << entry.path();
    }
    for (auto const& entry : fs::directory_iterator(data_ / "uploads"))
      EXPECT_TRUE(is_described(entry.path())) << entry.path() << " is nobody's";
    int acknowledged = 0;
    for (auto const& writer : writers_)
      acknowledged += writer->acknowledged();
    EXPECT_GT(acknowledged, 0);
    fmt::print("{} writes acknowledged, {} archives imported\n", acknowledged, sender_.jobs());
  }

 private:
  std::chrono::microseconds upto(std::chrono::microseconds most) {
    return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(dice_));
  }

  void compare(std::uint16_t port) {
    for (auto const& writer : writers_)
      writer->compare(port);
    sender_.compare(port);
  }

  void disturb(ServerProcess& server) {
    std::vector<std::jthread> clients;
    for (auto const& writer : writers_)
      clients.emplace_back([&, port = server.port()] { writer->write_until_it_dies(port); });
    clients.emplace_back([&, port = server.port()] { sender_.send_until_it_dies(port); });
    std::this_thread::sleep_for(upto(600ms));
    server.kill();
  }

  static bool is_described(fs::path file) { return fs::exists(file.replace_extension(".json")); }

  void check_store() const {
    auto const opened = store::open({.folder = data_});
    ASSERT_TRUE(opened) << opened.error().message;
    auto const checked = (*opened)->check();
    EXPECT_TRUE(checked) << checked.error().detail;
  }

  TemporaryFolder const folder_;
  fs::path const data_ = folder_.path() / "data";
  std::mt19937 dice_{1815};
  std::vector<std::unique_ptr<Writer>> writers_;
  Sender sender_{data_};
};

TEST(ServerKill, KeepsWhatItAcknowledged) {
  Killing killing;
  killing.run(rounds());
  if (!testing::Test::HasFailure()) killing.expect_order();
}

}  // namespace
}  // namespace triforium::test
