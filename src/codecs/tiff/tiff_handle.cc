#include "codecs/tiff/tiff_handle.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

namespace triforium::codecs::tiff {
namespace {

tmsize_t refuse_write(thandle_t, void*, tmsize_t) {
  return -1;
}
int leave_open(thandle_t) {
  return 0;
}
int do_not_map(thandle_t, void**, toff_t*) {
  return 0;
}
void do_not_unmap(thandle_t, void*, toff_t) {}
int ignore(TIFF*, void*, char const*, char const*, va_list) {
  return 1;
}

struct FreeOptions {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

}  // namespace

bool TiffHandle::can_decode(Compression compression) {
  return TIFFIsCODECConfigured(static_cast<std::uint16_t>(compression)) != 0;
}

tmsize_t TiffHandle::read_bytes(thandle_t self, void* into, tmsize_t size) {
  auto& handle = *static_cast<TiffHandle*>(self);
  if (size <= 0) return 0;
  auto const got =
      handle.source_.read_at(handle.position_, {static_cast<std::uint8_t*>(into), static_cast<std::size_t>(size)});
  if (!got) {
    if (handle.said_.empty()) handle.said_ = got.error().message + " " + got.error().detail;
    return -1;
  }
  handle.position_ += *got;
  return static_cast<tmsize_t>(*got);
}

toff_t TiffHandle::seek(thandle_t self, toff_t offset, int whence) {
  auto& handle = *static_cast<TiffHandle*>(self);
  if (whence == SEEK_SET) handle.position_ = offset;
  if (whence == SEEK_CUR) handle.position_ += offset;
  if (whence == SEEK_END) handle.position_ = handle.source_.size() + offset;
  return handle.position_;
}

int TiffHandle::remember(TIFF*, void* self, char const* module, char const* format, va_list arguments) {
  auto& said = static_cast<TiffHandle*>(self)->said_;
  if (!said.empty()) return 1;
  std::array<char, 256> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  said = std::string(module == nullptr ? "" : module) + ": " + text.data();
  return 1;
}

Error TiffHandle::error(std::string what) {
  auto detail = said_.empty() ? std::move(what) : std::exchange(said_, {});
  return {ErrorKind::corrupt_source, "The source image does not decode.", "libtiff: " + detail};
}

Result<std::unique_ptr<TiffHandle>> TiffHandle::open(storage::Source const& source, std::uint64_t directory,
                                                     std::uint64_t max_allocation) {
  std::unique_ptr<TiffHandle> handle(new TiffHandle(source));
  std::unique_ptr<TIFFOpenOptions, FreeOptions> const options(TIFFOpenOptionsAlloc());
  if (!options) return fail(ErrorKind::busy, "The server has no memory left for this request.");
  auto const most = static_cast<tmsize_t>(std::min<std::uint64_t>(max_allocation, INT64_MAX));
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), most);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), remember, handle.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), ignore, nullptr);
  // r read; h no directory yet; C strips as they are stored; m no mapping; O offsets of tiles only when asked for.
  handle->tiff_ = TIFFClientOpenExt(
      "source", "rhCmO", handle.get(), read_bytes, refuse_write, seek, leave_open,
      [](thandle_t self) -> toff_t { return static_cast<TiffHandle*>(self)->source_.size(); }, do_not_map, do_not_unmap,
      options.get());
  if (handle->tiff_ == nullptr) return Failure(handle->error("cannot open"));
  if (TIFFSetSubDirectory(handle->tiff_, directory) == 0) return Failure(handle->error("cannot read the directory"));
  handle->said_.clear();
  return handle;
}

TiffHandle::~TiffHandle() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

void TiffHandle::deliver_8_bit_logs() {
  TIFFSetField(tiff_, TIFFTAG_SGILOGDATAFMT, SGILOGDATAFMT_8BIT);
}

Result<void> TiffHandle::decode(std::uint64_t chunk, std::span<std::uint8_t> stored, std::span<std::uint8_t> into) {
  said_.clear();
  if (chunk > UINT32_MAX) return Failure(error("more tiles than libtiff counts"));
  auto const is_done =
      TIFFReadFromUserBuffer(tiff_, static_cast<std::uint32_t>(chunk), stored.data(),
                             static_cast<tmsize_t>(stored.size()), into.data(), static_cast<tmsize_t>(into.size()));
  if (is_done == 0) return Failure(error("cannot decode"));
  return {};
}

Result<void> TiffHandle::read_scanline(std::int64_t row, int plane, std::span<std::uint8_t> into) {
  said_.clear();
  // libtiff writes as much as it believes a row to have.
  if (static_cast<std::uint64_t>(TIFFScanlineSize64(tiff_)) > into.size())
    return Failure(error("longer rows than expected"));
  if (TIFFReadScanline(tiff_, into.data(), static_cast<std::uint32_t>(row), static_cast<std::uint16_t>(plane)) != 1) {
    return Failure(error("cannot decode"));
  }
  return {};
}

Result<void> TiffHandle::read_rgba(bool is_tile, std::int64_t x, std::int64_t y, std::uint32_t* into) {
  said_.clear();
  // Pixels as they are stored: who asked turns them.
  TIFFSetField(tiff_, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  auto const column = static_cast<std::uint32_t>(x), row = static_cast<std::uint32_t>(y);
  auto const is_done =
      is_tile ? TIFFReadRGBATileExt(tiff_, column, row, into, 1) : TIFFReadRGBAStripExt(tiff_, row, into, 1);
  if (is_done == 0) return Failure(error("cannot decode"));
  return {};
}

}  // namespace triforium::codecs::tiff
