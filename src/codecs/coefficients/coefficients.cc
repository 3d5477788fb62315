#include "codecs/coefficients/coefficients.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <jerror.h>
#include <jpeglib.h>

#include "codecs/coefficients/block_turn.h"
#include "codecs/coefficients/session.h"
#include "codecs/jpeg/jpeg_head.h"

namespace triforium::codecs {
namespace {

using namespace coefficients;

// Absent: cannot be done without loss.
using Outcome = Result<std::optional<Bytes>>;

// Coefficients of `codec`'s components, rounded up to whole MCUs as libjpeg allocates them.
std::uint64_t coefficient_bytes(jpeg_decompress_struct const& codec, PixelSize size) {
  std::uint64_t blocks = 0;
  for (int i = 0; i < codec.num_components; ++i) {
    auto const& component = codec.comp_info[i];
    auto const along = [](std::int64_t pixels, int factor, int most) {
      auto const mcu = std::int64_t{kSamples} * most;
      return static_cast<std::uint64_t>((pixels + mcu - 1) / mcu * factor);
    };
    blocks += along(size.width, component.h_samp_factor, codec.max_h_samp_factor) *
              along(size.height, component.v_samp_factor, codec.max_v_samp_factor);
  }
  return blocks * sizeof(JBLOCK);
}

bool is_on_units(Assembly const& assembly, PixelSize unit) {
  auto const& crop = assembly.crop;
  auto const turn = block_turn_of(assembly.turn);
  bool const is_one_tile = assembly.tiles.size() == 1;
  return crop.x % unit.width == 0 && crop.y % unit.height == 0 &&
         (is_one_tile || (assembly.tile.width % unit.width == 0 && assembly.tile.height % unit.height == 0)) &&
         (!turn.mirrors_across || crop.width % unit.width == 0) &&
         (!turn.mirrors_down || crop.height % unit.height == 0);
}

// One tile, cut at its right and bottom only: its blocks are where they have to be.
bool stays_in_place(Assembly const& assembly) {
  return assembly.tiles.size() == 1 && assembly.crop.x == 0 && assembly.crop.y == 0 && assembly.turn.is_identity();
}

class Assembler {
 public:
  Assembler(Assembly const& assembly, std::uint64_t max_memory)
      : assembly_(assembly), max_memory_(max_memory), session_(assembly.tiles.size()), arrays_(assembly.tiles.size()) {}

  Outcome run(Accompaniment const& accompaniment) {
    for (std::size_t i = 0; i < assembly_.tiles.size(); ++i) {
      TRIFORIUM_CHECK(read_header(session_, session_.reader(i), assembly_.tiles[i]));
      TRIFORIUM_CHECK(check_promise(session_.reader(i), assembly_.tile, assembly_.colours));
    }
    if (!is_lossless()) return std::nullopt;
    TRIFORIUM_CHECK(check_memory());
    TRIFORIUM_CHECK(session_.guarded([this] { read_all_coefficients(); }));
    TRIFORIUM_CHECK(session_.guarded([this] { write(); }));

    auto const colours = assembly_.is_gray ? StoredTile::Colours::gray : assembly_.colours;
    TRIFORIUM_TRY(auto file, jpeg::make_head(colours, {}, accompaniment));
    auto const body = session_.written().subspan(2);  // without SOI, which the head has
    file.insert(file.end(), body.begin(), body.end());
    return file;
  }

 private:
  jpeg_decompress_struct& first() { return session_.reader(0); }

  bool is_lossless() {
    if (!has_usable_colours(first(), assembly_.colours, assembly_.is_gray)) return false;
    for (std::size_t i = 1; i < assembly_.tiles.size(); ++i)
      if (!has_same_tables(first(), session_.reader(i))) return false;
    return is_on_units(assembly_, unit_of(first(), assembly_.is_gray));
  }

  Result<void> check_memory() {
    auto memory = coefficient_bytes(first(), assembly_.tile) * assembly_.tiles.size();
    if (!stays_in_place(assembly_)) memory += coefficient_bytes(first(), assembly_.crop.size());
    if (memory <= max_memory_) return {};
    return fail(ErrorKind::too_large, "The source image is stored in too large pieces.",
                fmt::format("{} bytes of coefficients", memory));
  }

  void read_all_coefficients() {
    for (std::size_t i = 0; i < arrays_.size(); ++i)
      arrays_[i] = read_coefficients(session_.reader(i));
  }

  void write() {
    session_.create_writer();
    auto& writer = session_.writer();
    set_up_writer(first(), writer, assembly_.turn.apply(assembly_.crop.size()), assembly_.colours, assembly_.is_gray);
    if (block_turn_of(assembly_.turn).transposes) transpose_parameters();
    if (stays_in_place(assembly_)) {
      jpeg_write_coefficients(&writer, arrays_.front());
    } else {
      request_arrays();
      jpeg_write_coefficients(&writer, moved_.data());
      for (int i = 0; i < writer.num_components; ++i)
        move_blocks(i);
    }
    jpeg_finish_compress(&writer);
  }

  void transpose_parameters() {
    auto& writer = session_.writer();
    for (int i = 0; i < writer.num_components; ++i)
      std::swap(writer.comp_info[i].h_samp_factor, writer.comp_info[i].v_samp_factor);
    for (auto* const table : writer.quant_tbl_ptrs) {
      if (table == nullptr) continue;
      for (int v = 0; v < kSamples; ++v)
        for (int u = 0; u < v; ++u)
          std::swap(table->quantval[v * kSamples + u], table->quantval[u * kSamples + v]);
    }
  }

