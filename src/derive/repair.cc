#include "derive/repair.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <exception>

#include "base/log.h"
#include "codecs/registry.h"

namespace triforium::derive {
namespace {

// The calling thread, and those that it starts, get what others leave: of the processors, and of the disks.
void step_back() {
  // CHOICE: not SCHED_IDLE. Where slow images keep every processor busy, it would hardly ever run; and nothing but this
  // thread makes them fast.
  (void)::setpriority(PRIO_PROCESS, 0, 19);
  // https://man7.org/linux/man-pages/man2/ioprio_set.2.html – this thread, class “idle”. There is no wrapper in libc.
  constexpr int kThisThread = 1, kIdleClass = 3 << 13;
  (void)::syscall(SYS_ioprio_set, kThisThread, 0, kIdleClass);
}

Result<void> check_opens(std::filesystem::path const& file, PixelSize size) {
  storage::FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  TRIFORIUM_TRY(auto source, storage::FileSource::make(std::move(opened), file.string()));
  TRIFORIUM_TRY(auto const decoder, codecs::open(std::move(source), {}));
  if (decoder->header().size == size) return {};
  return fail(ErrorKind::internal, "The pyramid that was built has another size than its source.", file.string());
}

// A library may throw, memory above all.
Result<PyramidReport> fulfil_caught(Wish const& wish, codecs::Decoder const& image, storage::Source const& bytes,
                                    Store& store, std::uint64_t max_memory, std::stop_token const& stop) {
  try {
    return blocking_fulfil(wish, image, bytes, store, max_memory, stop);
  } catch (std::exception const& e) {
    return fail(ErrorKind::internal, "The pyramid could not be built.", e.what());
  }
}

}  // namespace

Result<PyramidReport> blocking_fulfil(Wish const& wish, codecs::Decoder const& image, storage::Source const& bytes,
                                      Store& store, std::uint64_t max_memory, std::stop_token stop,
                                      std::function<void(double)> const& progress) {
  auto settings = wish.pyramid;
  settings.max_memory = max_memory;
  // Chroma that is not subsampled takes twice as much.
  settings.max_coefficients = std::min(settings.max_coefficients, max_memory / 2);
  if (pyramid_cost(image, settings).memory > max_memory)
    return fail(ErrorKind::too_large, "Building its pyramid needs more memory than there is for it.");
  if (!store.make_room(expected_pyramid_bytes(image.header(), settings)))
    return fail(ErrorKind::too_large, "Its pyramid would need more room than all derivatives may have.");
  auto const file = store.unfinished(wish.name);
  TRIFORIUM_TRY(auto report, blocking_build_pyramid(image, bytes, settings, file, std::move(stop), progress));
  // What would be thrown away at its first use, and built again, must not get into the store.
  TRIFORIUM_CHECK(check_opens(file, image.header().size));
  TRIFORIUM_CHECK(store.commit(wish.name));
  return report;
}

Repair::Repair(Store& store, Metrics& metrics, std::uint64_t max_memory, Clock::duration pause)
    : store_(store),
      max_memory_(max_memory),
      pause_(pause),
      queued_(metrics.gauge("triforium_derivatives_queued", "Images that wait for a pyramid")),
      built_(metrics.counter("triforium_derivatives_built_total", "Pyramids built in the background")),
      failed_(metrics.counter("triforium_derivatives_failed_total", "Pyramids that could not be built")),
      files_(metrics.gauge("triforium_derivatives_files", "Derivatives in the store")),
      bytes_(metrics.gauge("triforium_derivatives_bytes", "Bytes of the derivatives in the store")) {
  show_content();
  thread_ = std::jthread([this](std::stop_token const& stop) { work(stop); });
}

Repair::~Repair() {
  stop();
}

void Repair::stop() {
  thread_.request_stop();
}

void Repair::ask(SharedWish const& wish) {
  std::lock_guard const lock(mutex_);
  if (wish->name == building_ || failures_.find(wish->name) || Clock::now() < paused_until_) return;
  if (auto const known = waiting_.find(wish->name); known != waiting_.end()) {
    // The newest wish: an older one's image may be closed by now.
    known->second.wish = wish;
    ++known->second.asked;
    return;
  }
  if (waiting_.size() >= kMostWaiting) {
    std::erase_if(waiting_, [](auto const& entry) { return entry.second.wish->image.expired(); });
    if (waiting_.size() >= kMostWaiting) return;
  }
  waiting_[wish->name] = {wish, 1};
  queued_.Set(static_cast<double>(waiting_.size()));
  changed_.notify_one();
}

void Repair::work(std::stop_token const& stop) {
  step_back();
  while (auto const wish = next(stop))
    build(*wish, stop);
}

SharedWish Repair::next(std::stop_token const& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
  if (stop.stop_requested()) return nullptr;
  auto const most = std::max_element(waiting_.begin(), waiting_.end(),
                                     [](auto const& a, auto const& b) { return a.second.asked < b.second.asked; });
  auto wish = std::move(most->second.wish);
  waiting_.erase(most);
  queued_.Set(static_cast<double>(waiting_.size()));
  building_ = wish->name;
  return wish;
}

void Repair::build(Wish const& wish, std::stop_token const& stop) {
  auto const image = wish.image.lock();
  // Another process may have built it; and those who still have the image open as it was keep asking for a moment.
  auto const bytes = wish.bytes.lock();
  if (image && bytes && !store_.contains(wish.name)) {
    finish(wish, fulfil_caught(wish, *image, *bytes, store_, max_memory_, stop));
  }
  std::lock_guard const lock(mutex_);
  building_.clear();
}

void Repair::finish(Wish const& wish, Result<PyramidReport> const& built) {
  if (built) {
    built_.Increment();
    show_content();
    log::info("Built a pyramid for an image that was slow", {{"source", wish.source},
                                                             {"width", built->size.width},
                                                             {"height", built->size.height},
                                                             {"bytes", built->bytes},
                                                             {"seconds", built->time.count()},
                                                             {"processor_seconds", built->processor_time.count()}});
    return;
  }
  if (built.error().kind == ErrorKind::cancelled) return;
  failed_.Increment();
  auto const& error = built.error();
  if (error.kind == ErrorKind::storage_full) return begin_pause(wish, error);
  log::warning("No pyramid could be built; the image is served from its source",
               {{"source", wish.source}, {"reason", error.message}, {"detail", error.detail}});
  std::lock_guard const lock(mutex_);
  failures_.insert(wish.name, true, 1);
}

// Of every image the same would be said.
void Repair::begin_pause(Wish const& wish, Error const& error) {
  log::warning("The folder for derivatives cannot be written; no pyramids are built for a while",
               {{"source", wish.source},
                {"detail", error.detail},
                {"seconds", std::chrono::duration_cast<std::chrono::seconds>(pause_).count()}});
  std::lock_guard const lock(mutex_);
  paused_until_ = Clock::now() + pause_;
  waiting_.clear();
  queued_.Set(0);
}

void Repair::show_content() {
  auto const content = store_.content();
  files_.Set(static_cast<double>(content.files));
  bytes_.Set(static_cast<double>(content.bytes));
}

}  // namespace triforium::derive
