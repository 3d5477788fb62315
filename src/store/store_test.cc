#include "store/store.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "store/test_store.h"

namespace triforium::store {
namespace {

using namespace triforium::store::test;
using Outcome = Published::Outcome;

TEST(Items, AreFoundAsTheyWerePublished) {
  auto const store = open_in_memory();
  Publication book = manifest("halle-1712", R"({"label":{"de":["Vorschläge"]}})");
  book.label = "Vorschläge";
  book.reference = R"({"type":"Manifest"})";
  book.source_digest = "abc";
  auto const published = publish(*store, book);
  ASSERT_TRUE(published);
  EXPECT_EQ(published->outcome, Outcome::created);
  EXPECT_EQ(published->revision, 1U);
  auto const document = store->read([](Reading& reading) { return reading.find_document("halle-1712"); });
  ASSERT_TRUE(document && *document);
  EXPECT_EQ((*document)->text, book.document);
  Item const& item = (*document)->item;
  EXPECT_EQ(item.id, "halle-1712");
  EXPECT_EQ(item.kind, ItemKind::manifest);
  EXPECT_EQ(item.label, "Vorschläge");
  EXPECT_EQ(item.reference, book.reference);
  EXPECT_EQ(item.version, 3);
  EXPECT_EQ(item.bytes, book.document.size());
  EXPECT_EQ(item.source_digest, "abc");
  EXPECT_EQ(item.created, Time(kTick));
  EXPECT_EQ(item.modified, Time(kTick));
  EXPECT_EQ(history(*store), "create halle-1712");
}

// The worked example of FIPS 180-4: "abc".
TEST(Items, HaveTheHashOfTheirDocument) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a", "abc")));
  EXPECT_EQ(item(*store, "a").hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Items, AreUnchangedByTheSamePublication) {
  auto const store = open_in_memory();
  auto book = manifest("a");
  book.aliases = {"ark:/1/a"};
  book.assets = {{Asset{.id = "a~p1", .path = "/srv/1.tif", .media_type = "image/tiff"}}};
  book.texts = {{Text{.canvas = "p1", .asset = "", .language = "de", .plain = "Wort", .words = "w"}}};
  ASSERT_TRUE(publish(*store, book));
  auto const again = publish(*store, book);
  EXPECT_EQ(again->outcome, Outcome::unchanged);
  EXPECT_EQ(again->revision, 1U);
  EXPECT_EQ(history(*store), "create a");
  book.document = R"({"a":1})";
  auto const changed = publish(*store, book);
  EXPECT_EQ(changed->outcome, Outcome::updated);
  EXPECT_EQ(changed->revision, 2U);
  EXPECT_EQ(item(*store, "a").modified, Time(3 * kTick));
  EXPECT_EQ(history(*store), "create a, update a");
}

TEST(Items, ChangedTwiceInOneTransactionLeaveOneActivity) {
  auto const store = open_in_memory();
  must(*store, [](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.publish(manifest("a")));
    TRIFORIUM_CHECK(writing.publish(manifest("a", "[1]")));
    return writing.move("a", "b");
  });
  EXPECT_EQ(history(*store), "create a, move a→b");
}

TEST(Items, NothingHappensIfTheWorkFails) {
  auto const store = open_in_memory();
  auto const done = store->write([](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.publish(manifest("a")));
    return fail(ErrorKind::bad_request, "no");
  });
  EXPECT_EQ(done.error().message, "no");
  EXPECT_TRUE(std::holds_alternative<Unknown>(resolve(*store, "a")));
  EXPECT_EQ(history(*store), "");
}

TEST(Items, WhatIsThrownInsideATransactionIsAnError) {
  auto const store = open_in_memory();
  auto const done = store->write([](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.publish(manifest("a")));
    throw std::runtime_error("oh");
  });
  EXPECT_EQ(done.error().kind, ErrorKind::internal);
  EXPECT_EQ(done.error().detail, "oh");
  EXPECT_EQ(history(*store), "");
  EXPECT_TRUE(publish(*store, manifest("b")));
}

TEST(Items, AnAttemptThatFailsLeavesTheRest) {
  auto const store = open_in_memory();
  must(*store, [](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.publish(manifest("a")));
    auto const attempt = writing.attempt([&]() -> Result<void> {
      TRIFORIUM_CHECK(writing.publish(manifest("b")));
      TRIFORIUM_CHECK(writing.publish(manifest("a", "[2]")));
      return fail(ErrorKind::bad_request, "no");
    });
    EXPECT_FALSE(attempt);
    TRIFORIUM_CHECK(writing.publish(manifest("c")));
    return {};
  });
  EXPECT_EQ(history(*store), "create a, create c");
  EXPECT_EQ(item(*store, "a").revision, 1U);
}

