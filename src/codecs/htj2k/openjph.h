// OpenJPH, wrapped once: its exceptions and messages become Errors, a storage::Source its file. It gives lines of
// components in the order in which it makes them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/result.h"
#include "storage/source.h"

namespace triforium::codecs::htj2k {

class Codestream {
 public:
  // Reads the headers and the compressed data at a resolution reduced by 2^reduction. `is_planar`: all lines of a
  // component before those of the next one; otherwise line by line, each of all components in turn. The source outlives
  // the codestream. Errors: corrupt_source, not_implemented, and the source's own.
  static Result<Codestream> open(storage::Source const& source, std::uint64_t offset, std::uint64_t length,
                                 int reduction, bool is_planar);
  Codestream(Codestream&&) noexcept;
  Codestream& operator=(Codestream&&) noexcept;
  ~Codestream();

  // The next line, which must be one of `component` with `width` samples. Valid until the next call.
  Result<std::span<std::int32_t const>> pull(std::size_t component, std::int64_t width);

  struct Parts;  // defined where OpenJPH is known

 private:
  explicit Codestream(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace triforium::codecs::htj2k
