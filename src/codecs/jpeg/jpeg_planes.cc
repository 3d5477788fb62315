#include "codecs/jpeg/jpeg_planes.h"

#include <algorithm>
#include <array>

#include "codecs/jpeg/jpeg_codec.h"

namespace triforium::codecs::jpeg {
namespace {

constexpr std::uint64_t kMarker = 2;  // bytes of one without a length

// A tile's stream within the source, behind the tables that it shares with others.
// https://www.awaresystems.be/imaging/tiff/specification/TIFFTechNote2.txt
class TileSource final : public storage::Source {
 public:
  TileSource(storage::Source const& source, StoredTile const& tile) : source_(source), tile_(tile) {
    auto const tables = view_of(tile.tables);
    // The tables are a stream of their own: without its end, and without the tile's beginning, both are one.
    if (tables.size() > 2 * kMarker && tile.length > kMarker) tables_ = tables.first(tables.size() - kMarker);
  }

  std::uint64_t size() const override { return tables_.size() + tile_.length - skipped(); }
  storage::Identity const& identity() const override { return source_.identity(); }
  std::string const& name() const override { return source_.name(); }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset >= size()) return 0U;
    if (offset >= tables_.size()) {
      auto const within = offset - tables_.size() + skipped();
      auto const count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), tile_.length - within));
      return source_.read_at(tile_.offset + within, into.first(count));
    }
    auto const part = tables_.subspan(offset);
    auto const count = std::min(part.size(), into.size());
    std::copy_n(part.begin(), count, into.begin());
    TRIFORIUM_TRY(auto const more, read_at(offset + count, into.subspan(count)));
    return count + more;
  }

 private:
  std::uint64_t skipped() const { return tables_.empty() ? 0 : kMarker; }

  storage::Source const& source_;
  StoredTile const& tile_;
  ByteView tables_;
};

int sampling_across(jpeg_decompress_struct const& codec, jpeg_component_info const& component) {
  return codec.max_h_samp_factor * codec.min_DCT_scaled_size / (component.h_samp_factor * component.DCT_scaled_size);
}
int sampling_down(jpeg_decompress_struct const& codec, jpeg_component_info const& component) {
  return codec.max_v_samp_factor * codec.min_DCT_scaled_size / (component.v_samp_factor * component.DCT_scaled_size);
}

class PlanesDecoder {
 public:
  PlanesDecoder(storage::Source const& source, StoredTile const& tile, PlanesPart const& part, std::uint64_t max_memory)
      : codec_(source, max_memory), tile_(tile), part_(part) {}

  Result<std::optional<DecodedPart>> decode() {
    TRIFORIUM_CHECK(codec_.run([](jpeg_decompress_struct& codec) { jpeg_read_header(&codec, TRUE); }));
    if (!is_ours()) return std::nullopt;
    TRIFORIUM_CHECK(codec_.run([this](jpeg_decompress_struct& codec) { start(codec); }));
    if (!has_plain_sampling() || !is_complete(codec_.get(), codec_.has_run_out())) return std::nullopt;
    TRIFORIUM_CHECK(make_room());
    TRIFORIUM_CHECK(codec_.run([this](jpeg_decompress_struct&) { read_rows(); }));
    return std::move(result_);
  }

 private:
  // What the tile's file says of the colours goes before what the stream's markers say.
  bool is_ours() {
    auto const& codec = codec_.get();
    auto const components = tile_.colours == StoredTile::Colours::gray ? 1 : 3;
    bool const has_size = codec.image_width == tile_.size.width && codec.image_height == tile_.size.height;
    return has_size && tile_.colours != StoredTile::Colours::rgb && codec.num_components == components &&
           codec.data_precision == 8;
  }

  void start(jpeg_decompress_struct& codec) const {
    codec.jpeg_color_space = codec.num_components == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    codec.out_color_space = codec.jpeg_color_space;
    codec.scale_num = 1;
    codec.scale_denom = static_cast<unsigned>(part_.reduction);
    codec.raw_data_out = TRUE;
    codec.do_block_smoothing = FALSE;
    jpeg_start_decompress(&codec);
  }

