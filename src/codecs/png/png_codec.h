// libspng, wrapped once: it reads from a Source, and its numbers become errors here.
#pragma once

#include <spng.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "base/result.h"
#include "storage/source.h"

namespace triforium::codecs::png {

class PngCodec {
 public:
  // The source outlives this. Errors: too_large where there is no memory.
  static Result<std::unique_ptr<PngCodec>> create(storage::Source const& source);

  // What a call of libspng returned.
  Result<void> check(int code) const;
  spng_ctx* get() const { return context_.get(); }

 private:
  struct Free {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
  };

  explicit PngCodec(storage::Source const& source) : source_(source) {}
  static int on_read(spng_ctx* context, void* user, void* into, std::size_t size);
  bool refill() noexcept;

  storage::Source const& source_;
  std::optional<Error> source_error_;
  Bytes buffer_;
  std::size_t used_ = 0, held_ = 0;  // of the buffer
  std::uint64_t position_ = 0;       // of the byte after the buffer
  std::unique_ptr<spng_ctx, Free> context_;
};

}  // namespace triforium::codecs::png
