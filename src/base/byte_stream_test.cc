#include "base/byte_stream.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <thread>

#include "base/workers.h"

namespace triforium {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr std::size_t kPiece = StreamWriter::kPieceSize;

// Runs what `task` does to its end.
template <typename MakeTask>
void run_loop(MakeTask task) {
  asio::io_context loop;
  asio::co_spawn(loop, task, asio::detached);
  loop.run();
}

template <typename Condition>
bool eventually(Condition const& condition) {
  for (int i = 0; i < 2000 && !condition(); ++i)
    std::this_thread::sleep_for(milliseconds(1));
  return condition();
}

Task<Result<Bytes>> read_all(std::shared_ptr<ByteStream> stream) {
  Bytes all;
  for (;;) {
    Result<SharedBytes> const piece = co_await stream->next();
    if (!piece) co_return fail(piece);
    if (!*piece) co_return all;
    EXPECT_FALSE((*piece)->empty());
    all.insert(all.end(), (*piece)->begin(), (*piece)->end());
  }
}

TEST(Turns, ComeInTheOrderInWhichTheyWereAskedFor) {
  Turns turns(1);
  turns.blocking_take();
  EXPECT_FALSE(turns.are_wanted());
  std::vector<int> order;
  std::atomic<int> asking = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      ++asking;
      turns.blocking_take();
      order.push_back(i);  // the turn is the lock
      turns.give_back();
    });
    ASSERT_TRUE(eventually([&] { return asking == i + 1; }));
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_TRUE(turns.are_wanted());
  turns.give_back();
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
}

TEST(ByteStream, CarriesBytesOfAnySizeInOrder) {
  Workers workers({});
  Bytes expected(1'000'003);
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
  auto const stream = workers.stream(0, [expected](StreamWriter& out) -> Result<void> {
    auto rest = ByteView(expected);
    for (std::size_t size = 1; !rest.empty(); size = size * 3 + 1) {
      auto const count = std::min(size, rest.size());
      TRIFORIUM_CHECK(out.blocking_write(rest.first(count)));
      rest = rest.subspan(count);
    }
    return {};
  });
  run_loop([&]() -> Task<void> {
    Result<Bytes> const all = co_await read_all(stream);
    EXPECT_TRUE(all && *all == expected);
  });
}

TEST(ByteStream, MayBeEmpty) {
  Workers workers({});
  auto const stream = workers.stream(0, [](StreamWriter&) -> Result<void> { return {}; });
  run_loop([&]() -> Task<void> {
    Result<SharedBytes> const piece = co_await stream->next();
    EXPECT_TRUE(piece && *piece == nullptr);
  });
}

TEST(ByteStream, HandsErrorsOnAfterWhatWasMadeBefore) {
  Workers workers({});
  auto const broken = workers.stream(0, [](StreamWriter& out) -> Result<void> {
    TRIFORIUM_CHECK(out.blocking_write(Bytes(kPiece + 1)));
    return fail(ErrorKind::corrupt_source, "broken");
  });
  auto const thrown = workers.stream(0, [](StreamWriter&) -> Result<void> { throw std::runtime_error("codec"); });
  run_loop([&]() -> Task<void> {
    Result<SharedBytes> const first = co_await broken->next();
    EXPECT_TRUE(first && *first && (*first)->size() == kPiece);
    Result<SharedBytes> const second = co_await broken->next();
    EXPECT_EQ(second.error().kind, ErrorKind::corrupt_source);
    Result<SharedBytes> const failed = co_await thrown->next();
    EXPECT_EQ(failed.error().kind, ErrorKind::internal);
    EXPECT_EQ(failed.error().detail, "codec");
  });
}

TEST(ByteStream, BeginsWithTheFirstQuestionAndNotBefore) {
  std::atomic<bool> has_begun = false;
  Workers workers({});
  auto const work = [&](StreamWriter&) -> Result<void> {
    has_begun = true;
    return {};
  };
  workers.stream(0, work).reset();
  auto const stream = workers.stream(0, work);
  std::this_thread::sleep_for(milliseconds(5));
  EXPECT_FALSE(has_begun);
  run_loop([&]() -> Task<void> {
    Result<SharedBytes> const piece = co_await stream->next();
    EXPECT_TRUE(piece);
  });
  EXPECT_TRUE(has_begun);
}

// Writes without end, and counts.
struct Endless {
  std::atomic<int> pieces = 0;
  std::atomic<bool> has_ended = false;

  StreamWork work() {
    return [this](StreamWriter& out) -> Result<void> {
      Result<void> written;
      for (; written; ++pieces)
        written = out.blocking_write(Bytes(kPiece));
      EXPECT_EQ(written.error().kind, ErrorKind::cancelled);
      has_ended = true;
      return written;
    };
  }
};

Task<void> take_one(std::shared_ptr<ByteStream> stream) {
  Result<SharedBytes> const piece = co_await stream->next();
  EXPECT_TRUE(piece && *piece);
}

