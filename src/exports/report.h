// What an export tells of itself.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "exports/folder.h"

namespace triforium::exports {

struct Written {
  std::uint64_t files = 0;      // that were not there, or were different
  std::uint64_t unchanged = 0;  // files that were there already as they should be

  void add(OutputFolder::Outcome outcome) { ++(outcome == OutputFolder::Outcome::written ? files : unchanged); }
  void add(Written const& other) {
    files += other.files;
    unchanged += other.unchanged;
  }
};

struct Report {
  std::uint64_t items = 0, collections = 0, images = 0;
  Written files;
  std::vector<std::string> problems;  // a sentence for each thing that could not be exported; at most kMostProblems
  std::uint64_t failed = 0;           // how many there were

  static constexpr std::size_t kMostProblems = 1000;

  void complain(std::string const& place, Error const& error) {
    ++failed;
    if (problems.size() < kMostProblems) problems.push_back(place + ": " + error.message);
  }
};

// Errors that every further file would meet as well.
inline bool concerns_all(Error const& error) {
  return error.kind == ErrorKind::storage_full;
}

// Called now and then, from the thread that called the export.
using TellProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

}  // namespace triforium::exports
