// TIFF by libtiff, strip by strip. The file is put together in memory, because its header points at what is written
// last; what is too large for that is left to tif_plain. https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "codecs/encode/strips.h"
#include "codecs/encode/tif_plain.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

// A file in memory, as libtiff's client procedures see it.
struct MemoryFile {
  Bytes bytes;
  std::uint64_t position = 0;
  std::string error;
};

MemoryFile& file_of(thandle_t handle) {
  return *static_cast<MemoryFile*>(handle);
}

tmsize_t read_from(thandle_t handle, void* into, tmsize_t size) {
  auto& file = file_of(handle);
  if (size < 0 || file.position >= file.bytes.size()) return 0;
  auto const count = std::min<std::uint64_t>(static_cast<std::uint64_t>(size), file.bytes.size() - file.position);
  std::memcpy(into, file.bytes.data() + file.position, count);
  file.position += count;
  return static_cast<tmsize_t>(count);
}

tmsize_t write_to(thandle_t handle, void* from, tmsize_t size) {
  auto& file = file_of(handle);
  if (size <= 0) return 0;
  try {
    auto const end = file.position + static_cast<std::uint64_t>(size);
    if (end > file.bytes.size()) file.bytes.resize(end);
  } catch (std::exception const& e) {  // bad_alloc must not fly through C
    file.error = e.what();
    return -1;
  }
  std::memcpy(file.bytes.data() + file.position, from, static_cast<std::size_t>(size));
  file.position += static_cast<std::uint64_t>(size);
  return size;
}

toff_t seek_in(thandle_t handle, toff_t offset, int whence) {
  auto& file = file_of(handle);
  auto const base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.bytes.size();
  return file.position = base + offset;
}

int keep_error(TIFF*, void* user, char const* module, char const* format, va_list arguments) {
  std::array<char, 256> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  static_cast<MemoryFile*>(user)->error = std::string(module != nullptr ? module : "libtiff") + ": " + text.data();
  return 1;  // said; libtiff need not print it
}

struct Close {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
using TiffHandle = std::unique_ptr<TIFF, Close>;

TiffHandle open_for_writing(MemoryFile& file) {
  std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> const options(TIFFOpenOptionsAlloc(),
                                                                             TIFFOpenOptionsFree);
  if (!options) return nullptr;
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_error, &file);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), keep_error, &file);
  return TiffHandle(TIFFClientOpenExt(
      "tif", "wl", &file, read_from, write_to, seek_in, [](thandle_t) { return 0; },
      [](thandle_t handle) -> toff_t { return file_of(handle).bytes.size(); },
      [](thandle_t, void**, toff_t*) { return 0; }, [](thandle_t, void*, toff_t) {}, options.get()));
}

void set_compression(TIFF* tiff, Accompaniment const& accompaniment) {
  if (accompaniment.is_bitonal) {
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_CCITTFAX4);
    return;
  }
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
  TIFFSetField(tiff, TIFFTAG_PREDICTOR, PREDICTOR_HORIZONTAL);
  TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, 4);
}

void set_layout(TIFF* tiff, PixelSize size, PixelFormat format, std::int64_t strip_height, bool is_bitonal) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(size.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(size.height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, is_bitonal ? 1 : 8 * format.bytes_per_sample());
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, format.channels());
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(strip_height));
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
               is_bitonal                          ? PHOTOMETRIC_MINISWHITE
               : format.model == ColourModel::gray ? PHOTOMETRIC_MINISBLACK
                                                   : PHOTOMETRIC_RGB);
  if (format.has_alpha) {
    std::uint16_t const kind = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
}

void set_accompaniment(TIFF* tiff, Accompaniment const& accompaniment) {
  if (auto const icc = view_of(accompaniment.icc); !icc.empty())
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(icc.size()), icc.data());
  if (auto const xmp = view_of(accompaniment.xmp); !xmp.empty())
    TIFFSetField(tiff, TIFFTAG_XMLPACKET, static_cast<std::uint32_t>(xmp.size()), xmp.data());
  if (accompaniment.dots_per_inch > 0) {
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, accompaniment.dots_per_inch);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, accompaniment.dots_per_inch);
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  }
}

Result<void> write_strips(TIFF* tiff, Strips& strips, bool is_bitonal, MemoryFile const& file) {
  Bytes packed;
  for (std::uint32_t index = 0; !strips.is_done(); ++index) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    pack_tif_rows(strip, is_bitonal, packed);
    if (TIFFWriteEncodedStrip(tiff, index, packed.data(), static_cast<tmsize_t>(packed.size())) < 0)
      return encoder_failed("tif", file.error);
  }
  return {};
}

Result<void> encode_compressed_tif(RowReader& rows, Accompaniment const& accompaniment, ByteSink& out) {
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  MemoryFile file;
  auto tiff = open_for_writing(file);
  if (!tiff) return encoder_failed("tif", file.error);

  set_layout(tiff.get(), rows.size(), rows.format(), strips.strip_height(), accompaniment.is_bitonal);
  set_compression(tiff.get(), accompaniment);
  set_accompaniment(tiff.get(), accompaniment);
  TRIFORIUM_CHECK(write_strips(tiff.get(), strips, accompaniment.is_bitonal, file));
  if (!TIFFWriteDirectory(tiff.get())) return encoder_failed("tif", file.error);
  tiff.reset();
  return out.write(file.bytes);
}

}  // namespace

Result<void> encode_tif(RowReader& rows, EncodeSettings const&, Accompaniment const& accompaniment, ByteSink& out) {
  // CHOICE: where the strips of a compressed file lie is known when the last is made, and the directory behind them can
  // only be found by the header before them: the whole would have to be held. A large picture leaves uncompressed, as
  // it is made.
  if (rows.size().area() > kCompressedTifArea) return encode_plain_tif(rows, accompaniment, out);
  return encode_compressed_tif(rows, accompaniment, out);
}

}  // namespace triforium::codecs::detail
