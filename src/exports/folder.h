// The folder that an export is written to. Every file is written aside and renamed: whatever stops the program, a file
// is there wholly or not at all. What is there already as it should be stays untouched.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::exports {

using Sink = std::function<Result<void>(ByteView)>;
using Fill = std::function<Result<void>(Sink const&)>;

class OutputFolder {
 public:
  enum class Outcome : std::uint8_t { written, unchanged };

  // Made where it is not there. Blocks, as everything here. Errors: conflict, if there is something else in it than an
  // export, or another process is writing there; storage_full, internal.
  static Result<OutputFolder> blocking_open(std::filesystem::path const& path);

  // `relative` leads nowhere else: it was made by file_of(). Any number of threads, for different files.
  // Errors: those of `fill`; storage_full, internal.
  Result<Outcome> blocking_write(std::filesystem::path const& relative, Fill const& fill) const;
  Result<Outcome> blocking_write(std::filesystem::path const& relative, std::string_view bytes) const;
  // `name` becomes another name of `existing`; a copy where the disk knows no links.
  Result<Outcome> blocking_link(std::filesystem::path const& existing, std::filesystem::path const& name) const;
  // The file's content, at most `most` bytes; empty if there is none.
  std::string blocking_read(std::filesystem::path const& relative, std::size_t most) const;

  std::filesystem::path const& path() const { return path_; }

 private:
  explicit OutputFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path new_part() const;
  Result<Outcome> blocking_put(std::filesystem::path const& part, std::filesystem::path const& relative) const;

  std::filesystem::path path_;
  std::shared_ptr<void> lock_;
  std::shared_ptr<std::atomic<std::uint64_t>> parts_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

// What the program itself keeps there.
inline constexpr std::string_view kOwnFolder = ".triforium";

}  // namespace triforium::exports
