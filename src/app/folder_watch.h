// Tells when something has changed below folders.
//
// https://man7.org/linux/man-pages/man7/inotify.7.html
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <vector>

#include "storage/file_source.h"

namespace triforium::app {

struct WatchTimes {
  std::chrono::milliseconds quiet{2'000};      // nothing may have happened for so long: whoever copies is done
  std::chrono::milliseconds longest{300'000};  // looked at in any case: not every file system tells of changes
  std::chrono::milliseconds blind{30'000};     // the same where the system cannot watch so many folders
};

class FolderWatch {
 public:
  // Watches from now on what is there now: folders with all below them, files with what lies beside them. What is not
  // there is left out, as is `besides` and what is hidden. Blocks while it goes through the folders.
  FolderWatch(std::vector<std::filesystem::path> const& paths, std::filesystem::path const& besides);

  // Whether all is watched.
  bool sees_all() const { return sees_all_; }

  enum class News { changed, time_has_passed, stopped };
  // Blocks until there is something to do. What has changed since the watch was made counts, too.
  News blocking_wait(WatchTimes const& times, std::function<bool()> const& is_told_to_stop) const;

 private:
  void add(std::filesystem::path const& folder);
  bool has_news() const;

  storage::FileDescriptor inotify_;
  bool sees_all_ = true;
};

}  // namespace triforium::app
