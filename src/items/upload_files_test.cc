#include "items/upload_files.h"

#include <gtest/gtest.h>

#include "items/server_jobs.h"
#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::items {
namespace {

namespace fs = std::filesystem;

struct UploadFiles : testing::Test {
  UploadFiles() { folder.write("files/" + upload + "/book/1.png", "x"); }
  std::size_t clear() const { return *blocking_clear_unused_uploads(*store, folder.path()); }
  bool is_there() const { return fs::exists(folder.path() / "files" / upload); }
  void end_job() const {
    auto const job = *blocking_add_import(*store, {{}, upload});
    EXPECT_EQ(clear(), 0U) << "it is waited for";
    ASSERT_TRUE(blocking_cancel(*store, job));
  }

  std::string const upload = std::string(32, 'a');
  test::TemporaryFolder folder;
  std::unique_ptr<store::Store> store = store::test::open_in_memory();
};

TEST_F(UploadFiles, StayWhileAnItemHasOne) {
  auto book = store::test::manifest("book");
  book.assets =
      std::vector{store::Asset{.id = "book~p1", .path = "files/" + upload + "/book/1.png", .is_stored = true}};
  ASSERT_TRUE(store::test::publish(*store, book));
  end_job();
  EXPECT_EQ(clear(), 0U);
  store::test::must(*store, [](store::Writing& writing) { return writing.erase("book"); });
  EXPECT_EQ(clear(), 1U);
  EXPECT_FALSE(is_there());
}

TEST_F(UploadFiles, StayWhileAnItemWasMadeOfThem) {
  ASSERT_TRUE(store::test::publish(*store, store::test::manifest("book")));
  auto const source = (folder.path() / "files" / upload / "book").string();
  store::test::must(*store, [&](store::Writing& writing) { return writing.put_input({source, "1", "book"}); });
  end_job();
  EXPECT_EQ(clear(), 0U);
  store::test::must(*store, [](store::Writing& writing) { return writing.erase("book"); });
  EXPECT_EQ(clear(), 1U);
}

// A store that was restored from an older backup, or is new.
TEST_F(UploadFiles, StayWhereTheStoreKnowsNothingOfThem) {
  folder.write("files/mine/1.png", "x");
  EXPECT_EQ(clear(), 0U);
  EXPECT_TRUE(is_there());
}

TEST_F(UploadFiles, ThatAreHalfUnpackedGo) {
  folder.write("files/." + upload + "/book/1.png", "x");
  EXPECT_EQ(clear(), 1U);
  EXPECT_TRUE(is_there());
}

}  // namespace
}  // namespace triforium::items
