#include "base/single_flight.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

namespace triforium {
namespace {

namespace asio = boost::asio;

Task<void> pause(int milliseconds) {
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(milliseconds));
  co_await timer.async_wait(asio::use_awaitable);
}

TEST(SingleFlight, OneComputationServesAllWhoWait) {
  asio::io_context loop;
  SingleFlight<int> flights;
  int computed = 0, answered = 0;
  for (int i = 0; i < 10; ++i) {
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
          auto const answer = co_await flights.run("key", [&]() -> Task<Result<int>> {
            ++computed;
            co_await pause(5);
            co_return 7;
          });
          EXPECT_EQ(answer.value(), 7);
          ++answered;
        },
        asio::detached);
  }
  loop.run();
  EXPECT_EQ(computed, 1);
  EXPECT_EQ(answered, 10);
}

TEST(SingleFlight, FailuresReachEveryoneAndAreNotKept) {
  asio::io_context loop;
  SingleFlight<int> flights;
  int failed = 0, computed = 0;
  auto const failing = [&]() -> Task<Result<int>> {
    ++computed;
    co_await pause(1);
    throw std::runtime_error("broken");
  };
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
          auto const answer = co_await flights.run("key", failing);
          if (!answer && answer.error().detail == "broken") ++failed;
        },
        asio::detached);
  }
  loop.run();
  EXPECT_EQ(failed, 3);
  EXPECT_EQ(computed, 1);
  loop.restart();
  asio::co_spawn(
      loop,
      [&]() -> Task<void> {
        auto const again = co_await flights.run("key", failing);
        EXPECT_FALSE(again);
      },
      asio::detached);
  loop.run();
  EXPECT_EQ(computed, 2);
}

}  // namespace
}  // namespace triforium
