#include "base/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>

namespace triforium {
namespace {

namespace asio = boost::asio;

// Runs the coroutines that `start` spawns until all have ended.
template <typename Start>
void run_loop(Start start) {
  asio::io_context loop;
  start(loop);
  loop.run();
}

TEST(Workers, AnswersOnTheCallersLoop) {
  Workers workers({});
  auto const loop_thread = std::this_thread::get_id();
  run_loop([&](asio::io_context& loop) {
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
          auto const answer = co_await workers.run(Lane::tile, 10, [&]() -> Result<int> {
            EXPECT_NE(std::this_thread::get_id(), loop_thread);
            return 42;
          });
          EXPECT_EQ(answer.value(), 42);
          EXPECT_EQ(std::this_thread::get_id(), loop_thread);
        },
        asio::detached);
  });
}

TEST(Workers, TurnsExceptionsIntoErrors) {
  Workers workers({});
  run_loop([&](asio::io_context& loop) {
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
          auto const thrown =
              co_await workers.run(Lane::io, 0, []() -> Result<int> { throw std::runtime_error("codec"); });
          EXPECT_EQ(thrown.error().kind, ErrorKind::internal);
          EXPECT_EQ(thrown.error().detail, "codec");
          auto const starved = co_await workers.run(Lane::io, 0, []() -> Result<int> { throw std::bad_alloc(); });
          EXPECT_EQ(starved.error().kind, ErrorKind::busy);
        },
        asio::detached);
  });
}

TEST(Workers, RefusesWhatCanNeverFitAndWhatHasNoPlaceInTheQueue) {
  Workers workers({.compute_threads = 1, .io_threads = 1, .max_queued = 2, .memory = 100});
  std::latch release(1);
  std::atomic<int> busy = 0, done = 0, too_large = 0;
  run_loop([&](asio::io_context& loop) {
    for (int i = 0; i < 5; ++i) {
      asio::co_spawn(
          loop,
          [&, i]() -> Task<void> {
            auto const answer = co_await workers.run(Lane::tile, 1, [&]() -> Result<int> {
              release.wait();
              return 1;
            });
            if (answer) ++done;
            if (!answer && answer.error().kind == ErrorKind::busy) ++busy;
            if (i == 4) release.count_down();
          },
          asio::detached);
    }
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
          auto const answer = co_await workers.run(Lane::tile, 101, []() -> Result<int> { return 1; });
          if (!answer && answer.error().kind == ErrorKind::too_large) ++too_large;
        },
        asio::detached);
  });
  EXPECT_EQ(done + busy, 5);
  EXPECT_GE(busy, 2);
  EXPECT_EQ(too_large, 1);
}

TEST(Workers, StartsNoMoreThanTheMemoryAllows) {
  Workers workers({.compute_threads = 4, .io_threads = 4, .max_queued = 100, .memory = 100});
  std::atomic<int> together = 0, most = 0;
  run_loop([&](asio::io_context& loop) {
    for (int i = 0; i < 40; ++i) {
      asio::co_spawn(
          loop,
          [&, i]() -> Task<void> {
            auto const answer = co_await workers.run(i % 2 == 0 ? Lane::tile : Lane::io, 40, [&]() -> Result<int> {
              int const now = ++together;
              for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
              }
              std::this_thread::sleep_for(std::chrono::milliseconds(1));
              --together;
              return 1;
            });
            EXPECT_TRUE(answer);
          },
          asio::detached);
    }
  });
  EXPECT_LE(most, 2);
  // A job's memory is given back just after its answer: the last one may still be at it.
  for (int i = 0; i < 1000 && workers.memory_in_use() != 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(workers.memory_in_use(), 0U);
}

TEST(Workers, LeaveAThreadToTilesWhileLargeWorkRuns) {
  Workers workers({.compute_threads = 2, .io_threads = 1, .max_queued = 100, .memory = 1000});
  std::latch tiles_done(10);
  run_loop([&](asio::io_context& loop) {
    for (int i = 0; i < 4; ++i) {
      asio::co_spawn(
          loop,
          [&]() -> Task<void> {
            // Ends only if tiles get through beside it.
            auto const answer = co_await workers.run(Lane::full, 1, [&]() -> Result<int> {
              tiles_done.wait();
              return 1;
            });
            EXPECT_TRUE(answer);
          },
          asio::detached);
    }
    for (int i = 0; i < 10; ++i) {
      asio::co_spawn(
          loop,
          [&]() -> Task<void> {
            auto const answer = co_await workers.run(Lane::tile, 1, [&]() -> Result<int> {
              tiles_done.count_down();
              return 1;
            });
            EXPECT_TRUE(answer);
          },
          asio::detached);
    }
  });
}

}  // namespace
}  // namespace triforium