TEST(Expectations, OfTheRevision) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a")));
  EXPECT_TRUE(publish(*store, manifest("a", "[1]"), {.revision = 1}));
  auto const late = publish(*store, manifest("a", "[2]"), {.revision = 1});
  EXPECT_EQ(late.error().kind, ErrorKind::precondition_failed);
  EXPECT_EQ(late.error().message, "“a” has been changed meanwhile: its revision is 2, not 1.");
  EXPECT_EQ(publish(*store, manifest("b"), {.revision = 1}).error().kind, ErrorKind::precondition_failed);
  EXPECT_EQ(publish(*store, manifest("a"), {.is_new = true}).error().kind, ErrorKind::conflict);
  EXPECT_EQ(history(*store), "create a, update a");
}

TEST(Names, AliasesAndFormerIdsLeadToTheItem) {
  auto const store = open_in_memory();
  auto book = manifest("a");
  book.aliases = {"ark:/12345/x", "urn:nbn:de:1"};
  ASSERT_TRUE(publish(*store, book));
  must(*store, [](Writing& writing) { return writing.move("a", "b"); });
  must(*store, [](Writing& writing) { return writing.move("b", "c/d"); });
  for (auto const* name : {"a", "b", "ark:/12345/x", "urn:nbn:de:1"}) {
    auto const found = resolve(*store, name);
    ASSERT_TRUE(std::holds_alternative<Moved>(found)) << name;
    EXPECT_EQ(std::get<Moved>(found).id, "c/d");
  }
  EXPECT_TRUE(std::holds_alternative<Live>(resolve(*store, "c/d")));
  EXPECT_TRUE(std::holds_alternative<Unknown>(resolve(*store, "d")));
  EXPECT_EQ(history(*store), "create a, move a→b, move b→c/d");
  EXPECT_THAT(*store->read([](Reading& reading) { return reading.aliases("c/d"); }),
              testing::ElementsAre("a", "ark:/12345/x", "b", "urn:nbn:de:1"));
}

TEST(Names, AreNotTakenFromOthers) {
  auto const store = open_in_memory();
  auto book = manifest("a");
  book.aliases = {"x"};
  ASSERT_TRUE(publish(*store, book));
  must(*store, [](Writing& writing) { return writing.move("a", "b"); });
  auto other = manifest("c");
  other.aliases = {"x"};
  EXPECT_EQ(publish(*store, other).error().kind, ErrorKind::conflict);
  EXPECT_EQ(publish(*store, manifest("x")).error().kind, ErrorKind::conflict);
  EXPECT_EQ(publish(*store, manifest("a")).error().message, "“a” is another name of “b”: change it under that.");
  ASSERT_TRUE(publish(*store, manifest("c")));
  auto const moved = store->write([](Writing& writing) { return writing.move("c", "a"); });
  EXPECT_EQ(moved.error().kind, ErrorKind::conflict);
  auto const turned = store->write([](Writing& writing) { return writing.publish(collection("c")); });
  EXPECT_EQ(turned.error().kind, ErrorKind::conflict);
}

TEST(Names, AnItemMayGoBackToItsFormerId) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a")));
  must(*store, [](Writing& writing) { return writing.move("a", "b"); });
  must(*store, [](Writing& writing) { return writing.move("b", "a"); });
  EXPECT_TRUE(std::holds_alternative<Live>(resolve(*store, "a")));
  EXPECT_TRUE(std::holds_alternative<Moved>(resolve(*store, "b")));
}

TEST(Names, OnlyAliasesCanBeTakenBack) {
  auto const store = open_in_memory();
  auto book = manifest("a");
  book.aliases = {"x"};
  ASSERT_TRUE(publish(*store, book));
  must(*store, [](Writing& writing) { return writing.remove_alias("x"); });
  EXPECT_TRUE(std::holds_alternative<Unknown>(resolve(*store, "x")));
  auto const refused = store->write([](Writing& writing) { return writing.remove_alias("a"); });
  EXPECT_EQ(refused.error().kind, ErrorKind::not_found);
  EXPECT_EQ(history(*store), "create a, update a");
}

TEST(Names, AreTextOfABoundedLength) {
  auto const store = open_in_memory();
  for (auto const& id : {std::string(), std::string(1001, 'a'), std::string("\xff"), std::string("a\nb")})
    EXPECT_EQ(publish(*store, manifest(id)).error().kind, ErrorKind::bad_request) << id;
  EXPECT_EQ(publish(*store, manifest("a", "\xc3")).error().kind, ErrorKind::bad_request);
  EXPECT_EQ(history(*store), "");
}

