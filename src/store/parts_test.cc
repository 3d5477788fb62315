#include <gmock/gmock.h>

#include "store/test_store.h"

namespace triforium::store {
namespace {

using namespace triforium::store::test;

Asset page_one() {
  return {.id = "a~p1",
          .path = "/srv/scans/1.tif",
          .is_stored = false,
          .page = 2,
          .media_type = "image/tiff",
          .width = 2164,
          .height = 2448,
          .duration = 1.5,
          .size = 5'000'000'000,
          .modified_ns = 1'700'000'000'123'456'789,
          .inode = UINT64_MAX,
          .digest = "sha-256:00",
          .facts = R"({"sizes":[]})"};
}

Publication with_assets(std::vector<Asset> assets) {
  auto book = manifest("a");
  book.assets = std::move(assets);
  return book;
}

TEST(Assets, AreFoundAsTheyWereGiven) {
  auto const store = open_in_memory();
  Asset second{.id = "a~p2", .path = "uploads/2.jpg", .is_stored = true, .media_type = "image/jpeg"};
  ASSERT_TRUE(publish(*store, with_assets({page_one(), second})));
  auto const found = *store->read([](Reading& reading) { return reading.find_asset("a~p1"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->item, "a");
  EXPECT_EQ(found->asset, page_one());
  EXPECT_EQ(*store->read([](Reading& reading) { return reading.assets("a"); }), (std::vector{page_one(), second}));
  must(*store, [](Writing& writing) { return writing.move("a", "b"); });
  EXPECT_EQ((*store->read([](Reading& reading) { return reading.find_asset("a~p1"); }))->item, "b");
  must(*store, [](Writing& writing) { return writing.erase("b"); });
  EXPECT_FALSE(*store->read([](Reading& reading) { return reading.find_asset("a~p1"); }));
}

TEST(Assets, ThatAreStoredAreFoundByTheirFolder) {
  auto const store = open_in_memory();
  Asset const stored{.id = "a~p1", .path = "files/ab/1.jpg", .is_stored = true};
  Asset const elsewhere{.id = "a~p2", .path = "files/cd/1.jpg"};
  ASSERT_TRUE(publish(*store, with_assets({stored, elsewhere})));
  auto const has = [&](std::string_view folder) {
    return *store->read([&](Reading& reading) { return reading.has_stored_below(folder); });
  };
  EXPECT_TRUE(has("files/ab"));
  EXPECT_TRUE(has("files"));
  for (auto const* const folder : {"files/a", "files/abc", "files/cd", "files/ab/1.jpg", "g"})
    EXPECT_FALSE(has(folder)) << folder;
  must(*store, [](Writing& writing) { return writing.erase("a"); });
  EXPECT_FALSE(has("files/ab"));
}

TEST(Assets, ThatMovedOnTheDiskAreNoNews) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, with_assets({page_one()})));
  auto copied = page_one();
  copied.path = "/new/1.tif";
  copied.inode = 7;
  copied.modified_ns += 5;
  ASSERT_TRUE(publish(*store, with_assets({copied})));
  EXPECT_EQ((*store->read([](Reading& reading) { return reading.find_asset("a~p1"); }))->asset, copied);
  EXPECT_EQ(history(*store), "create a");
  auto scanned_again = copied;
  scanned_again.digest = "sha-256:01";
  ASSERT_TRUE(publish(*store, with_assets({scanned_again})));
  EXPECT_EQ(history(*store), "create a, update a");
  ASSERT_TRUE(publish(*store, manifest("a")));
  EXPECT_EQ(store->read([](Reading& reading) { return reading.assets("a"); })->size(), 1U) << "absent means: as it is";
}

TEST(Assets, BelongToOneItem) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, with_assets({page_one()})));
  auto other = with_assets({page_one()});
  other.id = "b";
  EXPECT_EQ(publish(*store, other).error().kind, ErrorKind::conflict);
  EXPECT_EQ(publish(*store, with_assets({page_one(), page_one()})).error().kind, ErrorKind::conflict);
  EXPECT_EQ(store->read([](Reading& reading) { return reading.assets("a"); })->size(), 1U);
}

Text text_of(std::string canvas, std::string plain) {
  return {
      .canvas = std::move(canvas), .asset = "", .language = "de", .plain = std::move(plain), .words = {"\0\xff", 2}};
}

TEST(Texts, AreKeptForEachCanvas) {
  auto const store = open_in_memory();
  auto book = manifest("a");
  std::string const page(5000, 'x');
  book.texts = {{text_of("p2", "zwei"), text_of("p1", page)}};
  ASSERT_TRUE(publish(*store, book));
  EXPECT_EQ(*store->read([](Reading& reading) { return reading.find_text("a", "p1"); }), text_of("p1", page));
  EXPECT_FALSE(*store->read([](Reading& reading) { return reading.find_text("a", "p3"); }));
  must(*store, [](Writing& writing) { return writing.put_text("a", text_of("p3", "drei")); });
  must(*store, [](Writing& writing) { return writing.put_text("a", text_of("p3", "drei")); });
  EXPECT_EQ(history(*store), "create a, update a");
  EXPECT_THAT(*store->read([](Reading& reading) { return reading.text_canvases("a"); }),
              testing::ElementsAre("p2", "p1", "p3"));
  book.texts = {{text_of("p1", page), text_of("p3", "drei")}};
  ASSERT_TRUE(publish(*store, book));
  EXPECT_THAT(*store->read([](Reading& reading) { return reading.text_canvases("a"); }),
              testing::ElementsAre("p1", "p3"));
  EXPECT_EQ(publish(*store, book)->outcome, Published::Outcome::unchanged);
}

