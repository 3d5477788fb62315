#include "derive/crew.h"

#include <gtest/gtest.h>

#include <atomic>

namespace triforium::derive {
namespace {

TEST(Crew, DoesEveryPieceOnce) {
  for (unsigned const helpers : {0U, 1U, 4U}) {
    Crew crew(helpers);
    for (std::size_t const count : {0U, 1U, 1000U}) {
      std::vector<std::atomic<int>> done(count);
      crew.begin(count, [&](std::size_t worker, std::size_t index) {
        EXPECT_LT(worker, crew.workers());
        ++done[index];
      });
      crew.finish();
      for (auto const& times : done)
        EXPECT_EQ(times, 1);
    }
  }
}

TEST(Crew, IsOneAtATimeAsEachWorker) {
  Crew crew(3);
  std::vector<std::atomic<int>> busy(crew.workers());
  crew.begin(500, [&](std::size_t worker, std::size_t) {
    EXPECT_EQ(busy[worker]++, 0);
    std::this_thread::yield();
    --busy[worker];
  });
  crew.finish();
}

TEST(Crew, MayBeLeftInTheMiddle) {
  std::atomic<int> done = 0;
  {
    Crew crew(2);
    crew.begin(100'000, [&](std::size_t, std::size_t) { ++done; });
  }
  auto const at_the_end = done.load();
  std::this_thread::yield();
  EXPECT_EQ(done, at_the_end);
}

}  // namespace
}  // namespace triforium::derive
