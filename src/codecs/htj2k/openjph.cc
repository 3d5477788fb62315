#include "codecs/htj2k/openjph.h"

#include <fmt/format.h>
#include <openjph/ojph_arch.h>
#include <openjph/ojph_base.h>
#include <openjph/ojph_codestream.h>
#include <openjph/ojph_file.h>
#include <openjph/ojph_mem.h>
#include <openjph/ojph_message.h>
#include <openjph/ojph_params.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <optional>
#include <stdexcept>

// OpenJPH 0.9 cuts the memory for the bytes of code-blocks out of chunks of 1 MiB, and hands out a chunk even where
// more is asked for – as a damaged packet header does – and writes beyond it. The function is exported and called
// through the linker's table, so this definition takes the place of the library's. It does the same, but for the check.
void ojph::mem_elastic_allocator::get_buffer(ui32 needed_bytes, coded_lists*& p) {
  constexpr ui32 kMostBytes = 128 << 10;  // no honest block of 4096 samples comes near
  constexpr ui32 kAlignment = alignof(std::max_align_t);
  if (needed_bytes > kMostBytes) throw std::runtime_error("a code-block of more bytes than can be");
  ui32 const extended_bytes =
      (needed_bytes + static_cast<ui32>(sizeof(coded_lists)) + kAlignment - 1) / kAlignment * kAlignment;
  if (cur_store == nullptr || cur_store->available < extended_bytes) {
    void* const memory = std::malloc(chunk_size);  // the library's destructor frees it
    if (memory == nullptr) throw std::bad_alloc();
    auto* const chunk = new (memory) stores_list(chunk_size);
    (cur_store == nullptr ? store : cur_store->next_store) = chunk;
    cur_store = chunk;
    total_allocated += chunk_size;
  }
  p = new (cur_store->data) coded_lists(needed_bytes);
  cur_store->data += extended_bytes;
  cur_store->available -= extended_bytes;
}

namespace triforium::codecs::htj2k {
namespace {

// ---- Messages ----

// OpenJPH's own classes have no virtual destructor; none of these is ever deleted through them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class Silence final : public ojph::message_info {
 public:
  void operator()(int, char const*, int, char const*, ...) override {}
};
class SilentWarning final : public ojph::message_warning {
 public:
  void operator()(int, char const*, int, char const*, ...) override {}
};
// OpenJPH expects that an error does not return.
class ThrownError final : public ojph::message_error {
 public:
  void operator()(int code, char const*, int, char const* format, ...) override {
    std::array<char, 300> text{};
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(text.data(), text.size(), format, arguments);
    va_end(arguments);
    throw std::runtime_error(fmt::format("OpenJPH {:#x}: {}", code, text.data()));
  }
};

#pragma GCC diagnostic pop

void route_messages() {
  struct Handlers {
    Silence info;
    SilentWarning warning;
    ThrownError error;
    Handlers() {
      // What OpenJPH prints all the same goes nowhere; the stream lives as long as the program.
      if (auto* nowhere = std::fopen("/dev/null", "w")) {
        ojph::set_info_stream(nowhere);
        ojph::set_warning_stream(nowhere);
        ojph::set_error_stream(nowhere);
      }
      ojph::configure_info(&info);
      ojph::configure_warning(&warning);
      ojph::configure_error(&error);
    }
  };
  static Handlers handlers;
}

// ---- Input ----

class Input final : public ojph::infile_base {
 public:
  Input(storage::Source const& source, std::uint64_t begin, std::uint64_t size)
      : source_(source), begin_(begin), size_(static_cast<std::int64_t>(size)) {}

