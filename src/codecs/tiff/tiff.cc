#include "codecs/tiff/tiff.h"

#include "codecs/tiff/tiff_exif.h"
#include "codecs/tiff/tiff_image.h"
#include "codecs/tiff/tiff_reader.h"

namespace triforium::codecs {
namespace {

using tiff::TiffImage;

constexpr std::uint64_t kMostMetadata = 16U << 20;  // bytes of one block

class TiffDecoder final : public Decoder {
 public:
  TiffDecoder(TiffImage image, Header header) : image_(std::move(image)), header_(std::move(header)) {}

  Header const& header() const override { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override {
    return tiff::make_tiff_reader(image_, level, area);
  }
  Result<std::optional<StoredTile>> stored_tile(std::size_t level, std::int64_t column,
                                                std::int64_t row) const override {
    return image_.stored_tile(level, column, row);
  }
  Cost cost(std::size_t level, PixelRect area) const override { return tiff::cost_of(image_.levels()[level], area); }
  std::uint64_t held_bytes() const override {
    std::uint64_t bytes = 0;
    for (auto const& level : image_.levels())
      bytes += level.chunks.held_bytes();
    return bytes;
  }

 private:
  TiffImage image_;
  Header header_;
};

// A block of metadata that does not read is as good as none: the image itself may be sound.
SharedBytes read_block(TiffImage const& image, tiff::Field const& field) {
  if (!field) return nullptr;
  auto bytes = tiff::read_field(image.source(), field, kMostMetadata);
  return bytes ? share(std::move(*bytes)) : nullptr;
}

Header make_header(TiffImage const& image) {
  auto const& whole = image.levels().front();
  auto const& page = whole.page;
  Header header;
  header.format = "tiff";
  header.size = page.grid.image;
  header.orientation = orientation_of(page.orientation);
  header.pixels = whole.layout.pixels;
  header.bits_per_sample = page.bits;
  header.is_bitonal = page.bits == 1 && page.samples == 1 && header.pixels.model == ColourModel::gray;
  header.icc = read_block(image, page.icc);
  header.metadata.xmp = read_block(image, page.xmp);
  header.metadata.iptc = read_block(image, page.iptc);
  header.metadata.exif = tiff::make_exif(image.source(), image.dialect(), page);
  for (auto const& level : image.levels()) {
    auto const& grid = level.grid();
    header.levels.push_back({grid.image, grid.is_tiled ? grid.chunk : PixelSize{}, true});
  }
  header.pages = image.pages();
  return header;
}

}  // namespace

bool sniff_tiff(ByteView head) {
  if (head.size() < 8) return false;
  auto const is_version = [](int low, int high) { return high == 0 && (low == 42 || low == 43); };
  return (head[0] == 'I' && head[1] == 'I' && is_version(head[2], head[3])) ||
         (head[0] == 'M' && head[1] == 'M' && is_version(head[3], head[2]));
}

Result<std::shared_ptr<Decoder const>> open_tiff(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options) {
  TRIFORIUM_TRY(auto image, TiffImage::open(std::move(source), options));
  if (image.levels().front().layout.has_range) image.set_range(tiff::find_range(image));
  auto header = make_header(image);
  return std::make_shared<TiffDecoder const>(std::move(image), std::move(header));
}

}  // namespace triforium::codecs
