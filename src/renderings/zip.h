// A ZIP archive made while it is sent: files as they are, not deflated – pictures and recordings are compressed
// already. Pure but for its sink. Of any size (ZIP64).
//
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "renderings/sink.h"

namespace triforium::renderings {

class ZipWriter {
 public:
  explicit ZipWriter(Sink sink) : sink_(std::move(sink)) {}

  // `name` is a relative path in UTF-8, not longer than 60,000 bytes; `fill` hands over the file's bytes, of whatever
  // number. Errors: those of `fill` and of the sink.
  Result<void> add(std::string const& name, Fill const& fill);
  // The directory of all that was added. Nothing may be added after it.
  Result<void> finish();

 private:
  struct Entry {
    std::string name;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint32_t checksum = 0;
  };
  Result<void> put(std::string const& bytes);

  Sink sink_;
  std::uint64_t written_ = 0;
  std::vector<Entry> entries_;
};

// How long an archive will be. Pure.
class ArchiveSize {
 public:
  void add(std::string_view name, std::uint64_t file_size);
  // Of the archive with all that was added.
  std::uint64_t bytes() const { return files_ + directory_ + kEnd; }

 private:
  static constexpr std::uint64_t kEnd = 56 + 20 + 22;
  std::uint64_t files_ = 0;
  std::uint64_t directory_ = 0;
};

}  // namespace triforium::renderings
