#include "codecs/vips/vips_library.h"

#include <algorithm>

namespace triforium::codecs::vips {
namespace {

void drop_log(gchar const*, GLogLevelFlags, gchar const*, gpointer) {}

bool start_once() {
  if (VIPS_INIT("triforium") != 0) return false;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
  for (auto const* name : {"VipsForeignLoadPdfSource", "VipsForeignLoadJxlSource", "VipsForeignLoadPpmSource",
                           "VipsForeignLoadRadSource"}) {
    vips_operation_block_set(name, FALSE);
  }
  vips_operation_block_set("VipsForeignLoadMagick", TRUE);
  // Errors arrive through take_message(); warnings about single files are of no use on stderr.
  constexpr auto kLevels =
      static_cast<GLogLevelFlags>(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_MESSAGE);
  g_log_set_handler("VIPS", kLevels, drop_log, nullptr);
  g_log_set_handler("Poppler", kLevels, drop_log, nullptr);
  return true;
}

}  // namespace

Result<void> start() {
  static bool const has_started = start_once();
  if (!has_started) return fail(ErrorKind::internal, "The server cannot read this kind of image.", "vips_init failed");
  return {};
}

std::string take_message() {
  std::unique_ptr<char, decltype(&g_free)> const text(vips_error_buffer_copy(), g_free);
  return text.get();
}

Input::Input(storage::Source const& source) : source_(source), custom_(vips_source_custom_new()) {
  g_signal_connect(custom_.get(), "read", G_CALLBACK(on_read), this);
  g_signal_connect(custom_.get(), "seek", G_CALLBACK(on_seek), this);
}

// Whoever still holds the handle must not call back.
Input::~Input() {
  g_signal_handlers_disconnect_by_data(custom_.get(), this);
}

gint64 Input::on_read(VipsSourceCustom*, void* buffer, gint64 length, Input* input) {
  auto const got = input->source_.read_at(static_cast<std::uint64_t>(input->at_),
                                          {static_cast<std::uint8_t*>(buffer), static_cast<std::size_t>(length)});
  if (!got) {
    if (!input->error_) input->error_ = std::make_unique<Error>(got.error());
    return -1;
  }
  input->at_ += static_cast<std::int64_t>(*got);
  return static_cast<gint64>(*got);
}

gint64 Input::on_seek(VipsSourceCustom*, gint64 offset, int whence, Input* input) {
  auto const size = static_cast<std::int64_t>(input->source_.size());
  std::int64_t const base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? input->at_ : size;
  std::int64_t to = 0;
  if (__builtin_add_overflow(base, offset, &to) || to < 0) return -1;
  input->at_ = to;
  return to;
}

}  // namespace triforium::codecs::vips
