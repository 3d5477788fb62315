#include "codecs/coefficients/stitching.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "codecs/coefficients/session.h"
#include "codecs/jpeg/jpeg_head.h"

namespace triforium::codecs {
namespace {

using namespace coefficients;

constexpr std::uint64_t kHeadBytes = 4096;  // tables and frame of a tile; what has a longer head is decoded
constexpr std::uint64_t kWhole = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t kOutputBuffer = 64U << 10;
constexpr std::int64_t kMostJpeg = 65500;  // libjpeg's own limit of a side

// What libjpeg writes, but for the two bytes of SOI, which stand in the head before it.
class Output {
 public:
  explicit Output(ByteSink& out) : out_(out) {
    manager_.owner = this;
    manager_.init_destination = [](j_compress_ptr codec) { of(codec).empty(); };
    manager_.empty_output_buffer = [](j_compress_ptr codec) -> boolean {
      of(codec).flush(codec, kOutputBuffer);
      return TRUE;
    };
    manager_.term_destination = [](j_compress_ptr codec) {
      of(codec).flush(codec, kOutputBuffer - codec->dest->free_in_buffer);
    };
  }
  jpeg_destination_mgr* manager() { return &manager_; }
  Result<void> const& result() const { return result_; }

 private:
  struct Manager : jpeg_destination_mgr {
    Output* owner = nullptr;
  };
  static Output& of(j_compress_ptr codec) { return *static_cast<Manager*>(codec->dest)->owner; }

  void empty() {
    manager_.next_output_byte = buffer_.data();
    manager_.free_in_buffer = buffer_.size();
  }
  void flush(j_compress_ptr codec, std::size_t size) {
    result_ = out_.write(ByteView(buffer_).first(size).subspan(skipped_));
    skipped_ = 0;
    empty();
    if (!result_) ERREXIT(codec, JERR_FILE_WRITE);
  }

  ByteSink& out_;
  Manager manager_{};
  Result<void> result_;
  std::size_t skipped_ = 2;
  std::array<std::uint8_t, kOutputBuffer> buffer_{};
};

class Stitcher {
 public:
  Stitcher(Stitching const& stitching, ReadTile const& read_tile, ByteSink& out)
      : stitching_(stitching), read_tile_(read_tile), out_(out), output_(out) {}

  Result<bool> run(Accompaniment const& accompaniment) {
    TRIFORIUM_TRY(bool const is_lossless, look_at_all());
    if (!is_lossless) return false;
    TRIFORIUM_CHECK(load_row(0));
    auto const colours = stitching_.is_gray ? StoredTile::Colours::gray : stitching_.colours;
    TRIFORIUM_TRY(auto const head, jpeg::make_head(colours, {}, accompaniment));
    TRIFORIUM_CHECK(out_.write(head));
    auto const written = writing_.guarded([this] { write(); });
    if (!output_.result()) return fail(output_.result());
    if (!loaded_) return fail(loaded_);
    if (!written) return fail(written);
    return true;
  }

 private:
  // What libjpeg takes for one of its arrays of blocks: it asks every component for its rows before it writes any.
  struct Component {
    Stitcher* owner = nullptr;
    int index = 0;
    std::vector<JCOEF> held;
    std::array<JBLOCKROW, MAX_SAMP_FACTOR> rows{};
  };

  // Every tile has to lie on whole MCUs, and to have the first one's sampling and quantisation.
  Result<bool> look_at_all() {
    Session first(1);
    TRIFORIUM_TRY(auto const fits, look_at(first, 0, 0));
    if (!fits || !is_on_units(first.reader(0))) return false;
    for (std::int64_t row = 0; row < stitching_.rows; ++row) {
      for (std::int64_t column = 0; column < stitching_.columns; ++column) {
        Session other(1);
        TRIFORIUM_TRY(auto const is_like, look_at(other, column, row));
        if (!is_like || !has_same_tables(first.reader(0), other.reader(0))) return false;
      }
    }
    return true;
  }

  Result<bool> look_at(Session& session, std::int64_t column, std::int64_t row) {
    TRIFORIUM_TRY(auto const tile, read_tile_(column, row, kHeadBytes));
    auto const has_head = read_header(session, session.reader(0), {view_of(tile.tables), tile.bytes});
    return has_head && check_promise(session.reader(0), stitching_.tile, stitching_.colours) &&
           has_usable_colours(session.reader(0), stitching_.colours, stitching_.is_gray);
  }

  bool is_on_units(jpeg_decompress_struct const& codec) const {
    auto const unit = unit_of(codec, stitching_.is_gray);
    auto const& crop = stitching_.crop;
    return crop.x % unit.width == 0 && crop.y % unit.height == 0 && stitching_.tile.width % unit.width == 0 &&
           stitching_.tile.height % unit.height == 0 && std::max(crop.width, crop.height) <= kMostJpeg;
  }

