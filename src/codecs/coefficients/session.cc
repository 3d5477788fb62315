#include "codecs/coefficients/session.h"

#include <fmt/format.h>

#include <cstring>

#include "codecs/jpeg/jpeg_codec.h"

namespace triforium::codecs::coefficients {
namespace {

// T.81, F.1.2: for 8-bit samples, AC coefficients of 10 bits at most, and differences of DC of 11.
bool is_codable(JCOEF const* block) {
  constexpr unsigned kMost = 1023;
  bool const has_dc = block[0] >= -1024 && block[0] <= 1023;
  unsigned is_outside = 0;
  for (int i = 1; i < DCTSIZE2; ++i)
    is_outside |= static_cast<unsigned>(static_cast<unsigned>(block[i] + static_cast<int>(kMost)) > 2 * kMost);
  return has_dc && is_outside == 0;
}

// libjpeg's tables for 8 bits have no codes for more, and its encoder does not look.
void check_range(jpeg_decompress_struct& reader, jvirt_barray_ptr* arrays) {
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

void make_gray(jpeg_compress_struct& writer) {
  int const table = writer.comp_info[0].quant_tbl_no;
  jpeg_set_colorspace(&writer, JCS_GRAYSCALE);
  writer.comp_info[0].quant_tbl_no = table;
  writer.comp_info[0].h_samp_factor = writer.comp_info[0].v_samp_factor = 1;
  writer.write_JFIF_header = FALSE;
}

}  // namespace

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source image does not decode.", "JPEG tile: " + std::move(detail));
}

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

Result<void> check_promise(jpeg_decompress_struct const& codec, PixelSize tile, StoredTile::Colours colours) {
  PixelSize const size{codec.image_width, codec.image_height};
  int const components = colours == StoredTile::Colours::gray ? 1 : 3;
  if (size != tile || codec.num_components != components || codec.data_precision != 8) {
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

bool is_alone(jpeg_decompress_struct const& codec, bool is_gray) {
  return is_gray || codec.num_components == 1;
}

PixelSize unit_of(jpeg_decompress_struct const& codec, bool is_gray) {
  if (is_alone(codec, is_gray)) return {kSamples, kSamples};
  return {kSamples * codec.max_h_samp_factor, kSamples * codec.max_v_samp_factor};
}

Blocks blocks_of(jpeg_decompress_struct const& codec, int component, PixelSize tile, PixelRect crop, bool is_gray) {
  auto const mcu = unit_of(codec, is_gray);
  auto const& info = codec.comp_info[component];
  bool const is_single = is_alone(codec, is_gray);
  int const across = is_single ? 1 : info.h_samp_factor, down = is_single ? 1 : info.v_samp_factor;
  auto const up = [](std::int64_t pixels, std::int64_t side, int factor) {
    return (pixels * factor + side - 1) / side;
  };
  return {crop.x / mcu.width * across,       crop.y / mcu.height * down,      up(crop.width, mcu.width, across),
          up(crop.height, mcu.height, down), tile.width / mcu.width * across, tile.height / mcu.height * down};
}

bool has_usable_colours(jpeg_decompress_struct const& codec, StoredTile::Colours colours, bool is_gray) {
  // Subsampled RGB does not exist: that is YCbCr under a wrong name.
  if (colours == StoredTile::Colours::rgb && (is_gray || is_subsampled(codec))) return false;
  // Luma with fewer samples than the picture has pixels is legal, and nothing that could stand alone.
  auto const& luma = codec.comp_info[0];
  return !is_gray || (luma.h_samp_factor == codec.max_h_samp_factor && luma.v_samp_factor == codec.max_v_samp_factor);
}

jvirt_barray_ptr* read_coefficients(jpeg_decompress_struct& reader) {
  // libjpeg's files on disk are never wanted: what was checked fits.
  reader.mem->max_memory_to_use = 0;
  auto* const arrays = jpeg_read_coefficients(&reader);
  // A scan that never came leaves a component gray, or coarse: the general path says so.
  if (!jpeg::is_complete(reader, true)) ERREXIT(&reader, JERR_NO_IMAGE);
  check_range(reader, arrays);
  return arrays;
}

void set_up_writer(jpeg_decompress_struct& reader, jpeg_compress_struct& writer, PixelSize size,
                   StoredTile::Colours colours, bool is_gray) {
  reader.jpeg_color_space = space_of(colours);
  jpeg_copy_critical_parameters(&reader, &writer);
  writer.image_width = static_cast<JDIMENSION>(size.width);
  writer.image_height = static_cast<JDIMENSION>(size.height);
  writer.write_JFIF_header = FALSE;
  writer.write_Adobe_marker = FALSE;
  if (is_alone(reader, is_gray)) make_gray(writer);
}

}  // namespace triforium::codecs::coefficients
