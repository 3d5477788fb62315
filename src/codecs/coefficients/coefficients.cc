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
#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/jpeg/jpeg_head.h"

namespace triforium::codecs {
namespace {

constexpr int kMostScans = 100;  // of a progressive stream; real ones have about ten
constexpr int kSamples = 8;      // along the side of a block

// Absent: cannot be done without loss.
using Outcome = Result<std::optional<Bytes>>;

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source image does not decode.", "JPEG tile: " + std::move(detail));
}

// libjpeg leaves by a jump when it fails. All its objects live here; what calls into it runs in guarded(), and nothing
// in there may need a destructor.
class Session {
 public:
  explicit Session(std::size_t tiles) : readers_(std::make_unique<jpeg_decompress_struct[]>(tiles)), count_(tiles) {
    jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr codec) {
      auto& session = *static_cast<Session*>(codec->client_data);
      codec->err->format_message(codec, session.said_.data());
      std::longjmp(session.leave_, 1);
    };
    errors_.output_message = [](j_common_ptr) {};
    // What does not decode cleanly is for the general path, which makes the best of it.
    errors_.emit_message = [](j_common_ptr codec, int level) {
      if (level < 0) codec->err->error_exit(codec);
    };
    progress_.progress_monitor = [](j_common_ptr codec) {
      auto* const reader = reinterpret_cast<j_decompress_ptr>(codec);
      if (codec->is_decompressor != FALSE && reader->input_scan_number > kMostScans)
        ERREXIT(reader, JERR_BAD_PROGRESSION);
    };
  }
  ~Session() {
    for (std::size_t i = 0; i < count_; ++i)
      jpeg_destroy_decompress(&readers_[i]);
    jpeg_destroy_compress(&writer_);
    std::free(written_);
  }
  Session(Session const&) = delete;
  Session& operator=(Session const&) = delete;

  template <typename Calls>
  Result<void> guarded(Calls calls) {
    if (setjmp(leave_) != 0) return corrupt(said_.data());
    calls();
    return {};
  }

  jpeg_decompress_struct& reader(std::size_t i) { return readers_[i]; }
  jpeg_compress_struct& writer() { return writer_; }

  void create(jpeg_decompress_struct& codec) {
    codec.err = &errors_;
    codec.client_data = this;
    jpeg_create_decompress(&codec);
    codec.progress = &progress_;
  }
  void create_writer() {
    writer_.err = &errors_;
    writer_.client_data = this;
    jpeg_create_compress(&writer_);
    jpeg_mem_dest(&writer_, &written_, &written_size_);
  }
  ByteView written() const { return {written_, written_size_}; }

 private:
  std::unique_ptr<jpeg_decompress_struct[]> readers_;  // zeroed: to destroy one that was never made does nothing
  std::size_t count_;
  jpeg_compress_struct writer_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf leave_{};
  std::array<char, JMSG_LENGTH_MAX> said_{};
  unsigned char* written_ = nullptr;
  unsigned long written_size_ = 0;
};

// --- reading ---

J_COLOR_SPACE space_of(StoredTile::Colours colours) {
  switch (colours) {
    case StoredTile::Colours::gray:
      return JCS_GRAYSCALE;
    case StoredTile::Colours::rgb:
      return JCS_RGB;
    case StoredTile::Colours::ycbcr:
      break;
  }
  return JCS_YCbCr;
}

Result<void> read_header(Session& session, jpeg_decompress_struct& codec, StoredJpeg const& tile) {
  return session.guarded([&session, &codec, tables = tile.tables, stream = tile.stream] {
    session.create(codec);
    if (!tables.empty()) {
      jpeg_mem_src(&codec, tables.data(), tables.size());
      if (jpeg_read_header(&codec, FALSE) != JPEG_HEADER_TABLES_ONLY) ERREXIT(&codec, JERR_NO_IMAGE);
    }
    jpeg_mem_src(&codec, stream.data(), stream.size());
    jpeg_read_header(&codec, TRUE);
  });
}

