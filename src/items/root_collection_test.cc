#include "items/root_collection.h"

#include <gmock/gmock.h>

#include "store/test_store.h"

namespace triforium::items {
namespace {

using testing::HasSubstr;

std::string document_of_root(store::Store const& store) {
  auto const found = store.read([](store::Reading& reading) { return reading.find_document("root"); });
  return found && *found ? (*found)->text : std::string();
}

TEST(RootCollection, IsThereFromTheBeginning) {
  auto const store = store::test::open_in_memory();
  ASSERT_TRUE(blocking_open_root_collection(*store));
  EXPECT_EQ(store::test::item(*store, "root").label, "All collections");
  EXPECT_THAT(document_of_root(*store), HasSubstr(R"("id":"urn:triforium:presentation/3/collection/root")"));
}

TEST(RootCollection, StaysAsItWasNamedSince) {
  auto const store = store::test::open_in_memory();
  auto named = store::test::collection("root");
  named.label = "Our treasures";
  ASSERT_TRUE(store::test::publish(*store, named));
  ASSERT_TRUE(blocking_open_root_collection(*store));
  EXPECT_EQ(store::test::item(*store, "root").label, "Our treasures");
  EXPECT_EQ(store::test::history(*store), "create root");
}

TEST(RootCollection, ComesBackAfterItWasDeleted) {
  auto const store = store::test::open_in_memory();
  ASSERT_TRUE(blocking_open_root_collection(*store));
  store::test::must(*store, [](store::Writing& writing) { return writing.erase("root"); });
  ASSERT_TRUE(blocking_open_root_collection(*store));
  EXPECT_EQ(store::test::item(*store, "root").label, "All collections");
}

}  // namespace
}  // namespace triforium::items
