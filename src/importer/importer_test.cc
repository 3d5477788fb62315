#include "importer/importer.h"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <csignal>
#include <random>

#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::importer {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

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
    auto const done = blocking_import(*store, {(folder.path() / "in").string()}, settings, heard);
    EXPECT_TRUE(done) << done.error().message;
    if (done) summary = *done;
    return heard;
  }

  test::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  Settings settings;
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

TEST_F(ImportTest, KeepsFilesOfTheDataFolderByTheirPlaceInIt) {
  settings.data = folder.path();
  write_item("one");
  import();
  auto const assets = *store->read([](store::Reading& reading) { return reading.assets("in/one"); });
  ASSERT_EQ(assets.size(), 1U);
  EXPECT_EQ(assets[0].path, "in/one/scene.glb");
  EXPECT_TRUE(assets[0].is_stored);
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

TEST_F(ImportTest, FollowsWhatWasRenamed) {
  write_item("one");
  import();
  store::test::must(*store, [](store::Writing& writing) { return writing.move("in/one", "shelf/7"); });
  store::test::must(*store, [](store::Writing& writing) { return writing.move("in", "shelf"); });
  EXPECT_THAT(import().outcomes, ElementsAre("shelf unchanged", "shelf/7 unchanged"));
  folder.write("in/one/info.yml", "label: {en: [A better label]}");
  EXPECT_THAT(import().outcomes, ElementsAre("shelf unchanged", "shelf/7 updated"));
  EXPECT_EQ(store::test::member_ids(*store, "shelf"), "shelf/7");
  auto const document = store->read([](store::Reading& reading) { return reading.find_document("shelf/7"); });
  ASSERT_TRUE(document && *document);
  EXPECT_THAT((*document)->text, HasSubstr("urn:triforium:presentation/3/shelf/7/manifest"));
  EXPECT_THAT((*document)->text, HasSubstr("urn:triforium:files/in~one~")) << "files keep their addresses";
}

TEST_F(ImportTest, StopsWhereItIsTold) {
  write_item("one");
  auto const heard = import(1);
  EXPECT_TRUE(summary.is_stopped);
  EXPECT_THAT(heard.outcomes, ElementsAre("in published"));
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one published"));
}

TEST_F(ImportTest, OpensNoFileOfAnUnchangedItem) {
  folder.write("in/bad/1.png", "not a picture");
  folder.write("in/bad/scene.glb", "glTF");
  EXPECT_THAT(import().findings, ElementsAre("in/bad: “1.png” cannot be read as a picture."));
  EXPECT_THAT(import().findings, IsEmpty());
  folder.write("in/bad/1.png", "no picture either");
  EXPECT_THAT(import().findings, ElementsAre("in/bad: “1.png” cannot be read as a picture."));
}

TEST_F(ImportTest, TriesAgainWhatFailed) {
  folder.write("in/bad/1.png", "not a picture");
  import();
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/bad failed"));
}

TEST_F(ImportTest, LeavesWhatWasChangedHereUntilItsSourceChanges) {
  write_item("one");
  import();
  store::test::must(*store, [](store::Writing& writing) {
    auto corrected = store::test::manifest("in/one");
    corrected.label = "Corrected";
    return writing.publish(corrected);
  });
  import();
  EXPECT_EQ(store::test::item(*store, "in/one").label, "Corrected");
  folder.write("in/one/info.yml", "label: From the source\n");
  import();
  EXPECT_EQ(store::test::item(*store, "in/one").label, "From the source");
}

TEST_F(ImportTest, LeavesWhatHasVanishedAndTellsOfIt) {
  write_item("one");
  write_item("two");
  import();
  std::filesystem::remove_all(folder.path() / "in/two");
  EXPECT_THAT(import().findings, ElementsAre("in/two: It is in the source no more. It stays published."));
  EXPECT_EQ(summary.vanished, 1U);
  EXPECT_EQ(store::test::member_ids(*store, "in"), "in/one in/two");
}

TEST_F(ImportTest, DeletesWhatHasVanishedIfAskedTo) {
  write_item("one");
  write_item("two");
  import();
  std::filesystem::remove_all(folder.path() / "in/two");
  settings.prunes = true;
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one unchanged", "in/two deleted"));
  EXPECT_TRUE(std::holds_alternative<store::Gone>(store::test::resolve(*store, "in/two")));
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one unchanged"));
  write_item("two");
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one unchanged", "in/two published"));
}

TEST_F(ImportTest, DeletesNothingWhereTheSourceIsEmpty) {
  write_item("one");
  import();
  std::filesystem::remove_all(folder.path() / "in");
  std::filesystem::create_directories(folder.path() / "in");
  settings.prunes = true;
  import();
  EXPECT_EQ(summary.deleted, 0U);
  EXPECT_EQ(store::test::item(*store, "in/one").id, "in/one");
}

TEST_F(ImportTest, DoesNotBringBackWhatPeopleDeleted) {
  write_item("one");
  import();
  store::test::must(*store, [](store::Writing& writing) { return writing.erase("in/one"); });
  EXPECT_THAT(import().outcomes, ElementsAre("in unchanged", "in/one unchanged"));
  EXPECT_THAT(store::test::member_ids(*store, "in"), IsEmpty());
}

// A disk that takes no more than some bytes of one file.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    rlimit const bound{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &bound);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }
  FullDisk(FullDisk const&) = delete;
  FullDisk& operator=(FullDisk const&) = delete;

 private:
  void (*before_)(int) = nullptr;
  rlimit limit_{};
};

std::string noise(std::size_t bytes) {
  std::mt19937 random(1815);
  std::string text;
  while (text.size() < bytes)
    text += static_cast<char>('!' + random() % 94);
  return text;
}

TEST_F(ImportTest, OnAFullDiskOneItemFailsAndTheRestIsDone) {
  store = std::move(*store::open({.folder = folder.path() / "data"}));
  store::test::must(*store, [](store::Writing& writing) { return writing.publish(store::test::collection("root")); });
  write_item("one");
  folder.write("in/two/scene.glb", "glTF");
  folder.write("in/two/scene.txt", noise(2'000'000));
  write_item("three");
  {
    FullDisk const full(900'000);
    auto const heard = import();
    EXPECT_THAT(heard.outcomes,
                UnorderedElementsAre("in published", "in/one published", "in/three published", "in/two failed"));
    EXPECT_EQ(heard.reasons, "The disk of the data folder is full: nothing of this change was kept.");
  }
  EXPECT_TRUE(store->check());
  EXPECT_THAT(import().outcomes, Contains("in/two published")) << "there is room again";
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
