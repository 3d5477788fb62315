#include "storage/source.h"

#include <fmt/format.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace triforium::storage {
namespace {

class MemorySource final : public Source {
 public:
  MemorySource(std::string name, Bytes bytes)
      : name_(std::move(name)), bytes_(std::move(bytes)), identity_{fmt::format("memory-{}", name_), 0} {}

  std::uint64_t size() const override { return bytes_.size(); }
  Identity const& identity() const override { return identity_; }
  std::string const& name() const override { return name_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset >= bytes_.size() || into.empty()) return 0U;
    auto const count = std::min<std::size_t>(into.size(), bytes_.size() - offset);
    std::memcpy(into.data(), bytes_.data() + offset, count);
    return count;
  }

 private:
  std::string name_;
  Bytes bytes_;
  Identity identity_;
};

}  // namespace

std::optional<MappedRange> Source::map(std::uint64_t, std::uint64_t) const {
  return std::nullopt;
}

bool is_resident(MappedRange const& range) {
  if (range.bytes.empty()) return true;
  auto const is_read = [&](std::uint64_t at) {
    std::uint8_t byte = 0;
    iovec part{&byte, 1};
    // File systems that do not know the flag are believed to be fast.
    return ::preadv2(range.descriptor, &part, 1, static_cast<off_t>(at), RWF_NOWAIT) == 1 || errno != EAGAIN;
  };
  return is_read(range.offset) && is_read(range.offset + range.bytes.size() - 1);
}

Result<Bytes> read_head(Source const& source, std::size_t size) {
  Bytes bytes(std::min<std::uint64_t>(size, source.size()));
  TRIFORIUM_TRY(auto const count, source.read_at(0, bytes));
  bytes.resize(count);
  return bytes;
}

Result<Bytes> read_exactly(Source const& source, std::uint64_t offset, std::size_t size) {
  if (offset > source.size() || size > source.size() - offset) {
    return fail(ErrorKind::corrupt_source, "The source image ends too early.",
                fmt::format("{} bytes at {} of a file of {}", size, offset, source.size()));
  }
  Bytes bytes(size);
  TRIFORIUM_TRY(auto const count, source.read_at(offset, bytes));
  if (count != size) return fail(ErrorKind::corrupt_source, "The source image ends too early.");
  return bytes;
}

Result<Bytes> read_whole(Source const& source, std::uint64_t limit) {
  if (source.size() > limit) {
    return fail(ErrorKind::too_large, "The source image is too large to be read.",
                fmt::format("{} bytes, at most {} are read whole", source.size(), limit));
  }
  return read_exactly(source, 0, source.size());
}

std::shared_ptr<Source const> make_memory_source(std::string name, Bytes bytes) {
  return std::make_shared<MemorySource>(std::move(name), std::move(bytes));
}

}  // namespace triforium::storage