TEST(ByteStream, WaitsForASlowTakerWithoutATurnAndStopsWhenDropped) {
  Endless endless;
  Workers workers({.compute_threads = 1, .memory = 100});
  auto stream = workers.stream(60, endless.work());
  run_loop([&]() -> Task<void> { return take_one(stream); });
  ASSERT_TRUE(eventually([&] { return endless.pieces == 5; }));
  std::this_thread::sleep_for(milliseconds(5));
  EXPECT_EQ(endless.pieces, 5);  // one taken, four waiting
  EXPECT_EQ(workers.memory_in_use(), 60U);
  EXPECT_EQ(workers.running(Lane::stream), 1U);

  // The only turn is free for another.
  run_loop([&]() -> Task<void> {
    Result<int> const answer = co_await workers.run(Lane::full, 1, []() -> Result<int> { return 1; });
    EXPECT_TRUE(answer);
  });
  EXPECT_FALSE(endless.has_ended);
  stream.reset();
  EXPECT_TRUE(eventually([&] { return workers.running(Lane::stream) == 0; }));
  EXPECT_TRUE(endless.has_ended);
  EXPECT_EQ(workers.memory_in_use(), 0U);
}

TEST(ByteStream, EndsWithTheWorkers) {
  Endless endless;
  auto workers = std::make_unique<Workers>(Workers::Settings{});
  auto const stream = workers->stream(0, endless.work());
  run_loop([&]() -> Task<void> { return take_one(stream); });
  workers.reset();
  EXPECT_TRUE(endless.has_ended);
}

TEST(ByteStream, IsRefusedWhereThereAreTooManyOrTooLarge) {
  Endless endless;
  Workers workers({.compute_threads = 1, .max_streams = 2, .memory = 100});
  std::vector<std::shared_ptr<ByteStream>> running;
  for (int i = 0; i < 2; ++i) {
    running.push_back(workers.stream(1, endless.work()));
    run_loop([&]() -> Task<void> { return take_one(running.back()); });
  }
  auto const third = workers.stream(1, endless.work());
  auto const large = workers.stream(101, endless.work());
  run_loop([&]() -> Task<void> {
    Result<SharedBytes> const busy = co_await third->next();
    EXPECT_EQ(busy.error().kind, ErrorKind::busy);
    Result<SharedBytes> const too_large = co_await large->next();
    EXPECT_EQ(too_large.error().kind, ErrorKind::too_large);
  });
  running.clear();
}

// Computes for a while without writing much, then writes a piece, and again.
StreamWork slow_work(std::vector<int>& order, int name) {
  return [&order, name](StreamWriter& out) -> Result<void> {
    for (int i = 0; i < 3; ++i) {
      order.push_back(name);  // the turn is the lock
      std::this_thread::sleep_for(milliseconds(30));
      TRIFORIUM_CHECK(out.blocking_write(Bytes(kPiece)));
    }
    return {};
  };
}

TEST(ByteStream, TakesTurnsWithOthers) {
  Workers workers({.compute_threads = 1});
  std::vector<int> order;
  asio::io_context loop;
  for (int name = 0; name < 2; ++name) {
    asio::co_spawn(loop, read_all(workers.stream(0, slow_work(order, name))), asio::detached);
  }
  loop.run();
  ASSERT_EQ(order.size(), 6U);
  EXPECT_NE(order[0], order[1]);
  EXPECT_NE(order[1], order[2]);
  EXPECT_NE(order[2], order[3]);
}

TEST(ByteStream, TimeSpentWaitingIsTold) {
  Workers workers({});
  std::chrono::nanoseconds waited{0};
  auto const stream = workers.stream(0, [&](StreamWriter& out) -> Result<void> {
    for (int i = 0; i < 6; ++i)
      TRIFORIUM_CHECK(out.blocking_write(Bytes(kPiece)));
    waited = out.waited();
    return {};
  });
  run_loop([&]() -> Task<void> {
    Result<SharedBytes> const first = co_await stream->next();
    std::this_thread::sleep_for(milliseconds(30));
    Result<Bytes> const rest = co_await read_all(stream);
    EXPECT_TRUE(first && rest);
  });
  EXPECT_GE(waited, milliseconds(15));
}

TEST(Workers, LargeWorkStepsBackBehindTiles) {
  Workers workers({});
  auto const niceness = []() -> Result<int> { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); };
  std::atomic<int> streams = -100;
  auto const stream = workers.stream(0, [&](StreamWriter&) -> Result<void> {
    streams = *niceness();
    return {};
  });
  run_loop([&]() -> Task<void> {
    Result<int> const tile = co_await workers.run(Lane::tile, 0, niceness);
    Result<int> const full = co_await workers.run(Lane::full, 0, niceness);
    Result<SharedBytes> const end = co_await stream->next();
    EXPECT_TRUE(end);
    EXPECT_EQ(*tile, *niceness());
    EXPECT_EQ(*full, std::min(*tile + 10, 19));
  });
  EXPECT_EQ(streams, std::min(*niceness() + 10, 19));
}

}  // namespace
}  // namespace triforium