TEST(Tombstones, StandWhereItemsWere) {
  auto const store = open_in_memory();
  auto book = manifest("a");
  book.aliases = {"x"};
  ASSERT_TRUE(publish(*store, book));
  must(*store, [](Writing& writing) { return writing.erase("a", {.revision = 1}); });
  for (auto const* name : {"a", "x"}) {
    auto const found = resolve(*store, name);
    ASSERT_TRUE(std::holds_alternative<Gone>(found));
    EXPECT_EQ(std::get<Gone>(found).id, "a");
    EXPECT_EQ(std::get<Gone>(found).since, Time(2 * kTick));
  }
  EXPECT_EQ(item(*store, "a").id, "");
  EXPECT_EQ(publish(*store, book).error().kind, ErrorKind::gone);
  auto const again = store->write([](Writing& writing) { return writing.erase("a"); });
  EXPECT_EQ(again.error().kind, ErrorKind::gone);
  EXPECT_EQ(history(*store), "create a, remove a");
}

TEST(Tombstones, LiveAgainOnlyIfAskedTo) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a")));
  must(*store, [](Writing& writing) { return writing.erase("a"); });
  auto const back = publish(*store, manifest("a"), {.may_recreate = true});
  ASSERT_TRUE(back);
  EXPECT_EQ(back->outcome, Outcome::created);
  EXPECT_EQ(back->revision, 3U) << "an ETag of before must not come back";
  EXPECT_EQ(history(*store), "create a, remove a, create a");
}

TEST(Tombstones, OfOneTransactionAreRecorded) {
  auto const store = open_in_memory();
  must(*store, [](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.publish(manifest("a")));
    TRIFORIUM_CHECK(writing.erase("a"));
    TRIFORIUM_CHECK(writing.publish(manifest("a"), {.may_recreate = true}));
    return {};
  });
  EXPECT_EQ(history(*store), "create a, remove a, create a");
}

std::string listed(Store const& store, ItemQuery query) {
  std::string text;
  do {
    auto const page = store.read([&](Reading& reading) { return reading.list_items(query); });
    if (!page) return page.error().message;
    for (auto const& item : page->items)
      text += item.id + " ";
    text += page->next.empty() ? "." : "| ";
    query.after = page->next;
  } while (!query.after.empty());
  return text;
}

TEST(Lists, OfItemsAreRead) {
  auto const store = open_in_memory();
  for (auto const* id : {"d", "b", "a", "c"})
    ASSERT_TRUE(publish(*store, manifest(id)));
  ASSERT_TRUE(publish(*store, collection("bb")));
  ASSERT_TRUE(publish(*store, manifest("e")));
  must(*store, [](Writing& writing) { return writing.erase("e"); });
  EXPECT_EQ(listed(*store, {.limit = 2}), "a b | bb c | d .");
  EXPECT_EQ(listed(*store, {.kind = ItemKind::manifest, .limit = 2}), "a b | c d .");
  EXPECT_EQ(listed(*store, {.order = ItemOrder::newest_first, .limit = 3}), "bb c a | b d .");
  EXPECT_EQ(listed(*store, {.kind = ItemKind::collection, .order = ItemOrder::newest_first}), "bb .");
  EXPECT_EQ(listed(*store, {.order = ItemOrder::newest_first, .after = "x"}),
            "The place to go on from is not one that this list has given.");
  auto const counts = store->read([](Reading& reading) { return reading.counts(); });
  EXPECT_EQ(counts->manifests, 4U);
  EXPECT_EQ(counts->collections, 1U);
  EXPECT_EQ(counts->tombstones, 1U);
  EXPECT_EQ(counts->activities, 7U);
}

TEST(Activities, NeverGoBackInTime) {
  auto const store = open_in_memory([now = Time(10 * kTick)]() mutable { return now -= kTick; });
  for (auto const* id : {"a", "b", "c"})
    ASSERT_TRUE(publish(*store, manifest(id)));
  auto const all = *store->read([](Reading& reading) { return reading.activities(2, 5); });
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].sequence, 2U);
  EXPECT_EQ(all[0].time, Time(9 * kTick));
  EXPECT_EQ(all[1].time, Time(9 * kTick));
  EXPECT_EQ(*store->read([](Reading& reading) { return reading.last_sequence(); }), 3U);
}

}  // namespace
}  // namespace triforium::store
