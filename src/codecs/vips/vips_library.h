// libvips, started once, with what must not be used blocked; its handles and its errors, wrapped once.
#pragma once

#include <vips/vips.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "storage/source.h"

namespace triforium::codecs::vips {

// Starts libvips on the first call: one thread for each pipeline, no cache of operations, everything blocked that
// libvips calls untrusted except the loaders that vips_decoder.cc names. Loading through ImageMagick is always blocked.
// Errors: internal.
Result<void> start();

// What libvips has said since the last call, and forgets. For the log.
std::string take_message();

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using ImageHandle = std::unique_ptr<VipsImage, Unref>;
using RegionHandle = std::unique_ptr<VipsRegion, Unref>;

// A storage::Source as libvips reads it. `error()` is the source's own, should it fail. Outlives what reads from it.
class Input {
 public:
  explicit Input(storage::Source const& source);
  ~Input();
  Input(Input const&) = delete;
  Input& operator=(Input const&) = delete;

  VipsSource* handle() const { return VIPS_SOURCE(custom_.get()); }
  Error const* error() const { return error_ ? error_.get() : nullptr; }

 private:
  static gint64 on_read(VipsSourceCustom* custom, void* buffer, gint64 length, Input* input);
  static gint64 on_seek(VipsSourceCustom* custom, gint64 offset, int whence, Input* input);

  storage::Source const& source_;
  std::int64_t at_ = 0;
  std::unique_ptr<Error> error_;
  std::unique_ptr<VipsSourceCustom, Unref> custom_;
};

}  // namespace triforium::codecs::vips