  size_t read(void* into, size_t size) override {
    auto* out = static_cast<std::uint8_t*>(into);
    size_t done = 0;
    while (done < size && at_ < size_ && fill()) {
      auto const from = static_cast<size_t>(at_ - buffered_at_);
      auto const step = std::min(size - done, buffered_ - from);
      std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(from), step, out + done);
      done += step;
      at_ += static_cast<std::int64_t>(step);
    }
    // OpenJPH does not look everywhere at how much it got.
    std::fill(out + done, out + size, std::uint8_t{0});
    is_at_end_ = done < size;
    return done;
  }
  int seek(ojph::si64 offset, enum infile_base::seek origin) override {
    std::int64_t const base = origin == OJPH_SEEK_SET ? 0 : origin == OJPH_SEEK_CUR ? at_ : size_;
    std::int64_t to = 0;
    if (__builtin_add_overflow(base, offset, &to) || to < 0 || to > size_) return -1;
    at_ = to;
    is_at_end_ = false;
    return 0;
  }
  ojph::si64 tell() override { return at_; }
  bool eof() override { return is_at_end_; }

  std::optional<Error> const& error() const { return error_; }

 private:
  // Makes the buffer hold the byte at at_.
  bool fill() {
    if (at_ >= buffered_at_ && at_ < buffered_at_ + static_cast<std::int64_t>(buffered_)) return true;
    auto const wanted = std::min<std::int64_t>(static_cast<std::int64_t>(buffer_.size()), size_ - at_);
    auto const got =
        source_.read_at(begin_ + static_cast<std::uint64_t>(at_), {buffer_.data(), static_cast<std::size_t>(wanted)});
    if (!got) error_ = got.error();
    buffered_at_ = at_;
    buffered_ = got ? *got : 0;
    return buffered_ > 0;
  }

  storage::Source const& source_;
  std::uint64_t begin_;
  std::int64_t size_;
  std::int64_t at_ = 0;
  bool is_at_end_ = false;
  std::array<std::uint8_t, 65536> buffer_;
  std::int64_t buffered_at_ = 0;
  std::size_t buffered_ = 0;
  std::optional<Error> error_;
};

// Runs `work`; whatever OpenJPH throws becomes an Error.
template <typename Work>
Result<void> guarded(Input const& input, Work work) {
  std::string detail;
  try {
    work();
    if (!input.error()) return {};
  } catch (std::bad_alloc const&) {
    return fail(ErrorKind::busy, "The server has no memory left for this request.", "std::bad_alloc in OpenJPH");
  } catch (std::exception const& e) {
    detail = e.what();
  } catch (char const* message) {  // its allocator throws these
    return fail(ErrorKind::busy, "The server has no memory left for this request.", message);
  }
  if (input.error()) return Failure(*input.error());
  return fail(ErrorKind::corrupt_source, "The source's HTJ2K codestream does not decode.", detail);
}

}  // namespace

struct Codestream::Parts {
  Input input;
  ojph::codestream stream;
};

Codestream::Codestream(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Codestream::Codestream(Codestream&&) noexcept = default;
Codestream& Codestream::operator=(Codestream&&) noexcept = default;
Codestream::~Codestream() = default;

Result<Codestream> Codestream::open(storage::Source const& source, std::uint64_t offset, std::uint64_t length,
                                    int reduction, bool is_planar) {
  route_messages();
  std::unique_ptr<Parts> parts(new Parts{Input(source, offset, length), {}});
  TRIFORIUM_CHECK(guarded(parts->input, [&] {
    auto& stream = parts->stream;
    stream.read_headers(&parts->input);
    auto const skipped = static_cast<ojph::ui32>(reduction);
    stream.restrict_input_resolution(skipped, skipped);
    stream.set_planar(is_planar);
    stream.create();
  }));
  return Codestream(std::move(parts));
}

Result<std::span<std::int32_t const>> Codestream::pull(std::size_t component, std::int64_t width) {
  ojph::ui32 found = 0;
  ojph::line_buf const* line = nullptr;
  TRIFORIUM_CHECK(guarded(parts_->input, [&] { line = parts_->stream.pull(found); }));
  if (line == nullptr || found != component || line->size < static_cast<std::size_t>(width)) {
    return fail(ErrorKind::corrupt_source, "The source's HTJ2K codestream does not decode.",
                fmt::format("a line of component {} instead of {}, or too short", found, component));
  }
  return std::span(line->i32, static_cast<std::size_t>(width));
}

}  // namespace triforium::codecs::htj2k