Annotation note(std::string key, std::string json) {
  Annotation annotation;
  annotation.item = "a";
  annotation.key = std::move(key);
  annotation.page = "notes";
  annotation.target = "p1";
  annotation.json = std::move(json);
  return annotation;
}

TEST(Annotations, AreResourcesOfTheirOwn) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a")));
  for (auto const* key : {"z", "y", "x"})
    must(*store, [&](Writing& writing) { return writing.put_annotation(note(key, "{}")); });
  must(*store, [](Writing& writing) { return writing.put_annotation(note("y", "{}")); });
  must(*store, [](Writing& writing) { return writing.put_annotation(note("y", "[1]"), {.revision = 1}); });
  auto const late =
      store->write([](Writing& writing) { return writing.put_annotation(note("y", "[2]"), {.revision = 1}); });
  EXPECT_EQ(late.error().kind, ErrorKind::precondition_failed);
  auto const page = *store->read([](Reading& reading) { return reading.annotations("a", "notes", 1, 5); });
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].key, "y");
  EXPECT_EQ(page[0].json, "[1]");
  EXPECT_EQ(page[0].revision, 2U);
  EXPECT_LT(page[0].created, page[0].modified);
  EXPECT_EQ(page[1].key, "x");
  must(*store, [](Writing& writing) { return writing.erase_annotation("a", "x"); });
  auto const again = store->write([](Writing& writing) { return writing.erase_annotation("a", "x"); });
  EXPECT_EQ(again.error().kind, ErrorKind::not_found);
  EXPECT_EQ(history(*store, 2),
            "create a/annotation/z, create a/annotation/y, create a/annotation/x, update a/annotation/y, "
            "remove a/annotation/x");
  EXPECT_EQ(item(*store, "a").revision, 1U);
}

TEST(Jobs, AreFollowed) {
  auto const store = open_in_memory();
  Job job;
  job.kind = "import";
  job.parameters = R"({"path":"/srv"})";
  auto const id = store->write([&](Writing& writing) { return writing.add_job(job); });
  ASSERT_TRUE(id);
  job.id = *id;
  job.state = JobState::running;
  job.done = 5;
  job.total = 10;
  job.cursor = "scans/5";
  must(*store, [&](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.update_job(job));
    TRIFORIUM_CHECK(writing.add_job_failure(job.id, {"scans/3", "no image"}));
    return writing.add_job_failure(job.id, {"scans/4", "no image either"});
  });
  auto const found = *store->read([&](Reading& reading) { return reading.find_job(job.id); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state, JobState::running);
  EXPECT_EQ(found->cursor, "scans/5");
  EXPECT_EQ(found->failures, 2U);
  EXPECT_LT(found->created, found->modified);
  auto const failures = *store->read([&](Reading& reading) { return reading.job_failures(job.id, 1, 5); });
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].subject, "scans/4");
  must(*store, [&](Writing& writing) { return writing.add_job(job); });
  EXPECT_EQ(store->read([](Reading& reading) { return reading.list_jobs(0, 5); })->front().id, 2U);
  EXPECT_EQ(store->read([](Reading& reading) { return reading.list_jobs(2, 5); })->size(), 1U);
  job.id = 77;
  EXPECT_EQ(store->write([&](Writing& writing) { return writing.update_job(job); }).error().kind, ErrorKind::not_found);
  EXPECT_EQ(history(*store), "");
}

TEST(Inputs, TellWhatWasImported) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a")));
  must(*store, [](Writing& writing) -> Result<void> {
    for (auto const* source : {"/x/1", "/y/1", "/y/2", "/y\xff", "/z"})
      TRIFORIUM_CHECK(writing.put_input({source, "d1", "a"}));
    TRIFORIUM_CHECK(writing.put_input({"/y/2", "d2", ""}));
    return writing.move("a", "b");
  });
  auto const found = *store->read([](Reading& reading) { return reading.find_input("/y/1"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->item, "b");
  auto const below = *store->read([](Reading& reading) { return reading.list_inputs("/y/", "", 10); });
  ASSERT_EQ(below.size(), 2U);
  EXPECT_EQ(below[1].digest, "d2");
  EXPECT_EQ(store->read([](Reading& reading) { return reading.list_inputs("/y/", "/y/1", 10); })->size(), 1U);
  must(*store, [](Writing& writing) -> Result<void> {
    TRIFORIUM_CHECK(writing.forget_input("/z"));
    return writing.erase("b");
  });
  EXPECT_FALSE(*store->read([](Reading& reading) { return reading.find_input("/z"); }));
  EXPECT_EQ((*store->read([](Reading& reading) { return reading.find_input("/y/1"); }))->item, "");
}

TEST(Renditions, GoWithTheRevisionThatTheyWereMadeOf) {
  auto const store = open_in_memory();
  ASSERT_TRUE(publish(*store, manifest("a")));
  std::string const bytes("\0br", 3);
  auto const put = [&](std::uint64_t revision, std::string const& key) {
    must(*store, [&](Writing& writing) { return writing.put_rendition("a", revision, key, bytes); });
  };
  auto const find = [&](std::string const& key) {
    return *store->read([&](Reading& reading) { return reading.find_rendition("a", key); });
  };
  put(1, "2|br");
  put(9, "3|br");
  EXPECT_EQ(find("2|br"), bytes);
  EXPECT_FALSE(find("3|br"));
  for (int i = 0; i < 32; ++i)
    put(1, std::to_string(i));
  EXPECT_FALSE(find("2|br"));
  EXPECT_EQ(find("31"), bytes);
  ASSERT_TRUE(publish(*store, manifest("a", "[1]")));
  EXPECT_FALSE(find("31"));
  EXPECT_EQ(history(*store), "create a, update a");
}

}  // namespace
}  // namespace triforium::store