Result<void> check_promise(jpeg_decompress_struct const& codec, Assembly const& assembly) {
  PixelSize const size{codec.image_width, codec.image_height};
  int const components = assembly.colours == StoredTile::Colours::gray ? 1 : 3;
  if (size != assembly.tile || codec.num_components != components || codec.data_precision != 8) {
    return corrupt(fmt::format("{}×{} pixels of {} components", size.width, size.height, codec.num_components));
  }
  return {};
}

bool is_subsampled(jpeg_decompress_struct const& codec) {
  for (int i = 0; i < codec.num_components; ++i) {
    auto const& component = codec.comp_info[i];
    if (component.h_samp_factor != codec.max_h_samp_factor || component.v_samp_factor != codec.max_v_samp_factor)
      return true;
  }
  return false;
}

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

bool has_same_tables(jpeg_decompress_struct const& a, jpeg_decompress_struct const& b) {
  for (int i = 0; i < a.num_components; ++i) {
    auto const& x = a.comp_info[i];
    auto const& y = b.comp_info[i];
    if (x.h_samp_factor != y.h_samp_factor || x.v_samp_factor != y.v_samp_factor) return false;
    // Read from the frame as they stand there, and checked by libjpeg no earlier than it uses them.
    auto const exists = [](int number) { return number >= 0 && number < NUM_QUANT_TBLS; };
    if (!exists(x.quant_tbl_no) || !exists(y.quant_tbl_no)) return false;
    auto const* const of_x = a.quant_tbl_ptrs[x.quant_tbl_no];
    auto const* const of_y = b.quant_tbl_ptrs[y.quant_tbl_no];
    if (of_x == nullptr || of_y == nullptr) return false;
    if (std::memcmp(of_x->quantval, of_y->quantval, sizeof of_x->quantval) != 0) return false;
  }
  return true;
}

// --- moving blocks ---

// A component's blocks, where one component of the answer comes from.
struct Blocks {
  std::int64_t first_column = 0;  // of the crop, in blocks of the tiles laid side by side
  std::int64_t first_row = 0;
  std::int64_t columns = 0;  // of the crop
  std::int64_t rows = 0;
  std::int64_t tile_columns = 0;  // of a tile
  std::int64_t tile_rows = 0;
};

// Where one component is left its blocks are MCUs, whatever its sampling factors say: it is not interleaved (A.2.2).
bool is_alone(jpeg_decompress_struct const& codec, bool is_gray) {
  return is_gray || codec.num_components == 1;
}

Blocks blocks_of(jpeg_decompress_struct const& codec, int component, Assembly const& assembly, PixelSize mcu) {
  auto const& info = codec.comp_info[component];
  bool const is_single = is_alone(codec, assembly.is_gray);
  int const across = is_single ? 1 : info.h_samp_factor, down = is_single ? 1 : info.v_samp_factor;
  auto const up = [](std::int64_t pixels, std::int64_t side, int factor) {
    return (pixels * factor + side - 1) / side;
  };
  return {assembly.crop.x / mcu.width * across,       assembly.crop.y / mcu.height * down,
          up(assembly.crop.width, mcu.width, across), up(assembly.crop.height, mcu.height, down),
          assembly.tile.width / mcu.width * across,   assembly.tile.height / mcu.height * down};
}

