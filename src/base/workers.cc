#include "base/workers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/pipe.h"
#include "base/scheduling.h"

namespace triforium {

// The taker's end. Begins the work with the first question.
class Workers::Stream final : public ByteStream {
 public:
  Stream(Workers& workers, std::uint64_t memory, StreamWork work)
      : workers_(workers), memory_(memory), work_(std::move(work)) {}
  ~Stream() override { pipe_->abandon(); }

  Task<Result<SharedBytes>> next() override {
    if (work_) {
      auto const started = workers_.start_stream(memory_, std::exchange(work_, nullptr), pipe_);
      if (!started) co_return fail(started);
    }
    Result<SharedBytes> piece = co_await pipe_->next();
    co_return piece;
  }

 private:
  Workers& workers_;  // not looked at after the first question
  std::uint64_t const memory_;
  StreamWork work_;
  std::shared_ptr<Pipe> const pipe_ = std::make_shared<Pipe>();
};

Workers::Workers(Settings settings)
    : settings_(settings),
      full_threads_(std::max(1U, settings.compute_threads - std::min(1U, settings.compute_threads))),
      turns_(full_threads_) {
  add_threads(Lane::tile, std::max(1U, settings_.compute_threads));
  add_threads(Lane::full, full_threads_);
  add_threads(Lane::io, std::max(1U, settings_.io_threads));
  add_threads(Lane::stream, settings_.max_streams);
}

Workers::~Workers() {
  std::vector<Job> dropped;
  {
    std::lock_guard const lock(mutex_);
    is_stopping_ = true;
    for (auto& lane : lanes_) {
      std::move(lane.waiting.begin(), lane.waiting.end(), std::back_inserter(dropped));
      lane.waiting.clear();
    }
  }
  stopping_.request_stop();
  for (auto& lane : lanes_)
    lane.changed.notify_all();
  for (auto& job : dropped)
    job.run(true);
  for (auto& thread : threads_)
    thread.join();
}

void Workers::add_threads(Lane lane, unsigned count) {
  bool const steps_back = lane == Lane::full || lane == Lane::stream;
  for (unsigned i = 0; i < count; ++i) {
    threads_.emplace_back([this, lane, steps_back] {
      if (steps_back) step_back();
      work_on(lane);
    });
  }
}

// Streams have clients of their own pace: one that waited for another to end could wait for long.
bool Workers::has_place(Lane lane) const {
  auto const& state = state_of(lane);
  if (lane == Lane::stream) return state.waiting.size() + state.running < settings_.max_streams;
  return state.waiting.size() < settings_.max_queued;
}

Result<void> Workers::submit(Lane lane, Job job) {
  if (job.memory > settings_.memory) {
    return fail(ErrorKind::too_large, fmt::format("This request needs {} MB of memory; the server allows {} MB in all.",
                                                  job.memory >> 20, settings_.memory >> 20));
  }
  {
    std::lock_guard const lock(mutex_);
    if (is_stopping_) return fail(ErrorKind::cancelled, "The server is stopping.");
    if (!has_place(lane)) {
      return fail(ErrorKind::busy, "The server has more work than it can do now.",
                  lane == Lane::stream ? "too many streams" : "lane full");
    }
    state_of(lane).waiting.push_back(std::move(job));
  }
  state_of(lane).changed.notify_one();
  return {};
}

// A lane keeps its order: its first job starts when its memory is free, and the ones behind it wait with it.
bool Workers::may_start(Lane lane) const {
  auto const& waiting = state_of(lane).waiting;
  return !waiting.empty() && memory_in_use_ + waiting.front().memory <= settings_.memory;
}

void Workers::run_one(Lane lane, std::unique_lock<std::mutex>& lock) {
  auto& state = state_of(lane);
  Job job = std::move(state.waiting.front());
  state.waiting.pop_front();
  ++state.running;
  memory_in_use_ += job.memory;
  lock.unlock();

  if (lane == Lane::full) turns_.blocking_take();
  job.run(false);
  if (lane == Lane::full) turns_.give_back();
  auto const memory = job.memory;
  job = {};  // what the job held is gone before its memory counts as free

  lock.lock();
  --state.running;
  memory_in_use_ -= memory;
  for (auto& other : lanes_) {
    // They wait for memory, or have no idle thread to hear of this.
    if (!other.waiting.empty()) other.changed.notify_all();
  }
}

void Workers::work_on(Lane lane) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (may_start(lane)) {
      run_one(lane, lock);
    } else if (is_stopping_) {
      return;
    } else {
      state_of(lane).changed.wait(lock);
    }
  }
}

std::shared_ptr<ByteStream> Workers::stream(std::uint64_t memory, StreamWork work) {
  return std::make_shared<Stream>(*this, memory, std::move(work));
}

Result<void> Workers::start_stream(std::uint64_t memory, StreamWork work, std::shared_ptr<Pipe> pipe) {
  auto run = [this, pipe, work = std::move(work)](bool is_cancelled) {
    if (is_cancelled) return pipe->close(fail(ErrorKind::cancelled, "The server is stopping."));
    auto make = [&]() -> Result<void> {
      StreamWriter writer(*pipe, turns_, stopping_.get_token());
      TRIFORIUM_CHECK(work(writer));
      return writer.blocking_flush();
    };
    pipe->close(detail::run_caught(make));
  };
  return submit(Lane::stream, Job{memory, std::move(run)});
}

std::size_t Workers::queued(Lane lane) const {
  std::lock_guard const lock(mutex_);
  return state_of(lane).waiting.size();
}

std::size_t Workers::running(Lane lane) const {
  std::lock_guard const lock(mutex_);
  return state_of(lane).running;
}

std::uint64_t Workers::memory_in_use() const {
  std::lock_guard const lock(mutex_);
  return memory_in_use_;
}

}  // namespace triforium
