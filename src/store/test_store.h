// What the store's tests share: a store in memory, a clock that ticks once for each look at it, and short names for
// what is done often.
#pragma once

#include <gtest/gtest.h>

#include "store/store.h"

namespace triforium::store::test {

inline constexpr std::chrono::milliseconds kTick{1000};

inline std::function<Time()> ticking_clock() {
  return [now = Time()]() mutable { return now += kTick; };
}

inline std::unique_ptr<Store> open_in_memory(std::function<Time()> clock = ticking_clock()) {
  Settings settings;
  settings.clock = std::move(clock);
  return std::move(*open(std::move(settings)));
}

inline Publication manifest(std::string id, std::string document = "{}") {
  Publication publication;
  publication.id = std::move(id);
  publication.document = std::move(document);
  return publication;
}

inline Publication collection(std::string id) {
  Publication publication = manifest(std::move(id));
  publication.kind = ItemKind::collection;
  return publication;
}

inline Result<Published> publish(Store& store, Publication const& publication, Expectation const& expected = {}) {
  return store.write([&](Writing& writing) { return writing.publish(publication, expected); });
}

// Everything that must succeed for the test to go on.
template <typename Work>
void must(Store& store, Work&& work) {
  auto const done = store.write([&](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(work(writing));
    return {};
  });
  ASSERT_TRUE(done) << done.error().message << " (" << done.error().detail << ")";
}

inline Item item(Store const& store, std::string_view id) {
  return store.read([&](Reading& reading) { return reading.find_item(id); })->value_or(Item());
}

inline Resolution resolve(Store const& store, std::string_view name) {
  return *store.read([&](Reading& reading) { return reading.resolve(name); });
}

inline std::vector<Member> members(Store const& store, std::string_view collection, std::uint64_t position = 0,
                                   std::size_t limit = 10'000) {
  return *store.read([&](Reading& reading) { return reading.members(collection, position, limit); });
}

// "a b c", with the positions checked.
inline std::string member_ids(Store const& store, std::string_view collection) {
  std::string ids;
  std::uint64_t position = 0;
  for (auto const& member : members(store, collection)) {
    EXPECT_EQ(member.position, position++);
    ids += (ids.empty() ? "" : " ") + member.id;
  }
  EXPECT_EQ(item(store, collection).members, position);
  return ids;
}

// "create a, update b, move a→c".
inline std::string history(Store const& store, std::uint64_t from = 1) {
  static constexpr char const* kNames[] = {"", "create", "update", "remove", "move"};
  std::string text;
  auto const all = store.read([&](Reading& reading) { return reading.activities(from, 10'000); });
  for (auto const& activity : *all) {
    text += (text.empty() ? "" : ", ") + std::string(kNames[static_cast<int>(activity.type)]) + " " + activity.object;
    if (!activity.target.empty()) text += "→" + activity.target;
  }
  return text;
}

}  // namespace triforium::store::test
