#include "codecs/jpeg/jpeg.h"

#include "codecs/exif_orientation.h"
#include "codecs/jpeg/jpeg_reader.h"
#include "codecs/jpeg/jpeg_segments.h"
#include "codecs/undivided.h"

namespace triforium::codecs {
namespace {

// What decides the price of a read.
struct Shape {
  PixelSize size;
  PixelFormat format;
  std::optional<StoredTile::Colours> colours;  // absent: neither gray, nor RGB, nor YCbCr
  bool has_several_scans = false;
  std::uint64_t coefficient_bytes = 0;  // of the whole image, as images of several scans are held
};

class JpegDecoder final : public Decoder {
 public:
  JpegDecoder(std::shared_ptr<storage::Source const> source, Shape shape, Header header, DecodeLimits limits)
      : source_(std::move(source)), shape_(shape), header_(std::move(header)), limits_(limits) {}

  Header const& header() const override { return header_; }

  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override {
    TRIFORIUM_CHECK(check_cost(cost(level, area), limits_));
    return jpeg::make_jpeg_reader(*source_, limits_.max_memory, {1 << level, area, shape_.format});
  }

  // The file itself.
  Result<std::optional<StoredTile>> stored_tile(std::size_t level, std::int64_t, std::int64_t) const override {
    if (level != 0 || !shape_.colours) return std::nullopt;
    return StoredTile{StoredTile::Coding::jpeg, *shape_.colours, shape_.size, 0, source_->size(), nullptr};
  }

  Cost cost(std::size_t level, PixelRect area) const override {
    // libjpeg's rows of blocks, and the row that is cut.
    constexpr std::int64_t kHeldRows = 64;
    constexpr std::uint64_t kFixed = 256U << 10;
    auto const rows = shape_.size.width * shape_.format.channels() * kHeldRows;
    auto const bottom = std::min(area.bottom() << level, shape_.size.height);
    Cost cost{kFixed + static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(shape_.size.width * bottom)};
    if (shape_.has_several_scans) {
      cost.memory += shape_.coefficient_bytes;
      cost.pixels = static_cast<std::uint64_t>(shape_.size.area());
    }
    return cost;
  }

 private:
  std::shared_ptr<storage::Source const> source_;
  Shape shape_;
  Header header_;
  DecodeLimits limits_;
};

std::uint64_t coefficient_bytes(jpeg_decompress_struct const& codec) {
  std::uint64_t blocks = 0;
  for (int i = 0; i < codec.num_components; ++i) {
    auto const& component = codec.comp_info[i];
    // Rounded up to whole MCUs, as libjpeg allocates them.
    auto const columns = std::uint64_t{component.width_in_blocks} + static_cast<unsigned>(component.h_samp_factor);
    auto const rows = std::uint64_t{component.height_in_blocks} + static_cast<unsigned>(component.v_samp_factor);
    blocks += columns * rows;
  }
  return blocks * sizeof(JBLOCK);
}

std::optional<StoredTile::Colours> colours_of(jpeg_decompress_struct const& codec) {
  switch (codec.jpeg_color_space) {
    case JCS_GRAYSCALE:
      return StoredTile::Colours::gray;
    case JCS_YCbCr:
      return StoredTile::Colours::ycbcr;
    case JCS_RGB:
      return StoredTile::Colours::rgb;
    default:
      return std::nullopt;
  }
}

Result<Shape> read_shape(storage::Source const& source, DecodeLimits const& limits) {
  auto const codec = std::make_unique<jpeg::JpegCodec>(source, limits.max_memory);
  TRIFORIUM_CHECK(codec->run([](jpeg_decompress_struct& started) { jpeg_read_header(&started, TRUE); }));
  auto& started = codec->get();
  auto const format = jpeg::choose_format(started);
  if (!format) {
    return fail(ErrorKind::not_implemented, "The source image is a JPEG of a kind that this server does not read.",
                source.name() + ": unknown colours");
  }
  Shape shape{{started.image_width, started.image_height}, *format, colours_of(started)};
  shape.has_several_scans = jpeg_has_multiple_scans(&started);
  shape.coefficient_bytes = coefficient_bytes(started);
  return shape;
}

std::vector<Level> make_levels(PixelSize size) {
  std::vector<Level> levels{{size, {}, true}};
  for (std::int64_t reduction = 2; reduction <= 8; reduction *= 2) {
    // libjpeg rounds up.
    PixelSize const reduced{(size.width + reduction - 1) / reduction, (size.height + reduction - 1) / reduction};
    if (reduced == levels.back().size) break;
    levels.push_back({reduced, {}, false});
  }
  return levels;
}

}  // namespace

bool sniff_jpeg(ByteView head) {
  return as_text(head).starts_with("\xff\xd8\xff");
}

Result<std::shared_ptr<Decoder const>> open_jpeg(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options) {
  if (options.page != 0) return fail(ErrorKind::not_found, "The source image has one page only.");
  TRIFORIUM_TRY(auto const shape, read_shape(*source, options.limits));
  TRIFORIUM_CHECK(check_area(shape.size, options.limits));
  TRIFORIUM_TRY(auto const segments, jpeg::read_segments(*source));
  Header header;
  header.format = "jpeg";
  header.size = shape.size;
  header.pixels = shape.format;
  header.icc = jpeg::gather_profile(segments);
  header.metadata = jpeg::gather_metadata(segments);
  header.orientation = find_orientation(header.metadata);
  header.levels = make_levels(shape.size);
  return std::make_shared<JpegDecoder const>(std::move(source), shape, std::move(header), options.limits);
}

}  // namespace triforium::codecs
