// Source: the bytes of one stored image, readable anywhere in them; and what tells one state of it from the next.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::storage {

// Two sources with equal identities hold the same bytes.
struct Identity {
  std::string tag;            // file: device, inode, size and time of change; HTTP: its validator and length. Opaque.
  std::int64_t modified = 0;  // seconds since 1970; 0 if unknown
  friend bool operator==(Identity const&, Identity const&) = default;
};

// What has become of a source since it was opened.
enum class Since {
  unchanged,
  touched,  // gone from its name, or with other rights; its bytes are most likely what they were
  altered,  // written to
};

// Where a local file's bytes lie in memory. For the kernel to send, not to be read here: a file that is cut takes its
// pages away (SIGBUS), while a system call merely fails. Who must read uses the descriptor.
struct MappedRange {
  ByteView bytes;
  int descriptor = -1;
  std::uint64_t offset = 0;  // in the file
};

class Source {
 public:
  virtual ~Source() = default;

  virtual std::uint64_t size() const = 0;
  virtual Identity const& identity() const = 0;
  // For the operator's log: a path or a URL. Never shown to clients.
  virtual std::string const& name() const = 0;

  // Reads up to into.size() bytes at `offset`; fewer only at the end. Blocks; any number of threads at once.
  // Errors: corrupt_source (the file shrank), upstream, timeout.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;

  // Looked up at each call, in less than a microsecond. What nothing is known of is unchanged. Any number of threads.
  virtual Since since_opened() const { return Since::unchanged; }

  // Absent for what is no local file, or cannot be mapped. Valid as long as the source lives.
  virtual std::optional<MappedRange> map(std::uint64_t offset, std::uint64_t length) const;
};

// Whether the kernel can send the range without waiting for the disk, as far as its first and last pages tell. Takes
// about a microsecond.
bool is_resident(MappedRange const& range);

// Exactly `size` bytes; corrupt_source if the source ends before.
Result<Bytes> read_exactly(Source const& source, std::uint64_t offset, std::size_t size);
// The first bytes, at most `size`.
Result<Bytes> read_head(Source const& source, std::size_t size);
// All of it, if it is no larger than `limit`; too_large otherwise.
Result<Bytes> read_whole(Source const& source, std::uint64_t limit);

// The in-memory twin, for tests and fuzzing.
std::shared_ptr<Source const> make_memory_source(std::string name, Bytes bytes);

}  // namespace triforium::storage
