#include "codecs/jpeg/jpeg_planes.h"

#include <gtest/gtest.h>

#include "codecs/jpeg/jpeg_codec.h"
#include "codecs/jpeg/test_jpeg.h"

namespace triforium::codecs::jpeg {
namespace {

using test::Made, test::make_jpeg;

constexpr std::uint64_t kMemory = 64U << 20;

StoredTile tile_of(Made const& made, std::uint64_t offset, std::uint64_t length) {
  auto const colours = made.components == 1 ? StoredTile::Colours::gray : StoredTile::Colours::ycbcr;
  return {StoredTile::Coding::jpeg, colours, made.size, offset, length, nullptr};
}

Result<std::optional<DecodedPart>> decode(Made const& made, PlanesPart const& part) {
  auto const source = storage::make_memory_source("test", make_jpeg(made));
  return decode_planes(*source, tile_of(made, 0, source->size()), part, kMemory);
}

// The slow twin: libjpeg's scanlines of Y, Cb and Cr, each sample of chroma repeated for its pixels.
Pixels scanlines(Made const& made, int reduction) {
  auto const source = storage::make_memory_source("test", make_jpeg(made));
  auto const codec = std::make_unique<JpegCodec>(*source, kMemory);
  auto& started = codec->get();
  EXPECT_TRUE(codec->run([reduction](jpeg_decompress_struct& c) {
    jpeg_read_header(&c, TRUE);
    c.scale_denom = static_cast<unsigned>(reduction);
    c.out_color_space = c.num_components == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    c.do_fancy_upsampling = FALSE;
    c.do_block_smoothing = FALSE;
    jpeg_start_decompress(&c);
  }));
  auto const model = started.num_components == 1 ? ColourModel::gray : ColourModel::rgb;
  auto pixels = Pixels::create({started.output_width, started.output_height}, {.model = model}).value();
  for (std::int64_t y = 0; y < pixels.size().height; ++y) {
    JSAMPROW row = pixels.view().row(y);
    EXPECT_TRUE(codec->run([row](jpeg_decompress_struct& c) mutable { jpeg_read_scanlines(&c, &row, 1); }));
  }
  return pixels;
}

// The first row in which the planes are not the scanlines; -1 if there is none.
std::int64_t first_difference(DecodedPart const& part, Pixels const& all) {
  auto const& planes = part.planes;
  auto const channels = all.format().channels();
  for (std::int64_t y = 0; y < planes.size().height; ++y) {
    auto const* row = all.view().row(part.first_row + y);
    for (std::int64_t x = 0; x < planes.size().width; ++x, row += channels) {
      if (planes.y.view().row(y)[x] != row[0]) return y;
      if (planes.is_gray()) continue;
      auto const cx = x / planes.sampling.across, cy = y / planes.sampling.down;
      if (planes.cb.view().row(cy)[cx] != row[1] || planes.cr.view().row(cy)[cx] != row[2]) return y;
    }
  }
  return -1;
}

std::vector<Made> kinds() {
  std::vector<Made> all;
  for (bool const is_progressive : {false, true}) {
    for (auto const& [h, v] : {std::pair{1, 1}, {2, 1}, {2, 2}, {1, 2}, {4, 1}})
      all.push_back({.horizontal = h, .vertical = v, .is_progressive = is_progressive});
    all.push_back({.components = 1, .colours = JCS_GRAYSCALE, .is_progressive = is_progressive});
  }
  all.push_back({.size = {1, 1}});
  all.push_back({.size = {16, 17}});
  all.push_back({.restart_rows = 1});
  return all;
}

TEST(JpegPlanes, AreWhatScanlinesAreMadeOf) {
  for (auto const& made : kinds()) {
    for (int const reduction : {1, 2, 4, 8}) {
      auto const part = decode(made, {reduction, 0, made.size.height});
      ASSERT_TRUE(part && *part) << made.horizontal << "x" << made.vertical;
      auto const all = scanlines(made, reduction);
      EXPECT_EQ((*part)->planes.size(), all.size());
      EXPECT_EQ(first_difference(**part, all), -1)
          << made.components << " components, " << made.horizontal << "x" << made.vertical << ", 1/" << reduction;
    }
  }
}

TEST(JpegPlanes, OfAPartAreThoseOfTheWhole) {
  for (auto const& made : kinds()) {
    for (int const reduction : {1, 4}) {
      auto const all = scanlines(made, reduction);
      auto const height = all.size().height;
      for (auto const& [first, end] :
           {std::pair{height / 2, height / 2 + 1}, {height / 3, height}, {std::int64_t{0}, height / 4 + 1}}) {
        auto const part = decode(made, {reduction, first, end});
        ASSERT_TRUE(part && *part);
        EXPECT_LE((*part)->first_row, first);
        EXPECT_GE((*part)->first_row + (*part)->planes.size().height, end);
        EXPECT_EQ(first_difference(**part, all), -1)
            << made.horizontal << "x" << made.vertical << ", rows from " << first;
      }
    }
  }
}

TEST(JpegPlanes, OfGrayAreLumaAlone) {
  for (auto const& made : kinds()) {
    auto const part = decode(made, {1, 20, 40, true});
    ASSERT_TRUE(part && *part);
    EXPECT_TRUE((*part)->planes.is_gray());
    EXPECT_EQ(first_difference(**part, scanlines(made, 1)), -1);
  }
}

TEST(JpegPlanes, OfATileBehindSharedTables) {
  Made const made;
  auto const whole = make_jpeg(made);
  // Everything between SOI and SOF (FFC0) are tables, apart from JFIF's APP0, which may stand among them.
  Bytes const frame{0xff, 0xc0};
  auto const cut = std::search(whole.begin() + 2, whole.end(), frame.begin(), frame.end());
  ASSERT_NE(cut, whole.end());
  Bytes tables(whole.begin(), cut), file{'x', 'y', 'z', 0xff, 0xd8};
  tables.insert(tables.end(), {0xff, 0xd9});
  file.insert(file.end(), cut, whole.end());
  file.insert(file.end(), {'m', 'o', 'r', 'e'});
  auto tile = tile_of(made, 3, file.size() - 7);
  tile.tables = share(tables);
  auto const source = storage::make_memory_source("test", file);
  auto const part = decode_planes(*source, tile, {1, 0, made.size.height}, kMemory);
  ASSERT_TRUE(part && *part);
  EXPECT_EQ(first_difference(**part, scanlines(made, 1)), -1);
}

TEST(JpegPlanes, AreAbsentForWhatTheyCannotHold) {
  auto const absent = [](Made const& made, StoredTile tile) {
    auto const source = storage::make_memory_source("test", make_jpeg(made));
    tile.length = source->size();
    auto const part = decode_planes(*source, tile, {1, 0, made.size.height}, kMemory);
    return part && !*part;
  };
  Made const made;
  auto tile = tile_of(made, 0, 0);
  tile.colours = StoredTile::Colours::rgb;
  EXPECT_TRUE(absent(made, tile));
  tile.colours = StoredTile::Colours::gray;
  EXPECT_TRUE(absent(made, tile));
  tile = tile_of(made, 0, 0);
  tile.size.width += 1;
  EXPECT_TRUE(absent(made, tile));
  Made const inks{.components = 4, .colours = JCS_CMYK};
  EXPECT_TRUE(absent(inks, tile_of(inks, 0, 0)));
}

TEST(JpegPlanes, TakeNoMoreMemoryThanTheyMay) {
  Made const made{.size = {800, 800}, .is_progressive = true};
  auto const source = storage::make_memory_source("test", make_jpeg(made));
  auto const part = decode_planes(*source, tile_of(made, 0, source->size()), {1, 0, 800}, 1U << 20);
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().kind, ErrorKind::too_large);
}

TEST(JpegPlanes, OfADamagedStreamAreAnError) {
  Made const made;
  auto const whole = make_jpeg(made);
  for (auto const length : {std::size_t{0}, std::size_t{1}, std::size_t{100}, whole.size() / 2}) {
    auto const source = storage::make_memory_source("test", whole);
    auto const part = decode_planes(*source, tile_of(made, 0, length), {1, 0, made.size.height}, kMemory);
    ASSERT_FALSE(part) << length;
    EXPECT_EQ(part.error().kind, ErrorKind::corrupt_source);
  }
}

}  // namespace
}  // namespace triforium::codecs::jpeg