  Result<void> load_row(std::int64_t row) {
    row_.reset();  // makes room
    auto session = std::make_unique<Session>(static_cast<std::size_t>(stitching_.columns), Session::Damage::borne);
    std::vector<jvirt_barray_ptr*> arrays(static_cast<std::size_t>(stitching_.columns));
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      TRIFORIUM_TRY(auto const tile, read_tile_(static_cast<std::int64_t>(i), row, kWhole));
      auto& reader = session->reader(i);
      TRIFORIUM_CHECK(read_header(*session, reader, {view_of(tile.tables), tile.bytes}));
      TRIFORIUM_CHECK(check_promise(reader, stitching_.tile, stitching_.colours));
      TRIFORIUM_CHECK(session->guarded([&] { arrays[i] = read_coefficients(reader); }));
    }
    row_ = std::move(session);
    arrays_ = std::move(arrays);
    row_index_ = row;
    return {};
  }

  void write() {
    writing_.create_writer();
    auto& writer = writing_.writer();
    writer.dest = output_.manager();
    set_up_writer(row_->reader(0), writer, stitching_.crop.size(), stitching_.colours, stitching_.is_gray);
    std::array<jvirt_barray_ptr, MAX_COMPONENTS> arrays{};
    for (int i = 0; i < writer.num_components; ++i) {
      auto& component = components_[static_cast<std::size_t>(i)];
      component.owner = this;
      component.index = i;
      arrays[static_cast<std::size_t>(i)] = reinterpret_cast<jvirt_barray_ptr>(&component);
    }
    // libjpeg asks for the blocks of one row of MCUs after the other, and only through this function.
    writer.mem->access_virt_barray = [](j_common_ptr codec, jvirt_barray_ptr array, JDIMENSION first, JDIMENSION count,
                                        boolean) -> JBLOCKARRAY {
      auto& component = *reinterpret_cast<Component*>(array);
      auto* const rows = component.owner->block_rows(component, first, count);
      if (rows == nullptr) ERREXIT(codec, JERR_NO_IMAGE);
      return rows;
    };
    jpeg_write_coefficients(&writer, arrays.data());
    jpeg_finish_compress(&writer);
  }

  // The rows of blocks of a component of the answer, from the row of tiles in which they lie. Null: `loaded_` says why.
  JBLOCKARRAY block_rows(Component& component, std::int64_t first, std::int64_t count) {
    auto const& tile = stitching_.tile;
    auto const blocks = blocks_of(row_->reader(0), component.index, tile, stitching_.crop, stitching_.is_gray);
    auto const first_row = blocks.first_row + first, tile_row = first_row / blocks.tile_rows;
    if (tile_row != row_index_) loaded_ = load_row(tile_row);
    if (!loaded_) return nullptr;
    component.held.resize(static_cast<std::size_t>(count * blocks.columns * DCTSIZE2));
    for (std::int64_t i = 0; i < count; ++i)
      component.rows[static_cast<std::size_t>(i)] =
          reinterpret_cast<JBLOCKROW>(component.held.data() + i * blocks.columns * DCTSIZE2);
    loaded_ = row_->guarded([&] {
      for (std::int64_t i = 0; i < count; ++i)
        copy_row(component.index, blocks, first_row - tile_row * blocks.tile_rows + i,
                 component.rows[static_cast<std::size_t>(i)]);
    });
    return loaded_ ? component.rows.data() : nullptr;
  }

  void copy_row(int component, Blocks const& blocks, std::int64_t row, JBLOCKROW to) {
    for (std::int64_t column = 0; column < blocks.columns;) {
      auto const tile = (blocks.first_column + column) / blocks.tile_columns;
      auto const within = blocks.first_column + column - tile * blocks.tile_columns;
      auto const count = std::min(blocks.tile_columns - within, blocks.columns - column);
      auto& reader = row_->reader(static_cast<std::size_t>(tile));
      auto const* const from = reader.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&reader),
                                                              arrays_[static_cast<std::size_t>(tile)][component],
                                                              static_cast<JDIMENSION>(row), 1, FALSE)[0];
      std::memcpy(to[column], from[within], static_cast<std::size_t>(count) * sizeof(JBLOCK));
      column += count;
    }
  }

  Stitching const& stitching_;
  ReadTile const& read_tile_;
  ByteSink& out_;
  Output output_;
  Session writing_{0};
  std::unique_ptr<Session> row_;  // of tiles, whose coefficients are held
  std::vector<jvirt_barray_ptr*> arrays_;
  std::int64_t row_index_ = -1;
  Result<void> loaded_;
  std::array<Component, 3> components_;
};

}  // namespace

Result<bool> stitch(Stitching const& stitching, ReadTile const& read_tile, Accompaniment const& accompaniment,
                    ByteSink& out) {
  if (stitching.columns <= 0 || stitching.rows <= 0 || stitching.crop.is_empty()) return false;
  PixelSize const all{stitching.tile.width * stitching.columns, stitching.tile.height * stitching.rows};
  if (stitching.crop.intersection(PixelRect::whole(all)) != stitching.crop) return false;
  return Stitcher(stitching, read_tile, out).run(accompaniment);
}

}  // namespace triforium::codecs