  // Luma has every sample, and both chromas the same whole share of them.
  bool has_plain_sampling() {
    auto const& codec = codec_.get();
    auto const* const parts = codec.comp_info;
    auto const is_whole = [&](jpeg_component_info const& one) {
      auto const across = one.h_samp_factor * one.DCT_scaled_size, down = one.v_samp_factor * one.DCT_scaled_size;
      return codec.max_h_samp_factor * codec.min_DCT_scaled_size % across == 0 &&
             codec.max_v_samp_factor * codec.min_DCT_scaled_size % down == 0;
    };
    if (sampling_across(codec, parts[0]) != 1 || sampling_down(codec, parts[0]) != 1) return false;
    if (codec.num_components == 1) return true;
    return is_whole(parts[1]) && is_whole(parts[2]) &&
           sampling_across(codec, parts[1]) == sampling_across(codec, parts[2]) &&
           sampling_down(codec, parts[1]) == sampling_down(codec, parts[2]);
  }

  int planes_count() { return part_.is_gray ? 1 : codec_.get().num_components; }
  Plane& plane(int i) {
    auto& planes = result_.planes;
    return i == 0 ? planes.y : i == 1 ? planes.cb : planes.cr;
  }

  // As libjpeg.txt asks for raw data: "padded to a multiple of 8 bytes (times the horizontal sampling factor)".
  static std::int64_t whole_steps(std::int64_t blocks, std::int64_t factor) {
    return (blocks + factor - 1) / factor * factor;
  }

  // The planes begin and end with rows of blocks.
  Result<void> make_room() {
    auto const& codec = codec_.get();
    std::int64_t const step = codec.max_v_samp_factor * codec.min_DCT_scaled_size;
    std::int64_t const height = codec.output_height;
    first_step_ = std::clamp<std::int64_t>(part_.first_row, 0, height - 1) / step;
    end_step_ = (std::clamp<std::int64_t>(part_.end_row, part_.first_row + 1, height) + step - 1) / step;
    result_.first_row = first_step_ * step;
    auto& planes = result_.planes;
    if (planes_count() == 3)
      planes.sampling = {sampling_across(codec, codec.comp_info[1]), sampling_down(codec, codec.comp_info[1])};
    PixelSize const luma{codec.output_width, std::min(end_step_ * step, height) - result_.first_row};
    for (int i = 0; i < planes_count(); ++i) {
      auto const& component = codec.comp_info[i];
      PixelSize const room{whole_steps(component.width_in_blocks, component.h_samp_factor) * component.DCT_scaled_size,
                           (end_step_ - first_step_) * component.v_samp_factor * component.DCT_scaled_size};
      auto const size = i == 0 ? luma : planes.sampling.chroma_size(luma);
      TRIFORIUM_TRY(plane(i), Plane::create(size, room, PlaneMemory::pages));
    }
    return {};
  }

  // Jumped out of: nothing here has a destructor.
  void read_rows() {
    auto& codec = codec_.get();
    auto const lines = static_cast<JDIMENSION>(codec.max_v_samp_factor * codec.min_DCT_scaled_size);
    for (std::int64_t step = 0; step < end_step_; ++step) {
      bool const is_wanted = step >= first_step_;
      // What is not needed is read, but spared the inverse DCT.
      for (int i = 0; i < codec.num_components; ++i)
        codec.comp_info[i].component_needed = is_wanted && i < planes_count() ? TRUE : FALSE;
      aim(is_wanted ? step - first_step_ : 0);
      jpeg_read_raw_data(&codec, rows_.data(), lines);
    }
  }

  void aim(std::int64_t step) {
    for (int i = 0; i < planes_count(); ++i) {
      auto const& component = codec_.get().comp_info[i];
      auto const count = component.v_samp_factor * component.DCT_scaled_size;
      auto const view = plane(i).view();
      for (int y = 0; y < count; ++y)
        row_pointers_[static_cast<std::size_t>(i)][static_cast<std::size_t>(y)] = view.row(step * count + y);
    }
    for (std::size_t i = 0; i < rows_.size(); ++i)
      rows_[i] = row_pointers_[i].data();
  }

  static constexpr std::size_t kMostRows = 4 * DCTSIZE;  // sampling factors go to 4

  JpegCodec codec_;
  StoredTile const& tile_;
  PlanesPart const& part_;
  DecodedPart result_;
  std::int64_t first_step_ = 0, end_step_ = 0;  // rows of MCUs
  std::array<std::array<JSAMPROW, kMostRows>, 3> row_pointers_{};
  std::array<JSAMPARRAY, 3> rows_{};
};

}  // namespace

Result<std::optional<DecodedPart>> decode_planes(storage::Source const& source, StoredTile const& tile,
                                                 PlanesPart const& part, std::uint64_t max_memory) {
  TileSource const stream(source, tile);
  // On the heap for its buffer's sake.
  auto const decoder = std::make_unique<PlanesDecoder>(stream, tile, part, max_memory);
  return decoder->decode();
}

}  // namespace triforium::codecs::jpeg
