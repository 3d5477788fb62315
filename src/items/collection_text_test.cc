#include "items/collection_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "store/test_store.h"

namespace triforium::items {
namespace {

using store::test::must;
using store::test::publish;

constexpr auto kText = R"({"id":"urn:triforium:presentation/3/collection/c","type":"Collection"})";
constexpr auto kPages = "urn:triforium:presentation/3/collection/c/members/";

// A collection “c” of so many manifests; each is listed as its number, which keeps what is compared short.
class CollectionTextTest : public testing::Test {
 protected:
  void fill(int count) {
    auto collection = store::test::collection("c");
    collection.document = kText;
    collection.reference = R"({"id":"c"})";
    ASSERT_TRUE(publish(*store_, collection));
    must(*store_, [&](store::Writing& writing) -> Result<void> {
      for (int number = 1; number <= count; ++number) {
        auto manifest = store::test::manifest(fmt::format("m{}", number));
        manifest.reference = std::to_string(number);
        manifest.collections = {"c"};
        TRIFORIUM_CHECK(writing.publish(manifest));
      }
      return {};
    });
  }
  std::string text(int version, std::optional<MemberRange> range = {}) {
    auto const made = store_->read([&](store::Reading& reading) -> Result<std::optional<std::string>> {
      TRIFORIUM_TRY(auto const document, reading.find_document("c"));
      return collection_text(*document, {range, 2, version}, reading);
    });
    return made ? made->value_or("none") : "error: " + made.error().message;
  }
  static std::string reference(std::string_view range, std::string_view label, std::string_view type) {
    return fmt::format(R"({{"id":"{}{}","type":"{}","label":{{"none":["{}"]}}}})", kPages, range, type, label);
  }
  static std::string page(std::string_view range, std::string_view label, std::string_view type) {
    return fmt::format(R"({{"@context":"http://iiif.io/api/presentation/3/context.json",{},"partOf":[{{"id":"c"}}])",
                       reference(range, label, type).substr(1, reference(range, label, type).size() - 2));
  }

  std::unique_ptr<store::Store> store_ = store::test::open_in_memory();
};

std::string whole(std::string_view rest) {
  std::string text = kText;
  text.pop_back();
  return fmt::format("{},{}}}", text, rest);
}

TEST_F(CollectionTextTest, ListsItsMembers) {
  fill(2);
  EXPECT_EQ(text(3), whole(R"("items":[1,2])"));
  EXPECT_EQ(text(4), whole(R"("total":2,"items":[1,2])"));
}

TEST_F(CollectionTextTest, HasItemsEvenWithoutMembers) {
  fill(0);
  EXPECT_EQ(text(3), whole(R"("items":[])"));
}

TEST_F(CollectionTextTest, ListsPagesAsCollections) {
  fill(3);
  EXPECT_EQ(text(3), whole(fmt::format(R"("items":[{},{}])", reference("1-2", "1–2", "Collection"),
                                       reference("3-4", "3", "Collection"))));
  EXPECT_EQ(text(3, MemberRange{1, 2}), page("1-2", "1–2", "Collection") + R"(,"items":[1,2]})");
  EXPECT_EQ(text(2, MemberRange{3, 4}), page("3-4", "3", "Collection") + R"(,"items":[3]})");
}

TEST_F(CollectionTextTest, ListsGroupsOfPages) {
  fill(5);
  EXPECT_EQ(text(3), whole(fmt::format(R"("items":[{},{}])", reference("1-4", "1–4", "Collection"),
                                       reference("5-8", "5", "Collection"))));
  EXPECT_EQ(text(3, MemberRange{1, 4}), page("1-4", "1–4", "Collection") +
                                            fmt::format(R"(,"items":[{},{}]}})", reference("1-2", "1–2", "Collection"),
                                                        reference("3-4", "3–4", "Collection")));
}

TEST_F(CollectionTextTest, HasCollectionPagesInVersion4) {
  fill(5);
  auto const type = "CollectionPage";
  EXPECT_EQ(text(4), whole(fmt::format(R"("total":5,"first":{},"last":{})", reference("1-2", "1–2", type),
                                       reference("5-6", "5", type))));
  EXPECT_EQ(text(4, MemberRange{3, 4}),
            page("3-4", "3–4", type) + fmt::format(R"(,"startIndex":2,"next":{},"prev":{},"items":[3,4]}})",
                                                   reference("5-6", "5", type), reference("1-2", "1–2", type)));
  EXPECT_EQ(text(4, MemberRange{1, 4}), "none") << "pages stand in a row there";
}

TEST_F(CollectionTextTest, LooksLikeItsFirstMember) {
  fill(1);
  auto outer = store::test::collection("outer");
  outer.document = "{}";
  auto inner = store::test::collection("inner");
  inner.reference = R"({"id":"inner"})";
  inner.collections = {"outer"};
  auto manifest = store::test::manifest("m");
  manifest.reference = R"({"id":"m","thumbnail":["t"]})";
  manifest.collections = {"inner"};
  must(*store_, [&](store::Writing& writing) -> Result<void> {
    for (auto const& one : {outer, inner, manifest})
      TRIFORIUM_CHECK(writing.publish(one));
    return {};
  });
  auto const made = store_->read([&](store::Reading& reading) -> Result<std::optional<std::string>> {
    TRIFORIUM_TRY(auto const document, reading.find_document("outer"));
    return collection_text(*document, {}, reading);
  });
  EXPECT_EQ(made->value(), R"({"thumbnail":["t"],"items":[{"id":"inner","thumbnail":["t"]}]})");
}

TEST_F(CollectionTextTest, HasNoOtherPages) {
  fill(3);
  EXPECT_EQ(text(3, MemberRange{5, 6}), "none");
  EXPECT_EQ(text(3, MemberRange{2, 3}), "none");
  EXPECT_EQ(text(3, MemberRange{1, 9}), "none");
}

}  // namespace
}  // namespace triforium::items
