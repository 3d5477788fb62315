#include "codecs/bmp/bmp.h"

#include <gtest/gtest.h>

#include <string>

namespace triforium::codecs {
namespace {

void put(Bytes& out, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i)
    out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

struct Made {
  std::int32_t width = 2;
  std::int32_t height = 2;
  int bits = 24;
  std::uint32_t compression = 0;
  Bytes palette{};
  Bytes masks{};
  Bytes rows{};
};

Bytes make(Made const& made) {
  Bytes out = {'B', 'M'};
  put(out, 0, 8);
  put(out, 54 + made.masks.size() + made.palette.size(), 4);
  put(out, 40, 4);
  put(out, static_cast<std::uint32_t>(made.width), 4);
  put(out, static_cast<std::uint32_t>(made.height), 4);
  put(out, 1, 2);
  put(out, static_cast<std::uint64_t>(made.bits), 2);
  put(out, made.compression, 4);
  put(out, 0, 8);
  put(out, 0, 4);
  put(out, made.palette.size() / 4, 4);
  put(out, 0, 4);
  for (auto const* part : {&made.masks, &made.palette, &made.rows})
    out.insert(out.end(), part->begin(), part->end());
  return out;
}

Result<std::shared_ptr<Decoder const>> open_made(Made const& made) {
  return open_bmp(storage::make_memory_source("made", make(made)), {});
}

// The samples as words, a line for each row; an error as its kind.
std::string draw(Made const& made) {
  auto const decoder = open_made(made);
  if (!decoder) return std::string(name_of(decoder.error().kind));
  auto const reader = (*decoder)->read(0, PixelRect::whole((*decoder)->header().size)).value();
  auto const pixels = read_all(*reader);
  if (!pixels) return std::string(name_of(pixels.error().kind));
  std::string text;
  for (std::int64_t y = 0; y < pixels->size().height; ++y) {
    for (std::size_t i = 0; i < pixels->view().row_bytes(); ++i)
      text += std::to_string(pixels->view().row(y)[i]) + " ";
    text.back() = '\n';
  }
  return text;
}

Bytes const kBlackWhite = {0, 0, 0, 0, 255, 255, 255, 0};
Bytes const kRedBlue = {0, 0, 255, 0, 255, 0, 0, 0};

TEST(Bmp, RowsGoUpwardsUnlessTheHeightIsNegative) {
  Bytes const rows = {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};
  EXPECT_EQ(draw({.rows = rows}), "9 8 7 12 11 10\n3 2 1 6 5 4\n");
  EXPECT_EQ(draw({.height = -2, .rows = rows}), "3 2 1 6 5 4\n9 8 7 12 11 10\n");
}

TEST(Bmp, PalettesOfOneFourAndEightBits) {
  EXPECT_EQ(draw({.width = 3, .height = 1, .bits = 1, .palette = kBlackWhite, .rows = {0xA0, 0, 0, 0}}), "255 0 255\n");
  EXPECT_EQ(draw({.width = 2, .height = 1, .bits = 4, .palette = kRedBlue, .rows = {0x10, 0, 0, 0}}),
            "0 0 255 255 0 0\n");
  EXPECT_EQ(draw({.width = 2, .height = 1, .bits = 8, .palette = kRedBlue, .rows = {0, 1, 0, 0}}), "255 0 0 0 0 255\n");
}

TEST(Bmp, BitFieldsFillTheRange) {
  EXPECT_EQ(draw({.width = 2, .height = 1, .bits = 16, .rows = {0x00, 0x7C, 0x1F, 0x00}}), "255 0 0 0 0 255\n");
  Bytes const masks = {0x00, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0};
  EXPECT_EQ(draw({.width = 2, .height = 1, .bits = 16, .compression = 3, .masks = masks, .rows = {0xE0, 0x07, 0, 0}}),
            "0 255 0 0 0 0\n");
}

TEST(Bmp, RunLengths) {
  // Two of 1, end of line, one absolute run of three with its padding, end.
  Bytes const runs = {2, 1, 0, 0, 0, 3, 1, 0, 1, 0, 0, 1};
  EXPECT_EQ(draw({.width = 3, .height = 2, .bits = 8, .compression = 1, .palette = kBlackWhite, .rows = runs}),
            "255 0 255\n255 255 0\n");
  EXPECT_EQ(
      draw({.width = 4, .height = 1, .bits = 4, .compression = 2, .palette = kBlackWhite, .rows = {4, 0x10, 0, 1}}),
      "255 0 255 0\n");
}

TEST(Bmp, RefusesLies) {
  EXPECT_EQ(draw({.rows = {1, 2, 3}}), "corrupt_source");
  EXPECT_EQ(draw({.width = 0}), "corrupt_source");
  EXPECT_EQ(draw({.width = -5}), "corrupt_source");
  EXPECT_EQ(draw({.bits = 7}), "corrupt_source");
  EXPECT_EQ(draw({.compression = 4}), "not_implemented");
  EXPECT_EQ(draw({.width = 2000000000, .height = 2000000000}), "too_large");
  EXPECT_EQ(draw({.width = 60000, .height = 60000, .bits = 8, .compression = 1, .palette = kBlackWhite}), "too_large");
}

}  // namespace
}  // namespace triforium::codecs
