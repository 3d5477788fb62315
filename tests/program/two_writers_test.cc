// Several who write at the same time: processes beside each other, and clients that change one item.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "program/api_house.h"
#include "program/run_program.h"
#include "store/store.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;
using testing::Not;
using Clock = std::chrono::steady_clock;

constexpr int kBooks = 300;

struct Shelf : TemporaryFolder {
  Shelf() {
    for (int book = 0; book < kBooks; ++book) {
      write(fmt::format("in/book{:03}/scene.glb", book), "glTF");
      write(fmt::format("in/book{:03}/info.yml", book), fmt::format("label: Book {}\n", book));
    }
  }
  std::string import_into(std::filesystem::path const& data) const {
    return fmt::format("import --data {} {}", data.string(), (path() / "in").string());
  }
};

void expect_all_books(std::filesystem::path const& data) {
  auto const store = store::open({.folder = data});
  ASSERT_TRUE(store);
  auto const sound = (*store)->check();
  EXPECT_TRUE(sound) << sound.error().detail;
  auto const members = *(*store)->read([](store::Reading& reading) { return reading.members("in", 0, 10'000); });
  EXPECT_EQ(members.size(), static_cast<std::size_t>(kBooks));
  std::set<std::string> ids;
  for (auto const& member : members)
    ids.insert(member.id);
  EXPECT_EQ(ids.size(), members.size()) << "a book is listed twice";
}

TEST(TwoWriters, ImportTheSameFolderAtOnce) {
  Shelf const shelf;
  auto const data = shelf.path() / "data";
  std::array<ProgramOutcome, 3> outcomes;
  {
    std::vector<std::jthread> imports;
    for (auto& outcome : outcomes)
      imports.emplace_back([&] { outcome = run_program(shelf.import_into(data)); });
  }
  for (auto const& outcome : outcomes) {
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("0 failed"));
  }
  expect_all_books(data);
}

// Nobody is told to try again later, and nobody waits for long.
TEST(TwoWriters, ServeAndImportBesideEachOther) {
  Shelf const shelf;
  House const house = house_with_token();
  auto const data = house.folder.path() / ".data";
  std::atomic<bool> is_over{false};
  std::atomic<int> written{0};
  std::atomic<std::int64_t> longest{0};
  std::vector<std::jthread> clients;
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&, client] {
      for (int number = 0; !is_over; ++number) {
        auto const from = Clock::now();
        auto const answer =
            send(house, "PUT", fmt::format("/api/v1/items/c{}-{}", client, number), small_manifest("Mine"));
        EXPECT_EQ(answer.status, 201) << answer.body;
        auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - from).count();
        for (auto seen = longest.load(); seen < took && !longest.compare_exchange_weak(seen, took);) {
        }
        ++written;
      }
    });
  }
  auto const begin = Clock::now();
  auto const import = run_program(shelf.import_into(data));
  auto const time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count();
  is_over = true;
  clients.clear();
  EXPECT_EQ(import.code, 0) << import.output;
  expect_all_books(data);
  EXPECT_EQ(house.get("/presentation/3/in/book007/manifest").status, 200) << "the server sees what was imported";
  EXPECT_LT(longest, 5000) << "milliseconds for one change";
  fmt::print("{} books imported in {} ms beside {} changes, of which the longest took {} ms\n", kBooks, time,
             written.load(), longest.load());
}

// https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1
TEST(TwoWriters, OfOneItemLoseNoUpdate) {
  House const house = house_with_token();
  ASSERT_EQ(send(house, "PUT", "/api/v1/items/book", small_manifest("0")).status, 201);
  std::atomic<int> done{0}, late{0};
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < 8; ++client) {
      clients.emplace_back([&, client] {
        for (int number = 0; number < 25; ++number) {
          auto const tag = send(house, "GET", "/api/v1/items/book").field("etag");
          auto const answer = send(house, "PUT", "/api/v1/items/book",
                                   small_manifest(fmt::format("{} {}", client, number)), "If-Match: " + tag + "\r\n");
          EXPECT_TRUE(answer.status == 200 || answer.status == 412) << answer.status << " " << answer.body;
          ++(answer.status == 200 ? done : late);
        }
      });
    }
  }
  EXPECT_EQ(done + late, 200);
  EXPECT_GT(late, 0) << "nobody was overtaken";
  EXPECT_EQ(json_of(send(house, "GET", "/api/v1/items/book")).at("revision").as_int64(), 1 + done);
}

}  // namespace
}  // namespace triforium::test
