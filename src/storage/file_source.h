// A stored file as a Source.
#pragma once

#include <sys/stat.h>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "storage/source.h"

namespace triforium::storage {

// Closes its descriptor with itself.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// What tells one state of a file from the next: device, inode, size, and the times of its last changes.
Identity identity_of(struct stat const& status);

class FileSource final : public Source {
 public:
  // Takes over an open descriptor. not_found if it is no regular file.
  static Result<std::shared_ptr<FileSource const>> make(FileDescriptor descriptor, std::string name);

  std::uint64_t size() const override { return size_; }
  Identity const& identity() const override { return identity_; }
  Since since_opened() const override;
  std::string const& name() const override { return name_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override;

  // The whole file is mapped at the first call.
  std::optional<MappedRange> map(std::uint64_t offset, std::uint64_t length) const override;
  ~FileSource() override;
  FileSource(FileSource const&) = delete;
  FileSource& operator=(FileSource const&) = delete;

  // Open as long as this source lives.
  int descriptor() const { return descriptor_.get(); }

 private:
  FileSource(FileDescriptor descriptor, std::string name, struct stat const& status);

  FileDescriptor descriptor_;
  std::string name_;
  std::uint64_t size_;
  timespec modified_;  // when its bytes were written
  timespec changed_;   // or anything else of it: links, rights
  Identity identity_;
  mutable std::once_flag is_mapped_;
  mutable std::uint8_t const* mapping_ = nullptr;
};

}  // namespace triforium::storage