  void request_arrays() {
    auto& writer = session_.writer();
    auto const up = [](std::int64_t value, int step) {
      return static_cast<JDIMENSION>((value + step - 1) / step * step);
    };
    bool const transposes = assembly_.turn.swaps_sides();
    for (int i = 0; i < writer.num_components; ++i) {
      auto const blocks = blocks_of(first(), i, assembly_.tile, assembly_.crop, assembly_.is_gray);
      auto const& info = writer.comp_info[i];
      auto const columns = transposes ? blocks.rows : blocks.columns, rows = transposes ? blocks.columns : blocks.rows;
      moved_[static_cast<std::size_t>(i)] = writer.mem->request_virt_barray(
          reinterpret_cast<j_common_ptr>(&writer), JPOOL_IMAGE, TRUE, up(columns, info.h_samp_factor),
          up(rows, info.v_samp_factor), static_cast<JDIMENSION>(info.v_samp_factor));
    }
  }

  // Every block of the answer's component, from the tile and the place it comes from.
  void move_blocks(int component) {
    auto const turn = block_turn_of(assembly_.turn);
    auto const blocks = blocks_of(first(), component, assembly_.tile, assembly_.crop, assembly_.is_gray);
    auto const rows = turn.transposes ? blocks.columns : blocks.rows;
    for (std::int64_t row = 0; row < rows; ++row)
      turn.transposes ? move_column(component, blocks, turn, row) : move_row(component, blocks, turn, row);
  }

  JBLOCKROW row_of_answer(int component, std::int64_t row) {
    auto& writer = session_.writer();
    return writer.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&writer),
                                          moved_[static_cast<std::size_t>(component)], static_cast<JDIMENSION>(row), 1,
                                          TRUE)[0];
  }
  // A block of the tiles laid side by side.
  JCOEF const* stored_block(int component, Blocks const& blocks, std::int64_t column, std::int64_t row) {
    bool const is_one = assembly_.tiles.size() == 1;
    auto const tile_column = is_one ? 0 : column / blocks.tile_columns, tile_row = is_one ? 0 : row / blocks.tile_rows;
    auto const tile = static_cast<std::size_t>(tile_row * assembly_.columns + tile_column);
    auto& reader = session_.reader(tile);
    auto const* const stored =
        reader.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&reader), arrays_[tile][component],
                                       static_cast<JDIMENSION>(row - tile_row * blocks.tile_rows), 1, FALSE)[0];
    return stored[column - tile_column * blocks.tile_columns];
  }

  void move_row(int component, Blocks const& blocks, BlockTurn turn, std::int64_t row) {
    auto* const to = row_of_answer(component, row);
    auto const from_row = blocks.first_row + (turn.mirrors_down ? blocks.rows - 1 - row : row);
    for (std::int64_t column = 0; column < blocks.columns; ++column) {
      auto const from_column = blocks.first_column + (turn.mirrors_across ? blocks.columns - 1 - column : column);
      auto const* const from = stored_block(component, blocks, from_column, from_row);
      if (turn.is_identity()) {
        std::memcpy(to[column], from, sizeof(JBLOCK));
      } else {
        turn_block(from, to[column], turn);
      }
    }
  }
  // A row of the answer that was a column.
  void move_column(int component, Blocks const& blocks, BlockTurn turn, std::int64_t row) {
    auto* const to = row_of_answer(component, row);
    auto const from_column = blocks.first_column + (turn.mirrors_across ? blocks.columns - 1 - row : row);
    for (std::int64_t column = 0; column < blocks.rows; ++column) {
      auto const from_row = blocks.first_row + (turn.mirrors_down ? blocks.rows - 1 - column : column);
      turn_block(stored_block(component, blocks, from_column, from_row), to[column], turn);
    }
  }

  Assembly const& assembly_;
  std::uint64_t max_memory_;
  Session session_;
  std::vector<jvirt_barray_ptr*> arrays_;  // of each tile, one for each component
  std::array<jvirt_barray_ptr, MAX_COMPONENTS> moved_{};
};

}  // namespace

bool may_assemble(Assembly const& assembly) {
  auto const& crop = assembly.crop;
  auto const count = static_cast<std::int64_t>(assembly.tiles.size());
  if (count == 0 || assembly.columns <= 0 || count % assembly.columns != 0 || crop.is_empty()) return false;
  PixelSize const all{assembly.tile.width * assembly.columns, assembly.tile.height * (count / assembly.columns)};
  bool const is_inside = crop.intersection(PixelRect::whole(all)) == crop;
  if (assembly.is_gray && assembly.colours == StoredTile::Colours::rgb) return false;
  constexpr std::int64_t kMostJpeg = 65500;  // libjpeg's own limit of a side
  return is_inside && std::max(crop.width, crop.height) <= kMostJpeg && is_on_units(assembly, {kSamples, kSamples});
}

Outcome assemble(Assembly const& assembly, Accompaniment const& accompaniment, std::uint64_t max_memory) {
  if (!may_assemble(assembly)) return std::nullopt;
  return Assembler(assembly, max_memory).run(accompaniment);
}

}  // namespace triforium::codecs
