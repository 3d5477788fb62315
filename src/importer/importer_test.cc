#include "importer/importer.h"

#include <gmock/gmock.h>

#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::importer {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Heard : Listener {
  void found(ingest::Finding const& finding) override { findings.push_back(finding.place + ": " + finding.message); }
  void settled(Settled const& settled) override {
    outcomes.push_back(settled.id + " " + std::string(name_of(settled.outcome)));
    reasons += settled.error.message;
  }
  void progressed(Progress const& now) override { progress = now; }
  bool wants_to_stop() override { return outcomes.size() >= most; }

  std::vector<std::string> findings, outcomes;
  std::string reasons;
  Progress progress;
  std::size_t most = SIZE_MAX;
};

// Folders of models: things that can be shown without a picture.
class ImportTest : public testing::Test {
 protected:
  ImportTest() : store(store::test::open_in_memory()) {
    store::test::must(*store, [](store::Writing& writing) { return writing.publish(store::test::collection("root")); });
  }
  void write_item(std::string const& name) { folder.write("in/" + name + "/scene.glb", "glTF"); }
  Heard import(std::size_t most = SIZE_MAX) {
    Heard heard;
    heard.most = most;
    auto const done = blocking_import(*store, {(folder.path() / "in").string()}, {}, heard);
    EXPECT_TRUE(done) << done.error().message;
    if (done) summary = *done;
    return heard;
  }

  test::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  Summary summary;
};

TEST_F(ImportTest, PublishesWhatLiesThere) {
  write_item("one");
  write_item("two");
  auto const heard = import();
  EXPECT_THAT(heard.outcomes, ElementsAre("in published", "in/one published", "in/two published"));
  EXPECT_EQ(store::test::member_ids(*store, "root"), "in");
  EXPECT_EQ(store::test::member_ids(*store, "in"), "in/one in/two");
  EXPECT_EQ(heard.progress.done, 3U);
  EXPECT_EQ(heard.progress.total, 3U);
  EXPECT_TRUE(summary.is_fine());
}

TEST_F(ImportTest, ChangesNothingTheSecondTime) {
  write_item("one");
  import();
  auto const history = store::test::history(*store);
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one unchanged"));
  EXPECT_EQ(store::test::history(*store), history);
}

TEST_F(ImportTest, PublishesTheRestWhereOneItemFails) {
  write_item("good");
  folder.write("in/bad/1.png", "not a picture");
  auto const heard = import();
  EXPECT_THAT(heard.outcomes, ElementsAre("in published", "in/bad failed", "in/good published"));
  EXPECT_THAT(heard.reasons, HasSubstr("Nothing of this item can be shown"));
  EXPECT_THAT(heard.findings, ElementsAre("in/bad: “1.png” cannot be read as a picture."));
  EXPECT_FALSE(summary.is_fine());
}

TEST_F(ImportTest, KeepsWhatOthersPutIntoACollection) {
  write_item("one");
  import();
  store::test::must(*store, [](store::Writing& writing) { return writing.publish(store::test::manifest("guest")); });
  store::test::must(*store, [](store::Writing& writing) { return writing.add_members("in", {{"guest"}}); });
  write_item("two");
  import();
  EXPECT_THAT(store::test::member_ids(*store, "in"), HasSubstr("guest"));
  EXPECT_THAT(store::test::member_ids(*store, "in"), HasSubstr("in/two"));
}

TEST_F(ImportTest, StopsWhereItIsTold) {
  write_item("one");
  auto const heard = import(1);
  EXPECT_TRUE(summary.is_stopped);
  EXPECT_THAT(heard.outcomes, ElementsAre("in published"));
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one published"));
}

TEST_F(ImportTest, TellsOfPathsThatAreNotThere) {
  Heard heard;
  auto const done = blocking_import(*store, {"/there/is/none"}, {}, heard);
  ASSERT_TRUE(done);
  EXPECT_THAT(heard.findings, ElementsAre("/there/is/none: There is no file or folder “none”."));
  EXPECT_THAT(heard.outcomes, IsEmpty());
  EXPECT_FALSE(done->is_fine());
}

}  // namespace
}  // namespace triforium::importer
