// For tests: JPEG files of every kind, drawn by a formula.
#pragma once

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include "base/bytes.h"
#include "pixels/size.h"

namespace triforium::codecs::test {

struct Made {
  PixelSize size{203, 157};
  int components = 3;
  J_COLOR_SPACE colours = JCS_RGB;
  int horizontal = 2, vertical = 2;
  bool is_progressive = false;
  bool is_arithmetic = false;
  int restart_rows = 0;
  int quality = 90;
  std::size_t seed = 0;  // another picture
};

// A picture in which each pixel differs from its neighbours, so that what is off by one shows.
inline Bytes make_jpeg(Made const& made) {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &memory, &size);
  codec.image_width = static_cast<JDIMENSION>(made.size.width);
  codec.image_height = static_cast<JDIMENSION>(made.size.height);
  codec.input_components = made.components;
  codec.in_color_space = made.colours;
  jpeg_set_defaults(&codec);
  if (made.colours == JCS_CMYK) jpeg_set_colorspace(&codec, JCS_YCCK);
  jpeg_set_quality(&codec, made.quality, TRUE);
  codec.comp_info[0].h_samp_factor = made.components == 1 ? 1 : made.horizontal;
  codec.comp_info[0].v_samp_factor = made.components == 1 ? 1 : made.vertical;
  if (made.components == 4) {
    codec.comp_info[3].h_samp_factor = made.horizontal;
    codec.comp_info[3].v_samp_factor = made.vertical;
  }
  if (made.is_progressive) jpeg_simple_progression(&codec);
  codec.arith_code = made.is_arithmetic;
  codec.restart_in_rows = made.restart_rows;
  jpeg_start_compress(&codec, TRUE);
  Bytes row(static_cast<std::size_t>(made.size.width * made.components));
  for (std::int64_t y = 0; y < made.size.height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = static_cast<std::uint8_t>(i * i / 7 + static_cast<std::size_t>(y * y) / 5 +
                                         i * static_cast<std::size_t>(y) / 3 + made.seed * (i / 9 + 17));
    JSAMPROW first = row.data();
    jpeg_write_scanlines(&codec, &first, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  Bytes bytes(memory, memory + size);
  std::free(memory);
  return bytes;
}

}  // namespace triforium::codecs::test
