// The threads on which everything that blocks or computes runs, and the gate in front of them.
//
// Event loops stay free: a coroutine hands its work over with run() and is resumed on its own loop. A lane has a
// bounded queue; when it is full the answer is ErrorKind::busy at once. Work starts only when the memory it declared is
// free. What is long in bytes as well is made by stream(), while it is being taken.
#pragma once

#include <array>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/byte_stream.h"
#include "base/result.h"
#include "base/task.h"
#include "base/turns.h"

namespace triforium {

enum class Lane {
  tile,    // costs a few milliseconds
  full,    // large decodes; on threads that step back behind those of tiles, and on one fewer of them
  io,      // waits for disks and origins more than it computes
  stream,  // of stream() only: a thread for each, and one of the turns of `full` while it computes
};
inline constexpr std::size_t kLaneCount = 4;

// Makes a stream's bytes.
using StreamWork = std::function<Result<void>(StreamWriter&)>;

class Workers {
 public:
  struct Settings {
    unsigned compute_threads = 2;  // at work on tiles; all but one of them may be at work on `full` and streams
    unsigned io_threads = 4;
    unsigned max_streams = 16;          // at once; none waits for another to end
    std::size_t max_queued = 512;       // jobs waiting in a lane
    std::uint64_t memory = 1ULL << 30;  // bytes that running jobs may have declared together
  };

  explicit Workers(Settings settings);
  // Finishes what runs, drops what waits (their coroutines get ErrorKind::cancelled).
  ~Workers();
  Workers(Workers const&) = delete;
  Workers& operator=(Workers const&) = delete;

  // Runs `work` (returning Result<T>) on a thread of `lane` and resumes the caller on its own executor.
  // Errors of its own: busy (queue full), too_large (more memory than there will ever be), internal (work has thrown).
  template <typename Work>
  auto run(Lane lane, std::uint64_t memory, Work work) -> Task<std::invoke_result_t<Work>>;

  // Bytes that `work` makes: it runs on a thread of its own, from the first question for a piece until the stream is
  // dropped or complete, and holds `memory` as long. While it waits for the taker it takes nobody's turn to compute.
  // May be kept longer than the workers. Errors of its own: as run(), and those of StreamWriter; busy means too many
  // streams.
  std::shared_ptr<ByteStream> stream(std::uint64_t memory, StreamWork work);

  std::size_t queued(Lane lane) const;
  std::size_t running(Lane lane) const;
  std::uint64_t memory_in_use() const;

 private:
  struct Job {
    std::uint64_t memory;
    std::function<void(bool is_cancelled)> run;
  };
  struct LaneState {
    std::deque<Job> waiting;
    std::size_t running = 0;
    std::condition_variable changed;
  };

  Result<void> submit(Lane lane, Job job);
  Result<void> start_stream(std::uint64_t memory, StreamWork work, std::shared_ptr<Pipe> pipe);
  void add_threads(Lane lane, unsigned count);
  void work_on(Lane lane);
  bool has_place(Lane lane) const;
  bool may_start(Lane lane) const;
  void run_one(Lane lane, std::unique_lock<std::mutex>& lock);
  LaneState& state_of(Lane lane) { return lanes_[static_cast<std::size_t>(lane)]; }
  LaneState const& state_of(Lane lane) const { return lanes_[static_cast<std::size_t>(lane)]; }

  class Stream;

  Settings const settings_;
  unsigned const full_threads_;
  Turns turns_;  // of `full` and streams
  std::stop_source stopping_;
  mutable std::mutex mutex_;
  std::array<LaneState, kLaneCount> lanes_;
  std::uint64_t memory_in_use_ = 0;
  bool is_stopping_ = false;
  std::vector<std::thread> threads_;
};

namespace detail {

// Turns whatever `work` throws (bad_alloc, a library's exception) into an Error.
template <typename Work>
std::invoke_result_t<Work> run_caught(Work& work) {
  try {
    return work();
  } catch (std::bad_alloc const&) {
    return fail(ErrorKind::busy, "The server has no memory left for this request.", "std::bad_alloc");
  } catch (std::exception const& e) {
    return fail(ErrorKind::internal, "The server failed on this request.", e.what());
  }
}

}  // namespace detail

template <typename Work>
auto Workers::run(Lane lane, std::uint64_t memory, Work work) -> Task<std::invoke_result_t<Work>> {
  namespace asio = boost::asio;
  using Answer = std::invoke_result_t<Work>;
  Answer answer = co_await asio::async_initiate<asio::use_awaitable_t<> const, void(Answer)>(
      [this, lane, memory](auto handler, Work job_work) {
        // The loop must not end while a worker owes it an answer.
        auto executor = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto const answer_with = [executor, shared](Answer given) {
          asio::post(executor, [shared, given = std::move(given)]() mutable {
            auto own = std::move(*shared);
            own(std::move(given));
          });
        };
        auto const accepted = submit(
            lane,
            Job{memory, [answer_with, held = std::make_shared<Work>(std::move(job_work))](bool is_cancelled) mutable {
                  if (is_cancelled) {
                    answer_with(fail(ErrorKind::cancelled, "The server is stopping."));
                  } else {
                    answer_with(detail::run_caught(*held));
                  }
                  held.reset();
                }});
        if (!accepted) answer_with(fail(accepted));
      },
      asio::use_awaitable, std::move(work));
  co_return answer;
}

}  // namespace triforium
