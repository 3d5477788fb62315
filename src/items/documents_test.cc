#include "items/documents.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "store/test_store.h"

namespace triforium::items {
namespace {

using store::test::manifest;
using store::test::publish;

constexpr auto kText = R"({"id":"urn:triforium:presentation/3/a/manifest","type":"Manifest"})";

class DocumentsTest : public testing::Test {
 protected:
  DocumentsTest() { EXPECT_TRUE(publish(*store_, manifest("a", kText))); }

  Documents::Settings settings() {
    Documents::Settings settings;
    settings.clock = [this] { return now_; };
    return settings;
  }
  static DocumentQuery query(std::string item, int version = 3, std::string base = "https://x.org/y") {
    return {{std::move(item), store::ItemKind::manifest}, version, std::move(base), Encoding::identity};
  }
  static SharedDocument loaded(Documents& documents, DocumentQuery const& query) {
    auto found = documents.blocking_load(query);
    auto* const document = found ? std::get_if<SharedDocument>(&*found) : nullptr;
    return document == nullptr ? nullptr : *document;
  }
  template <typename T>
  static std::optional<T> loaded_as(Documents& documents, DocumentQuery const& query) {
    auto found = documents.blocking_load(query);
    auto* const other = found ? std::get_if<T>(&*found) : nullptr;
    return other == nullptr ? std::nullopt : std::optional<T>(*other);
  }

