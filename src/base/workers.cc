#include "base/workers.h"

#include <fmt/format.h>

#include <algorithm>

namespace triforium {
namespace {

std::size_t index_of(Lane lane) {
  return static_cast<std::size_t>(lane);
}

}  // namespace

Workers::Workers(Settings settings) : settings_(settings) {
  for (unsigned i = 0; i < std::max(1U, settings_.compute_threads); ++i) {
    threads_.emplace_back([this] { work_on_compute_lanes(); });
  }
  for (unsigned i = 0; i < std::max(1U, settings_.io_threads); ++i) {
    threads_.emplace_back([this] { work_on_io_lane(); });
  }
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
  changed_.notify_all();
  for (auto& job : dropped)
    job.run(true);
  for (auto& thread : threads_)
    thread.join();
}

Result<void> Workers::submit(Lane lane, Job job) {
  if (job.memory > settings_.memory) {
    return fail(ErrorKind::too_large, fmt::format("This request needs {} MB of memory; the server allows {} MB in all.",
                                                  job.memory >> 20, settings_.memory >> 20));
  }
  {
    std::lock_guard const lock(mutex_);
    auto& waiting = lanes_[index_of(lane)].waiting;
    if (is_stopping_) return fail(ErrorKind::cancelled, "The server is stopping.");
    if (waiting.size() >= settings_.max_queued) {
      return fail(ErrorKind::busy, "The server has more work than it can do now.", "lane full");
    }
    waiting.push_back(std::move(job));
  }
  changed_.notify_all();
  return {};
}

// A lane keeps its order: its first job starts when its memory is free, and the ones behind it wait with it.
bool Workers::may_start(Lane lane) const {
  auto const& waiting = lanes_[index_of(lane)].waiting;
  return !waiting.empty() && memory_in_use_ + waiting.front().memory <= settings_.memory;
}

std::optional<Lane> Workers::next_compute_lane() const {
  // One thread is always left to tiles, unless there is only one: then the two lanes take turns.
  auto const most_full = std::max<std::size_t>(1, settings_.compute_threads - std::min(1U, settings_.compute_threads));
  bool const tile = may_start(Lane::tile);
  bool const full = may_start(Lane::full) && lanes_[index_of(Lane::full)].running < most_full;
  bool const is_turn_of_full = lanes_[index_of(Lane::full)].running == 0 && !last_started_full_;
  if (full && (!tile || is_turn_of_full)) return Lane::full;
  if (tile) return Lane::tile;
  return std::nullopt;
}

void Workers::run_one(Lane lane, std::unique_lock<std::mutex>& lock) {
  auto& state = lanes_[index_of(lane)];
  Job job = std::move(state.waiting.front());
  state.waiting.pop_front();
  ++state.running;
  memory_in_use_ += job.memory;
  lock.unlock();

  job.run(false);
  auto const memory = job.memory;
  job = {};  // what the job held is gone before its memory counts as free

  lock.lock();
  --state.running;
  memory_in_use_ -= memory;
  changed_.notify_all();
}

void Workers::work_on_compute_lanes() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (auto const lane = next_compute_lane()) {
      last_started_full_ = *lane == Lane::full;
      run_one(*lane, lock);
    } else if (is_stopping_) {
      return;
    } else {
      changed_.wait(lock);
    }
  }
}

void Workers::work_on_io_lane() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (may_start(Lane::io)) {
      run_one(Lane::io, lock);
    } else if (is_stopping_) {
      return;
    } else {
      changed_.wait(lock);
    }
  }
}

std::size_t Workers::queued(Lane lane) const {
  std::lock_guard const lock(mutex_);
  return lanes_[index_of(lane)].waiting.size();
}

std::size_t Workers::running(Lane lane) const {
  std::lock_guard const lock(mutex_);
  return lanes_[index_of(lane)].running;
}

std::uint64_t Workers::memory_in_use() const {
  std::lock_guard const lock(mutex_);
  return memory_in_use_;
}

}  // namespace triforium
