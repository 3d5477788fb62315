#include "app/folder_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace triforium::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

// How often it is asked whether to stop.
constexpr std::chrono::milliseconds kBeat{250};
constexpr std::uint32_t kEvents = IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

bool is_hidden(fs::path const& path) {
  return path.filename().native().starts_with('.');
}

}  // namespace

FolderWatch::FolderWatch(std::vector<fs::path> const& paths, fs::path const& besides)
    : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  std::error_code error;
  auto const left_out = fs::weakly_canonical(besides, error);
  for (auto const& path : paths) {
    auto const whole = fs::canonical(path, error);
    if (error) continue;
    if (!fs::is_directory(whole, error)) {
      add(whole.parent_path());
      continue;
    }
    add(whole);
    fs::recursive_directory_iterator entry(whole, fs::directory_options::skip_permission_denied, error), end;
    for (; !error && entry != end; entry.increment(error)) {
      std::error_code ignored;
      if (!entry->is_directory(ignored) || entry->is_symlink(ignored)) continue;
      if (is_hidden(entry->path()) || entry->path() == left_out)
        entry.disable_recursion_pending();
      else
        add(entry->path());
    }
    sees_all_ = sees_all_ && !error;
  }
}

void FolderWatch::add(fs::path const& folder) {
  sees_all_ = inotify_.is_open() && ::inotify_add_watch(inotify_.get(), folder.c_str(), kEvents) >= 0 && sees_all_;
}

// Takes all that has come. Hidden names are those of programs that have not finished.
bool FolderWatch::has_news() const {
  alignas(inotify_event) std::array<char, 16384> buffer;
  bool has_any = false;
  for (ssize_t size = 0; (size = ::read(inotify_.get(), buffer.data(), buffer.size())) > 0;) {
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      std::string_view const name(event.len > 0 ? buffer.data() + at + sizeof event : "");
      has_any = has_any || !name.starts_with('.');
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  return has_any;
}

FolderWatch::News FolderWatch::blocking_wait(WatchTimes const& times,
                                             std::function<bool()> const& is_told_to_stop) const {
  auto const end = steady_clock::now() + (sees_all_ ? times.longest : times.blind);
  auto quiet_from = steady_clock::time_point::max();
  while (!is_told_to_stop()) {
    auto const now = steady_clock::now();
    if (quiet_from != steady_clock::time_point::max() && now - quiet_from >= times.quiet) return News::changed;
    if (now >= end) return News::time_has_passed;
    pollfd ready{inotify_.get(), POLLIN, 0};
    auto const beat = std::min(kBeat, times.quiet);
    if (::poll(&ready, 1, static_cast<int>(beat.count())) > 0 && has_news()) quiet_from = steady_clock::now();
  }
  return News::stopped;
}

}  // namespace triforium::app