  std::unique_ptr<store::Store> store_ = store::test::open_in_memory();
  std::chrono::steady_clock::time_point now_;
  Documents documents_{*store_, {}, settings()};
};

TEST_F(DocumentsTest, PutsTheBaseUrlWhereTheMarkerIs) {
  auto const document = loaded(documents_, query("a"));
  ASSERT_NE(document, nullptr);
  EXPECT_EQ(document->bytes, R"({"id":"https://x.org/y/presentation/3/a/manifest","type":"Manifest"})");
  EXPECT_EQ(document->item.id, "a");
  EXPECT_THAT(document->versions, testing::ElementsAre(3));
}

TEST_F(DocumentsTest, KeepsInMemoryForAMoment) {
  EXPECT_FALSE(documents_.find(query("a")).document);
  auto const first = loaded(documents_, query("a"));
  EXPECT_EQ(documents_.find(query("a")).document, first);
  EXPECT_FALSE(documents_.find(query("a", 3, "http://other")).document);
  now_ += std::chrono::milliseconds(1001);
  EXPECT_FALSE(documents_.find(query("a")).document);
  EXPECT_EQ(loaded(documents_, query("a")), first) << "unchanged, so not made again";
  EXPECT_EQ(documents_.find(query("a")).document, first);
}

TEST_F(DocumentsTest, SeesChangesOfThisProcessAtOnce) {
  auto const first = loaded(documents_, query("a"));
  ASSERT_TRUE(publish(*store_, manifest("a", "[2]")));
  documents_.note_change();
  EXPECT_FALSE(documents_.find(query("a")).document);
  auto const second = loaded(documents_, query("a"));
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->bytes, "[2]");
  EXPECT_NE(second->tag, first->tag);
}

TEST_F(DocumentsTest, ConfirmsWhatIsTooLargeToKeep) {
  auto small = settings();
  small.memory = 16 << 10;
  ASSERT_TRUE(publish(*store_, manifest("large", "[\"" + std::string(100'000, 'x') + "\"]")));
  Documents documents(*store_, {}, small);
  EXPECT_FALSE(*documents.blocking_confirm(query("large"))) << "nobody has asked for it yet";
  auto const whole = loaded(documents, query("large"));
  EXPECT_FALSE(documents.find(query("large")).document);
  auto const outline = *documents.blocking_confirm(query("large"));
  ASSERT_NE(outline, nullptr);
  EXPECT_EQ(outline->tag, whole->tag);
  EXPECT_EQ(outline->bytes, "");
  ASSERT_TRUE(publish(*store_, manifest("other", "{}")));
  EXPECT_TRUE(*documents.blocking_confirm(query("large"))) << "it is another that has changed";
  ASSERT_TRUE(publish(*store_, manifest("large", "[]")));
  EXPECT_FALSE(*documents.blocking_confirm(query("large")));
}

TEST_F(DocumentsTest, TagsEveryFormDifferently) {
  auto packed = query("a");
  packed.encoding = Encoding::brotli;
  auto const plain = loaded(documents_, query("a"));
  auto const small = loaded(documents_, packed);
  auto const elsewhere = loaded(documents_, query("a", 3, "http://other"));
  ASSERT_TRUE(plain && small && elsewhere);
  EXPECT_NE(plain->tag, small->tag);
  EXPECT_NE(plain->tag, elsewhere->tag);
  EXPECT_NE(plain->bytes, small->bytes);
}

TEST_F(DocumentsTest, ConvertsIntoOtherVersions) {
  EXPECT_THAT(loaded_as<OtherVersions>(documents_, query("a", 2))->versions, testing::ElementsAre(3));
  Converters converters;
  converters[{3, 2}] = [](store::Document const& stored, std::string_view part) -> Result<std::optional<Conversion>> {
    if (!part.empty() && part != "urn:triforium:presentation/2/a/list/1") return std::nullopt;
    return Conversion{fmt::format("[2,{},\"{}\"]", stored.text, part), {{"/behavior", "behavior", "2.1 has none"}}};
  };
  Documents both(*store_, converters, settings());
  auto const old = loaded(both, query("a", 2));
  ASSERT_NE(old, nullptr);
  EXPECT_TRUE(old->bytes.starts_with("[2,{\"id\":\"https://x.org/y/"));
  EXPECT_THAT(old->versions, testing::ElementsAre(2, 3));
  EXPECT_THAT(old->links, testing::HasSubstr("<https://x.org/y/api/v1/conversions/2/a>; rel=\"describedby\""));
  EXPECT_EQ(both.blocking_losses("a", 2)->value().front().why, "2.1 has none");
  EXPECT_FALSE(*both.blocking_losses("a", 4));
  auto list = query("a", 2);
  list.name.split = "list/1";
  EXPECT_THAT(loaded(both, list)->bytes, testing::HasSubstr("/presentation/2/a/list/1\""));
  list.name.split = "list/2";
  EXPECT_TRUE(loaded_as<store::Unknown>(both, list));
  list.version = 3;
  EXPECT_THAT(loaded_as<OtherVersions>(both, list)->versions, testing::ElementsAre(2));
  EXPECT_THAT(both.versions(), testing::ElementsAre(3, 2));
}

TEST_F(DocumentsTest, TellsWhatBecameOfAnItem) {
  store::test::must(*store_, [](store::Writing& writing) { return writing.move("a", "b"); });
  EXPECT_EQ(loaded_as<store::Moved>(documents_, query("a"))->id, "b");
  store::test::must(*store_, [](store::Writing& writing) { return writing.erase("b"); });
  EXPECT_TRUE(loaded_as<store::Gone>(documents_, query("b")));
  EXPECT_TRUE(loaded_as<store::Unknown>(documents_, query("c")));
}

TEST_F(DocumentsTest, ListsTheMembersOfACollection) {
  store::test::must(*store_, [](store::Writing& writing) -> Result<void> {
    auto member = manifest("b");
    member.reference = R"({"id":"urn:triforium:presentation/3/b/manifest"})";
    TRIFORIUM_CHECK(writing.publish(member));
    TRIFORIUM_CHECK(writing.publish(store::test::collection("all")));
    return writing.set_members("all", {{"b"}, {"https://elsewhere.org/m", R"({"id":"https://elsewhere.org/m"})"}});
  });
  auto collection = query("all");
  collection.name.kind = store::ItemKind::collection;
  auto const document = loaded(documents_, collection);
  ASSERT_NE(document, nullptr);
  EXPECT_EQ(document->bytes, R"({"items":[{"id":"https://x.org/y/presentation/3/b/manifest"},)"
                             R"({"id":"https://elsewhere.org/m"}]})");
}

TEST_F(DocumentsTest, KnowsNoManifestAsACollection) {
  auto collection = query("a");
  collection.name.kind = store::ItemKind::collection;
  EXPECT_TRUE(loaded_as<store::Unknown>(documents_, collection));
}

}  // namespace
}  // namespace triforium::items