// The side of what may not be cut: an MCU, or a block where one component is left.
PixelSize unit_of(jpeg_decompress_struct const& codec, bool is_gray) {
  if (is_alone(codec, is_gray)) return {kSamples, kSamples};
  return {kSamples * codec.max_h_samp_factor, kSamples * codec.max_v_samp_factor};
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

// T.81, F.1.2: for 8-bit samples, AC coefficients of 10 bits at most, and differences of DC of 11.
bool is_codable(JCOEF const* block) {
  constexpr unsigned kMost = 1023;
  bool const has_dc = block[0] >= -1024 && block[0] <= 1023;
  unsigned is_outside = 0;
  for (int i = 1; i < DCTSIZE2; ++i)
    is_outside |= static_cast<unsigned>(static_cast<unsigned>(block[i] + static_cast<int>(kMost)) > 2 * kMost);
  return has_dc && is_outside == 0;
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
      TRIFORIUM_CHECK(check_promise(session_.reader(i), assembly_));
    }
    if (!is_lossless()) return std::nullopt;
    TRIFORIUM_CHECK(check_memory());
    TRIFORIUM_CHECK(session_.guarded([this] { read_coefficients(); }));
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
    bool const is_rgb = assembly_.colours == StoredTile::Colours::rgb;
    // Subsampled RGB does not exist: that is YCbCr under a wrong name.
    if (is_rgb && (assembly_.is_gray || is_subsampled(first()))) return false;
    // Luma with fewer samples than the picture has pixels is legal, and nothing that could stand alone.
    auto const& luma = first().comp_info[0];
    bool const is_full =
        luma.h_samp_factor == first().max_h_samp_factor && luma.v_samp_factor == first().max_v_samp_factor;
    if (assembly_.is_gray && !is_full) return false;
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

  void read_coefficients() {
    for (std::size_t i = 0; i < arrays_.size(); ++i) {
      auto& reader = session_.reader(i);
      // libjpeg's files on disk are never wanted: what was checked fits.
      reader.mem->max_memory_to_use = 0;
      arrays_[i] = jpeg_read_coefficients(&reader);
      // A scan that never came leaves a component gray, or coarse: the general path says so.
      if (!jpeg::is_complete(reader, true)) ERREXIT(&reader, JERR_NO_IMAGE);
      check_range(reader, arrays_[i]);
    }
  }

  // libjpeg's tables for 8 bits have no codes for more, and its encoder does not look.
  static void check_range(jpeg_decompress_struct& reader, jvirt_barray_ptr* arrays) {
    for (int i = 0; i < reader.num_components; ++i) {
      auto const& component = reader.comp_info[i];
      for (JDIMENSION row = 0; row < component.height_in_blocks; ++row) {
        auto const* const blocks =
            reader.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&reader), arrays[i], row, 1, FALSE)[0];
        for (JDIMENSION column = 0; column < component.width_in_blocks; ++column)
          if (!is_codable(blocks[column])) ERREXIT(&reader, JERR_BAD_DCT_COEF);
      }
    }
  }

  void write() {
    session_.create_writer();
    auto& writer = session_.writer();
    auto& reader = first();
    reader.jpeg_color_space = space_of(assembly_.colours);
    jpeg_copy_critical_parameters(&reader, &writer);
    auto const size = assembly_.turn.apply(assembly_.crop.size());
    writer.image_width = static_cast<JDIMENSION>(size.width);
    writer.image_height = static_cast<JDIMENSION>(size.height);
    writer.write_JFIF_header = FALSE;
    writer.write_Adobe_marker = FALSE;
    if (is_alone(reader, assembly_.is_gray)) make_gray();
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

  void make_gray() {
    auto& writer = session_.writer();
    int const table = writer.comp_info[0].quant_tbl_no;
    jpeg_set_colorspace(&writer, JCS_GRAYSCALE);
    writer.comp_info[0].quant_tbl_no = table;
    writer.comp_info[0].h_samp_factor = writer.comp_info[0].v_samp_factor = 1;
    writer.write_JFIF_header = FALSE;
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

  PixelSize mcu() { return unit_of(first(), assembly_.is_gray); }

  void request_arrays() {
    auto& writer = session_.writer();
    auto const up = [](std::int64_t value, int step) {
      return static_cast<JDIMENSION>((value + step - 1) / step * step);
    };
    bool const transposes = assembly_.turn.swaps_sides();
    for (int i = 0; i < writer.num_components; ++i) {
      auto const blocks = blocks_of(first(), i, assembly_, mcu());
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
    auto const blocks = blocks_of(first(), component, assembly_, mcu());
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
