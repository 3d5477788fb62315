#include "storage/file_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace triforium::storage {
namespace {

bool is_same_time(statx_timestamp const& a, timespec const& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Identity identity_of(struct stat const& status) {
  return {fmt::format("{:x}-{:x}-{:x}-{:x}.{:x}-{:x}.{:x}", status.st_dev, status.st_ino, status.st_size,
                      status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec),
          status.st_mtim.tv_sec};
}

Result<std::shared_ptr<FileSource const>> FileSource::make(FileDescriptor descriptor, std::string name) {
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(ErrorKind::not_found, "There is no such image.", fmt::format("{}: no regular file", name));
  }
  return std::shared_ptr<FileSource const>(new FileSource(std::move(descriptor), std::move(name), status));
}

FileSource::FileSource(FileDescriptor descriptor, std::string name, struct stat const& status)
    : descriptor_(std::move(descriptor)),
      name_(std::move(name)),
      size_(static_cast<std::uint64_t>(status.st_size)),
      modified_(status.st_mtim),
      changed_(status.st_ctim),
      identity_(identity_of(status)) {}

FileSource::~FileSource() {
  if (mapping_ != nullptr) ::munmap(const_cast<std::uint8_t*>(mapping_), size_);
}

// Without asking the server of a network's file system: an event loop must not wait for it.
Since FileSource::since_opened() const {
  constexpr unsigned kWanted = STATX_SIZE | STATX_MTIME | STATX_CTIME;
  struct statx status {};
  if (::statx(descriptor_.get(), "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, kWanted, &status) != 0) return Since::altered;
  if (status.stx_size != size_ || !is_same_time(status.stx_mtime, modified_)) return Since::altered;
  return is_same_time(status.stx_ctime, changed_) ? Since::unchanged : Since::touched;
}

std::optional<MappedRange> FileSource::map(std::uint64_t offset, std::uint64_t length) const {
  std::call_once(is_mapped_, [this] {
    void* const mapping = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, descriptor_.get(), 0);
    if (mapping != MAP_FAILED) mapping_ = static_cast<std::uint8_t const*>(mapping);
  });
  if (mapping_ == nullptr || offset > size_ || length > size_ - offset) return std::nullopt;
  return MappedRange{{mapping_ + offset, static_cast<std::size_t>(length)}, descriptor_.get(), offset};
}

Result<std::size_t> FileSource::read_at(std::uint64_t offset, std::span<std::uint8_t> into) const {
  if (offset >= size_) return 0U;
  auto const wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  std::size_t done = 0;
  while (done < wanted) {
    auto const count = ::pread(descriptor_.get(), into.data() + done, wanted - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return fail(ErrorKind::corrupt_source, "The source image cannot be read.",
                  fmt::format("{}: {}", name_, std::strerror(errno)));
    }
    if (count == 0) {
      return fail(ErrorKind::corrupt_source, "The source image changed while it was read.",
                  fmt::format("{}: shorter than the {} bytes that it had", name_, size_));
    }
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace triforium::storage
