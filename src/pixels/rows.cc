#include "pixels/rows.h"

#include <cstring>

namespace triforium {
namespace {

class PixelsReader final : public RowReader {
 public:
  explicit PixelsReader(Pixels pixels) : pixels_(std::move(pixels)) {}

  PixelSize size() const override { return pixels_.size(); }
  PixelFormat format() const override { return pixels_.format(); }
  Result<void> read(PixelsView rows) override {
    auto const source = std::as_const(pixels_).view();
    for (std::int64_t y = 0; y < rows.size.height; ++y)
      std::memcpy(rows.row(y), source.row(next_++), rows.row_bytes());
    return {};
  }

 private:
  Pixels pixels_;
  std::int64_t next_ = 0;
};

}  // namespace

Result<Pixels> read_all(RowReader& reader) {
  TRIFORIUM_TRY(auto pixels, Pixels::create(reader.size(), reader.format()));
  TRIFORIUM_CHECK(reader.read(pixels.view()));
  return pixels;
}

std::unique_ptr<RowReader> make_reader(Pixels pixels) {
  return std::make_unique<PixelsReader>(std::move(pixels));
}

}  // namespace triforium
