#include <gtest/gtest.h>

#include "store/test_store.h"

namespace triforium::store {
namespace {

using namespace triforium::store::test;

std::vector<MemberName> named(std::vector<std::string> const& ids) {
  std::vector<MemberName> names;
  for (auto const& id : ids)
    names.push_back({id});
  return names;
}

class Members : public testing::Test {
 protected:
  void SetUp() override {
    must(*store_, [](Writing& writing) -> Result<void> {
      TRIFORIUM_CHECK(writing.publish(collection("all")));
      for (auto const* id : {"a", "b", "c", "d"})
        TRIFORIUM_CHECK(writing.publish(manifest(id)));
      return writing.set_members("all", named({"a", "b", "c"}));
    });
    before_ = *store_->read([](Reading& reading) { return reading.last_sequence(); });
  }
  std::string news() const { return history(*store_, before_ + 1); }
  ErrorKind refused(std::string const& collection, std::vector<std::string> const& ids) {
    auto const done = store_->write([&](Writing& writing) { return writing.set_members(collection, named(ids)); });
    return done ? ErrorKind::cancelled : done.error().kind;
  }

  std::unique_ptr<Store> store_ = open_in_memory();
  std::uint64_t before_ = 0;
};

TEST_F(Members, AreInOrder) {
  EXPECT_EQ(member_ids(*store_, "all"), "a b c");
  auto const page = members(*store_, "all", 1, 1);
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].id, "b");
  EXPECT_EQ(page[0].position, 1U);
  EXPECT_TRUE(members(*store_, "all", 3, 5).empty());
}

TEST_F(Members, AreSetWhereTheyDiffer) {
  must(*store_, [](Writing& writing) { return writing.set_members("all", named({"a", "d", "c", "b", "d"})); });
  EXPECT_EQ(member_ids(*store_, "all"), "a d c b");
  must(*store_, [](Writing& writing) { return writing.set_members("all", named({"a", "d", "c", "b"})); });
  EXPECT_EQ(news(), "update all");
  must(*store_, [](Writing& writing) { return writing.set_members("all", {}); });
  EXPECT_EQ(member_ids(*store_, "all"), "");
}

TEST_F(Members, AreAddedAtTheEndOnce) {
  must(*store_, [](Writing& writing) { return writing.add_members("all", named({"b", "d", "a"})); });
  EXPECT_EQ(member_ids(*store_, "all"), "a b c d");
  must(*store_, [](Writing& writing) { return writing.add_members("all", named({"d"})); });
  EXPECT_EQ(news(), "update all");
}

TEST_F(Members, AreAddedByPublishing) {
  auto book = manifest("e");
  book.collections = {"all"};
  ASSERT_TRUE(publish(*store_, book));
  EXPECT_EQ(member_ids(*store_, "all"), "a b c e");
  EXPECT_EQ(news(), "create e, update all");
  ASSERT_TRUE(publish(*store_, book));
  EXPECT_EQ(news(), "create e, update all");
}

TEST_F(Members, LeaveNoGaps) {
  must(*store_, [](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.remove_members("all", {"b", "x"}));
    TRIFORIUM_TRY(auto const left, writing.members("all", 0, 10));
    EXPECT_EQ(left.back().position, 1U);
    return writing.add_members("all", named({"d"}));
  });
  EXPECT_EQ(member_ids(*store_, "all"), "a c d");
  must(*store_, [](Writing& writing) { return writing.erase("a"); });
  EXPECT_EQ(member_ids(*store_, "all"), "c d");
  EXPECT_EQ(news(), "update all, remove a, update all");
}

TEST_F(Members, MayLieElsewhere) {
  MemberName const remote{"https://example.org/m", R"({"type":"Manifest"})"};
  must(*store_, [&](Writing& writing) { return writing.add_members("all", {remote, remote}); });
  must(*store_, [&](Writing& writing) { return writing.add_members("all", {remote}); });
  auto const last = members(*store_, "all", 3);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_FALSE(last[0].is_ours);
  EXPECT_EQ(last[0].id, remote.id);
  EXPECT_EQ(last[0].reference, remote.reference);
  must(*store_, [&](Writing& writing) { return writing.remove_members("all", {remote.id}); });
  EXPECT_EQ(member_ids(*store_, "all"), "a b c");
}

TEST_F(Members, KnowTheirParents) {
  ASSERT_TRUE(publish(*store_, collection("other")));
  must(*store_, [](Writing& writing) { return writing.add_members("other", named({"a", "all"})); });
  auto const parents = *store_->read([](Reading& reading) { return reading.parents("a"); });
  ASSERT_EQ(parents.size(), 2U);
  EXPECT_EQ(parents[0].id, "all");
  EXPECT_EQ(parents[1].id, "other");
}

TEST_F(Members, FollowTheItemWhenItIsRenamed) {
  must(*store_, [](Writing& writing) { return writing.move("b", "z"); });
  EXPECT_EQ(member_ids(*store_, "all"), "a z c");
  must(*store_, [](Writing& writing) { return writing.remove_members("all", {"b"}); });
  EXPECT_EQ(member_ids(*store_, "all"), "a c");
}

TEST_F(Members, AreForgottenWithTheirCollection) {
  must(*store_, [](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.remove_members("all", {"a"}));
    return writing.erase("all");
  });
  EXPECT_TRUE(store_->read([](Reading& reading) { return reading.parents("b"); })->empty());
  ASSERT_TRUE(publish(*store_, collection("all"), {.may_recreate = true}));
  EXPECT_EQ(member_ids(*store_, "all"), "");
}

TEST_F(Members, AreRefusedWithAReason) {
  EXPECT_EQ(refused("all", {"x"}), ErrorKind::not_found);
  EXPECT_EQ(refused("a", {"b"}), ErrorKind::conflict);
  EXPECT_EQ(refused("x", {"b"}), ErrorKind::not_found);
  EXPECT_EQ(refused("all", {"all"}), ErrorKind::bad_request);
  ASSERT_TRUE(publish(*store_, collection("inner")));
  must(*store_, [](Writing& writing) { return writing.add_members("all", named({"inner"})); });
  EXPECT_EQ(refused("inner", {"all"}), ErrorKind::bad_request);
  auto const done =
      store_->write([](Writing& writing) { return writing.set_members("all", named({"a"}), {.revision = 1}); });
  EXPECT_EQ(done.error().kind, ErrorKind::precondition_failed);
}

}  // namespace
}  // namespace triforium::store
