// A file for a program to read, gone with this value.
#pragma once

#include <filesystem>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::enrich {

class TemporaryFile {
 public:
  // In `folder`, which is made where it is not there. Readable for this user alone. Errors: storage_full, internal.
  static Result<TemporaryFile> blocking_write(std::filesystem::path const& folder, Bytes const& bytes);

  TemporaryFile(TemporaryFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();
  std::filesystem::path const& path() const { return path_; }

 private:
  explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace triforium::enrich
