#include "importer/job.h"

#include <gmock/gmock.h>

#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::importer {
namespace {

using testing::HasSubstr;

class JobTest : public testing::Test {
 protected:
  JobTest() : store(store::test::open_in_memory()) {
    store::test::must(*store, [](store::Writing& writing) { return writing.publish(store::test::collection("root")); });
    id = *store->write([](store::Writing& writing) {
      store::Job waiting;
      waiting.kind = "import";
      return writing.add_job(waiting);
    });
    folder.write("in/good/scene.glb", "glTF");
    folder.write("in/bad/1.png", "not a picture");
  }
  Result<Summary> import(std::string const& path) {
    Listener nobody;
    return blocking_import_as_job(*store, id, {path}, {}, nobody);
  }
  store::Job job() const {
    return **store->read([&](store::Reading& reading) { return reading.find_job(id); });
  }

  test::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  std::uint64_t id = 0;
};

TEST_F(JobTest, TellsWhatCame) {
  ASSERT_TRUE(import((folder.path() / "in").string()));
  EXPECT_EQ(job().state, store::JobState::done);
  EXPECT_EQ(job().done, 3U);
  EXPECT_EQ(job().total, 3U);
  EXPECT_THAT(job().counts, HasSubstr(R"("published":2,)"));
  auto const failures = *store->read([&](store::Reading& reading) { return reading.job_failures(id, 0, 10); });
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].subject, "in/bad");
  EXPECT_THAT(failures[0].message, HasSubstr("Nothing of this item can be shown"));
}

TEST_F(JobTest, StopsWhenItIsCancelledInTheStore) {
  auto cancelled = job();
  cancelled.state = store::JobState::cancelled;
  store::test::must(*store, [&](store::Writing& writing) { return writing.update_job(cancelled); });
  auto const summary = import((folder.path() / "in").string());
  ASSERT_TRUE(summary);
  EXPECT_TRUE(summary->is_stopped);
  EXPECT_EQ(job().state, store::JobState::cancelled);
  EXPECT_EQ(job().done, 0U);
}

TEST_F(JobTest, WritesItsRowOnceASecond) {
  Listener nobody;
  SteadyTime now{};
  JobRecord record(*store, id, nobody, [&] { return now; });
  record.progressed({1, 9});
  record.progressed({2, 9});
  EXPECT_EQ(job().done, 1U);
  now += std::chrono::seconds(1);
  record.progressed({3, 9});
  EXPECT_EQ(job().done, 3U);
}

}  // namespace
}  // namespace triforium::importer
