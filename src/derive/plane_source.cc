#include "derive/plane_source.h"

#include <turbojpeg.h>

#include <algorithm>

namespace triforium::derive {
namespace {

class GraySource final : public PlaneSource {
 public:
  explicit GraySource(std::unique_ptr<RowReader> rows) : rows_(std::move(rows)) {}

  Result<void> read(PlaneStrip& strip, std::int64_t at, std::int64_t count) override {
    auto into = strip.plane(0).rows(at, count);
    into.size.width = rows_->size().width;
    return rows_->read(into);
  }

 private:
  std::unique_ptr<RowReader> rows_;
};

// JFIF's YCbCr by TurboJPEG, which has it in SIMD.
class RgbSource final : public PlaneSource {
 public:
  RgbSource(std::unique_ptr<RowReader> rows, Pixels strip, tjhandle handle, TJSAMP sampling)
      : rows_(std::move(rows)), strip_(std::move(strip)), handle_(handle), sampling_(sampling) {}
  ~RgbSource() override { tjDestroy(handle_); }

  Result<void> read(PlaneStrip& strip, std::int64_t at, std::int64_t count) override {
    auto const rows = strip_.view().rows(0, count);
    TRIFORIUM_CHECK(rows_->read(rows));
    // TurboJPEG takes no wider pictures, and what is narrow stays in the processor's cache.
    constexpr std::int64_t kColumns = 4096;
    for (std::int64_t x = 0; x < rows.size.width; x += kColumns)
      TRIFORIUM_CHECK(convert(rows, x, std::min(kColumns, rows.size.width - x), strip, at));
    return {};
  }

 private:
  Result<void> convert(ConstPixelsView rows, std::int64_t x, std::int64_t width, PlaneStrip& strip, std::int64_t at) {
    unsigned char* planes[3];
    int strides[3];
    for (int i = 0; i < 3; ++i) {
      auto const view = strip.plane(i);
      planes[i] = view.row(at >> strip.layout().shift_y(i)) + (x >> strip.layout().shift_x(i));
      strides[i] = static_cast<int>(view.stride);
    }
    if (tjEncodeYUVPlanes(handle_, rows.data + 3 * x, static_cast<int>(width), static_cast<int>(rows.stride),
                          static_cast<int>(rows.size.height), TJPF_RGB, planes, strides, sampling_, 0) != 0)
      return fail(ErrorKind::internal, "The pyramid's pixels cannot be converted.", tjGetErrorStr2(handle_));
    return {};
  }

  std::unique_ptr<RowReader> rows_;
  Pixels strip_;
  tjhandle handle_;
  TJSAMP sampling_;
};

TJSAMP sampling_of(PlaneLayout layout) {
  if (layout.chroma_shift_x == 0) return TJSAMP_444;
  return layout.chroma_shift_y == 0 ? TJSAMP_422 : TJSAMP_420;
}

}  // namespace

Result<std::unique_ptr<PlaneSource>> make_plane_source(std::unique_ptr<RowReader> rows, PlaneLayout layout) {
  if (layout.planes == 1) return std::make_unique<GraySource>(std::move(rows));
  auto const height = std::min(PlaneSource::kRowsAtOnce, rows->size().height);
  TRIFORIUM_TRY(auto strip, Pixels::create({rows->size().width, height}, rows->format()));
  auto* const handle = tjInitCompress();
  if (handle == nullptr) return fail(ErrorKind::busy, "The server has no memory left for this pyramid.");
  return std::make_unique<RgbSource>(std::move(rows), std::move(strip), handle, sampling_of(layout));
}

}  // namespace triforium::derive
