// The threads on which everything that blocks or computes runs, and the gate in front of them.
//
// Event loops stay free: a coroutine hands its work over with run() and is resumed on its own loop. A lane has a
// bounded queue; when it is full the answer is ErrorKind::busy at once. Work starts only when the memory it declared is
// free.
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
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/task.h"

namespace triforium {

enum class Lane {
  tile,  // costs a few milliseconds; always has threads of its own
  full,  // large decodes; never takes the last thread away from tiles
  io,    // waits for disks and origins more than it computes
};
inline constexpr std::size_t kLaneCount = 3;

class Workers {
 public:
  struct Settings {
    unsigned compute_threads = 2;  // shared by `tile` and `full`
    unsigned io_threads = 4;
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
  };

  Result<void> submit(Lane lane, Job job);
  void work_on_compute_lanes();
  void work_on_io_lane();
  bool may_start(Lane lane) const;
  std::optional<Lane> next_compute_lane() const;
  void run_one(Lane lane, std::unique_lock<std::mutex>& lock);

  Settings const settings_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<LaneState, kLaneCount> lanes_;
  std::uint64_t memory_in_use_ = 0;
  bool last_started_full_ = false;
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
