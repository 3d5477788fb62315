#include "codecs/tiff/tiff.h"

#include <gtest/gtest.h>
#include <vips/vips.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "codecs/tiff/tiff_builder.h"
#include "codecs/tiff/tiff_image.h"
#include "support/data.h"

namespace triforium::codecs {
namespace {

namespace fs = std::filesystem;
using tiff::FieldType;
using tiff::TiffBuilder;

std::shared_ptr<storage::Source const> source_of(Bytes bytes) {
  return storage::make_memory_source("test", std::move(bytes));
}
std::shared_ptr<storage::Source const> source_of(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return source_of(Bytes((std::istreambuf_iterator<char>(file)), {}));
}

Result<Pixels> read_area(Decoder const& decoder, std::size_t level, PixelRect area) {
  TRIFORIUM_TRY(auto const reader, decoder.read(level, area));
  return read_all(*reader);
}
Result<Pixels> read_level(Decoder const& decoder, std::size_t level) {
  return read_area(decoder, level, PixelRect::whole(decoder.header().levels[level].size));
}

// All of a file, or why not.
Result<Pixels> read_file(std::shared_ptr<storage::Source const> const& source, OpenOptions const& options = {}) {
  TRIFORIUM_TRY(auto const decoder, open_tiff(source, options));
  return read_level(*decoder, 0);
}

int sample(Pixels const& pixels, std::int64_t x, std::int64_t y, int channel) {
  auto const index = x * pixels.format().channels() + channel;
  auto const* row = pixels.view().row(y);
  if (pixels.format().type == SampleType::u8) return row[index];
  std::uint16_t value = 0;
  std::memcpy(&value, row + index * 2, 2);
  return value;
}

// ------------------------------------------------------------------------------------------- files made on the spot

struct VipsFree {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using VipsPointer = std::unique_ptr<VipsImage, VipsFree>;

void start_vips() {
  static bool const is_started = VIPS_INIT("tiff_test") == 0;
  ASSERT_TRUE(is_started);
}

// Smooth but nowhere the same: 120 × 90, `bands` bands of 8 bits.
VipsPointer picture(int bands, VipsInterpretation interpretation) {
  constexpr int kWidth = 120, kHeight = 90;
  Bytes bytes;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      for (int band = 0; band < bands; ++band)
        bytes.push_back(static_cast<std::uint8_t>(x * (band + 1) + y * 2));
    }
  }
  auto* image = vips_image_new_from_memory_copy(bytes.data(), bytes.size(), kWidth, kHeight, bands, VIPS_FORMAT_UCHAR);
  image->Type = interpretation;
  return VipsPointer(image);
}

Bytes save(VipsImage* image, std::string const& options) {
  void* data = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(vips_image_write_to_buffer(image, (".tif[" + options + "]").c_str(), &data, &size, nullptr), 0)
      << vips_error_buffer();
  auto const* first = static_cast<std::uint8_t const*>(data);
  Bytes bytes(first, first + size);
  g_free(data);
  return bytes;
}

// The slow twin of reading an area: reading all and looking at the area. Rows are asked for in odd portions.
void expect_areas_are_crops(Decoder const& decoder, unsigned seed) {
  std::mt19937 random(seed);
  auto const number = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random);
  };
  for (std::size_t level = 0; level < decoder.header().levels.size(); ++level) {
    auto const whole = read_level(decoder, level);
    ASSERT_TRUE(whole) << whole.error().detail;
    auto const size = whole->size();
    auto const pixel = static_cast<std::size_t>(whole->format().bytes_per_pixel());
    for (int i = 0; i < 12; ++i) {
      auto const x = number(0, size.width - 1), y = number(0, size.height - 1);
      PixelRect const area{x, y, number(1, size.width - x), number(1, size.height - y)};
      auto const reader = decoder.read(level, area);
      ASSERT_TRUE(reader) << reader.error().detail;
      auto pixels = Pixels::create(area.size(), (*reader)->format());
      ASSERT_TRUE(pixels);
      for (std::int64_t done = 0; done < area.height;) {
        auto const rows = number(1, std::min<std::int64_t>(area.height - done, 40));
        auto const read = (*reader)->read(pixels->view().rows(done, rows));
        ASSERT_TRUE(read) << read.error().detail;
        done += rows;
      }
      for (std::int64_t row = 0; row < area.height; ++row) {
        auto const* expected = whole->view().row(y + row) + static_cast<std::size_t>(x) * pixel;
        ASSERT_EQ(std::memcmp(pixels->view().row(row), expected, pixels->view().row_bytes()), 0)
            << "level " << level << ", area " << x << "," << y << "," << area.width << "," << area.height << ", row "
            << row;
      }
    }
  }
}

TEST(Tiff, ReadsAnyAreaOfAnyKind) {
  start_vips();
  char const* const kinds[] = {"compression=none",
                               "compression=lzw,predictor=horizontal",
                               "compression=deflate,tile,tile-width=32,tile-height=16",
                               "compression=none,tile,tile-width=16,tile-height=48",
                               "compression=packbits",
                               "compression=zstd,bigtiff",
                               "compression=webp,lossless,tile,tile-width=64,tile-height=64",
                               "compression=jpeg,Q=90,tile,tile-width=32,tile-height=32",
                               "compression=jpeg,Q=60,tile,pyramid,tile-width=16,tile-height=16",
                               "compression=lzw,tile,pyramid,subifd,tile-width=16,tile-height=16",
                               "compression=jpeg,Q=60"};
  auto const image = picture(3, VIPS_INTERPRETATION_sRGB);
  unsigned seed = 1;
  for (auto const* kind : kinds) {
    SCOPED_TRACE(kind);
    auto const decoder = open_tiff(source_of(save(image.get(), kind)), {});
    ASSERT_TRUE(decoder) << decoder.error().detail;
    expect_areas_are_crops(**decoder, seed++);
    auto const is_pyramid = std::strstr(kind, "pyramid") != nullptr;
    EXPECT_EQ((*decoder)->header().levels.size() > 2, is_pyramid);
    if (std::strstr(kind, "jpeg") != nullptr) continue;
    auto const whole = read_level(**decoder, 0);
    ASSERT_TRUE(whole);
    EXPECT_EQ(sample(*whole, 50, 40, 0), (50 + 80) & 255);
    EXPECT_EQ(sample(*whole, 119, 89, 2), (3 * 119 + 178) & 255);
  }
}

TEST(Tiff, ReadsAnyAreaOfBitsAndPlanes) {
  start_vips();
  auto const gray = picture(1, VIPS_INTERPRETATION_B_W);
  for (auto const* kind :
       {"compression=ccittfax4,bitdepth=1", "bitdepth=1,miniswhite", "bitdepth=4", "bitdepth=2,compression=lzw"}) {
    SCOPED_TRACE(kind);
    auto const decoder = open_tiff(source_of(save(gray.get(), kind)), {});
    ASSERT_TRUE(decoder) << decoder.error().detail;
    EXPECT_EQ((*decoder)->header().is_bitonal, std::strstr(kind, "bitdepth=1") != nullptr);
    expect_areas_are_crops(**decoder, 5);
  }
  TiffBuilder builder({.is_big_endian = true});
  Bytes planes;
  for (int i = 0; i < 3 * 10 * 20; ++i)
    planes.push_back(static_cast<std::uint8_t>(i));
  auto directory = builder.image(10, 10, 16, 2, 3, planes);
  auto const start = directory[273].numbers[0];
  directory[284] = {FieldType::short_, {2}};
  directory[273] = {FieldType::long_, {start, start + 200, start + 400}};
  directory[279] = {FieldType::long_, {200, 200, 200}};
  builder.chain(directory);
  auto const decoder = open_tiff(source_of(builder.bytes()), {});
  ASSERT_TRUE(decoder) << decoder.error().detail;
  expect_areas_are_crops(**decoder, 6);
  auto const whole = read_level(**decoder, 0);
  ASSERT_TRUE(whole);
  EXPECT_EQ(sample(*whole, 3, 0, 0), 6 << 8 | 7);
  EXPECT_EQ(sample(*whole, 0, 0, 1), 200 << 8 | 201);
}

// Strips of more than 8 MB come by scanlines; they must be what smaller strips give.
TEST(Tiff, ReadsHugeStripsRowByRow) {
  start_vips();
  auto const small = picture(3, VIPS_INTERPRETATION_sRGB);
  VipsImage* grown = nullptr;
  ASSERT_EQ(vips_replicate(small.get(), &grown, 15, 20, nullptr), 0);
  VipsPointer const large(grown);
  for (auto const* compression : {"lzw", "deflate"}) {
    // libvips writes strips of `tile-height` rows: here a single one.
    auto const huge = open_tiff(source_of(save(grown, std::string("tile-height=1800,compression=") + compression)), {});
    ASSERT_TRUE(huge) << huge.error().detail;
    auto const pixels = read_area(**huge, 0, {500, 1700, 300, 60});
    ASSERT_TRUE(pixels) << pixels.error().detail;
    for (std::int64_t y = 0; y < 60; ++y) {
      for (std::int64_t x = 0; x < 300; ++x) {
        ASSERT_EQ(sample(*pixels, x, y, 1), ((500 + x) % 120 * 2 + (1700 + y) % 90 * 2) & 255);
      }
    }
    EXPECT_LT((*huge)->cost(0, {500, 1700, 300, 60}).memory, 12U << 20);
  }
}

// Wide rows of JPEG tiles are read abreast, a few rows of each at a time; a single tile is not.
TEST(Tiff, ReadsWideRowsOfJpegTilesAsItReadsEachTile) {
  start_vips();
  auto const small = picture(3, VIPS_INTERPRETATION_sRGB);
  VipsImage* grown = nullptr;
  ASSERT_EQ(vips_replicate(small.get(), &grown, 62, 5, nullptr), 0);
  VipsPointer const large(grown);
  auto const decoder =
      open_tiff(source_of(save(grown, "compression=jpeg,Q=60,tile,tile-width=256,tile-height=256")), {});
  ASSERT_TRUE(decoder) << decoder.error().detail;
  PixelRect const area{100, 37, 7300, 400};
  auto const reader = (*decoder)->read(0, area);
  ASSERT_TRUE(reader) << reader.error().detail;
  auto pixels = Pixels::create(area.size(), (*reader)->format());
  ASSERT_TRUE(pixels);
  // In the rows of chunks: by single rows, by more than are decoded at once, across their end, and to the area's end.
  std::int64_t done = 0;
  for (std::int64_t const rows : {1, 20, 7, 150, 60, 1, 161}) {
    auto const read = (*reader)->read(pixels->view().rows(done, rows));
    ASSERT_TRUE(read) << read.error().detail;
    done += rows;
  }
  ASSERT_EQ(done, area.height);
  for (std::int64_t top = 0; top < area.bottom(); top += 256) {
    for (std::int64_t left = 0; left < area.right(); left += 256) {
      auto const part = area.intersection({left, top, 256, 256});
      auto const tile = read_area(**decoder, 0, part);
      ASSERT_TRUE(tile) << tile.error().detail;
      for (std::int64_t y = 0; y < part.height; ++y) {
        auto const* found = pixels->view().row(part.y - area.y + y) + (part.x - area.x) * 3;
        ASSERT_EQ(std::memcmp(found, tile->view().row(y), tile->view().row_bytes()), 0)
            << left << "," << top << "," << y;
      }
    }
  }
}

TEST(Tiff, IsReadByManyThreadsAtOnce) {
  start_vips();
  auto const image = picture(3, VIPS_INTERPRETATION_sRGB);
  for (auto const* kind :
       {"compression=jpeg,tile,tile-width=16,tile-height=16", "compression=lzw,tile,tile-width=16,tile-height=16"}) {
    auto const decoder = open_tiff(source_of(save(image.get(), kind)), {});
    ASSERT_TRUE(decoder);
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 4; ++i)
      threads.emplace_back([&, i] { expect_areas_are_crops(**decoder, i); });
    for (auto& thread : threads)
      thread.join();
  }
}

// ------------------------------------------------------------------------------------------------ the decoder's words

TEST(Tiff, Sniffs) {
  auto const sniff = [](std::initializer_list<int> bytes) {
    Bytes const head(bytes.begin(), bytes.end());
    return sniff_tiff(head);
  };
  EXPECT_TRUE(sniff({'I', 'I', 42, 0, 8, 0, 0, 0}));
  EXPECT_TRUE(sniff({'M', 'M', 0, 43, 0, 8, 0, 0}));
  EXPECT_FALSE(sniff({'I', 'I', 0, 42, 8, 0, 0, 0}));
  EXPECT_FALSE(sniff({'I', 'M', 42, 0, 8, 0, 0, 0}));
  EXPECT_FALSE(sniff({'I', 'I', 42, 0}));
}

TEST(Tiff, CountsPagesAndOpensEach) {
  TiffBuilder builder;
  builder.chain(builder.image(4, 4, 8, 1, 1, Bytes(16, 10)));
  auto mask = builder.image(4, 4, 8, 1, 1, Bytes(16, 20));
  mask[254] = {FieldType::long_, {4}};
  builder.chain(mask);
  builder.chain(builder.image(3, 2, 8, 0, 1, Bytes(6, 30)));
  auto const source = source_of(builder.bytes());
  OpenOptions options;
  options.page = 1;
  auto const second = open_tiff(source, options);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_EQ((*second)->header().pages, 2);
  EXPECT_EQ((*second)->header().size, (PixelSize{3, 2}));
  EXPECT_EQ(sample(*read_level(**second, 0), 2, 1, 0), 225);
  for (auto const page : {2, -1}) {
    options.page = page;
    auto const none = open_tiff(source, options);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);
  }
}

TEST(Tiff, KeepsToItsLimits) {
  start_vips();
  auto const image = picture(3, VIPS_INTERPRETATION_sRGB);
  auto const kind_of = [](auto const& result) { return result ? ErrorKind::internal : result.error().kind; };
  OpenOptions options;
  options.limits.max_area = 120 * 90 - 1;
  EXPECT_EQ(kind_of(read_file(source_of(save(image.get(), "compression=lzw")), options)), ErrorKind::too_large);
  options.limits = {.max_area = 1 << 20, .max_undivided_area = 1 << 20, .max_memory = 20'000};
  EXPECT_EQ(kind_of(read_file(source_of(save(image.get(), "compression=lzw")), options)), ErrorKind::too_large);
  options.limits = {.max_area = 1 << 20, .max_undivided_area = 100, .max_memory = 1 << 20};
  EXPECT_EQ(kind_of(read_file(source_of(save(image.get(), "compression=lzw")), options)), ErrorKind::too_large);
}

// A tile claims to be two billion pixels wide and high: nothing of that size may be allocated.
TEST(Tiff, RefusesTilesOfAbsurdSize) {
  for (auto const compression : {5U, 7U, 8U}) {
    TiffBuilder builder;
    auto directory = builder.image(40, 40, 8, 1, 1, Bytes(16));
    directory[259] = {FieldType::short_, {compression}};
    directory[322] = directory[323] = {FieldType::long_, {0x7FFFFFF0}};
    builder.chain(directory);
    auto const pixels = read_file(source_of(builder.bytes()));
    ASSERT_FALSE(pixels);
    EXPECT_TRUE(pixels.error().kind == ErrorKind::too_large) << pixels.error().detail;
  }
}

TEST(Tiff, RefusesTruncatedRows) {
  TiffBuilder builder;
  auto directory = builder.image(100, 100, 8, 1, 1, Bytes(100));
  builder.chain(directory);
  auto const pixels = read_file(source_of(builder.bytes()));
  ASSERT_FALSE(pixels);
  EXPECT_EQ(pixels.error().kind, ErrorKind::corrupt_source);
}

TEST(Tiff, GivesTilesThatWereLeftOutAsZeros) {
  TiffBuilder builder;
  auto directory = builder.image(16, 32, 8, 1, 1, Bytes(256, 9));
  directory[322] = directory[323] = {FieldType::long_, {16}};
  directory[273].numbers.push_back(0);
  directory[279].numbers.push_back(0);
  builder.chain(directory);
  auto const pixels = read_file(source_of(builder.bytes()));
  ASSERT_TRUE(pixels) << pixels.error().detail;
  EXPECT_EQ(sample(*pixels, 5, 15, 0), 9);
  EXPECT_EQ(sample(*pixels, 5, 16, 0), 0);
}

TEST(Tiff, HandsOutStoredTilesUndecoded) {
  start_vips();
  auto const image = picture(3, VIPS_INTERPRETATION_sRGB);
  auto const opened =
      tiff::TiffImage::open(source_of(save(image.get(), "compression=jpeg,tile,tile-width=32,tile-height=32")), {});
  ASSERT_TRUE(opened);
  auto const tile = opened->tile_bytes(0, 3, 2);
  ASSERT_TRUE(tile);
  ASSERT_GT(tile->size(), 4U);
  EXPECT_EQ((*tile)[0], 0xFF);
  EXPECT_EQ((*tile)[1], 0xD8);
  EXPECT_FALSE(view_of(opened->levels()[0].jpeg_tables).empty());
}

TEST(Tiff, SerialisesExifWithoutTheOrientation) {
  for (auto const is_big : {false, true}) {
    TiffBuilder builder({.is_big_endian = is_big, .is_big_tiff = is_big});
    auto const exif =
        builder.write({{33434, {FieldType::rational, {1ULL << 32 | 60}}}, {34855, {FieldType::short_, {400}}}});
    auto directory = builder.image(2, 2, 8, 1, 1, Bytes(4));
    directory[271] = {FieldType::ascii, {'T', 'r', 'i', 'f', 'o', 'r', 0}};
    directory[274] = {FieldType::short_, {6}};
    directory[34665] = {FieldType::long_, {exif}};
    builder.chain(directory);
    auto const decoder = open_tiff(source_of(builder.bytes()), {});
    ASSERT_TRUE(decoder) << decoder.error().detail;
    EXPECT_EQ((*decoder)->header().orientation, Orientation::quarter_turn);
    auto const block = (*decoder)->header().metadata.exif;
    ASSERT_TRUE(block);
    // The block is a TIFF of its own: our own reader of directories reads it.
    auto const source = source_of(*block);
    tiff::Dialect const dialect{is_big, false};
    auto const main = tiff::read_directory(*source, dialect, 8);
    ASSERT_TRUE(main) << main.error().detail;
    ASSERT_EQ(main->size(), 2U);
    EXPECT_EQ(main->front().tag, 271);
    EXPECT_EQ(as_text(*tiff::read_field(*source, main->front(), 100)), std::string_view("Trifor\0", 7));
    auto const position = tiff::read_numbers(*source, dialect, main->back(), 1);
    auto const inner = tiff::read_directory(*source, dialect, position->front());
    ASSERT_TRUE(inner);
    ASSERT_EQ(inner->size(), 2U);
    EXPECT_EQ(tiff::read_numbers(*source, dialect, inner->back(), 1)->front(), 400U);
  }
}

// ---------------------------------------------------------------------------------------------------------- real files

std::vector<fs::path> tiffs_below(fs::path const& folder) {
  std::vector<fs::path> paths;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    auto const extension = entry.path().extension();
    if (extension == ".tif" || extension == ".tiff") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// libvips' sample on the scale of 0 … 1, as our formats have it.
double normalised(VipsImage const* image, double value, int channel, PixelFormat format) {
  auto const is_lab = format.model == ColourModel::lab && channel < 3;
  if (is_lab && image->Type == VIPS_INTERPRETATION_LAB) return channel == 0 ? value / 100 : (value + 128) / 255;
  if (is_lab && image->BandFmt == VIPS_FORMAT_SHORT) return channel == 0 ? value / 32767 : (value / 256 + 128) / 255;
  switch (image->BandFmt) {
    case VIPS_FORMAT_UCHAR:
      return value / 255;
    case VIPS_FORMAT_USHORT:
      return value / 65535;
    case VIPS_FORMAT_UINT:
      return value / 4294967295.0;
    case VIPS_FORMAT_CHAR:
      return (value + 128) / 255;
    default:
      return value;
  }
}

// libvips un-premultiplies; so the comparison does.
double ours(Pixels const& pixels, std::int64_t x, std::int64_t y, int channel) {
  auto const format = pixels.format();
  auto const top = format.type == SampleType::u8 ? 255.0 : 65535.0;
  auto const value = sample(pixels, x, y, channel) / top;
  if (!format.is_premultiplied || channel == format.colours()) return value;
  auto const alpha = sample(pixels, x, y, format.colours()) / top;
  return alpha > 0 ? std::min(value / alpha, 1.0) : 0;
}

// The largest mean absolute difference of a channel, in 255ths; negative where libvips cannot read the file.
double difference_from_vips(fs::path const& path, Pixels const& pixels, int page) {
  VipsPointer image(vips_image_new_from_file((path.string() + "[page=" + std::to_string(page) + "]").c_str(), nullptr));
  if (!image) return -1;
  if (image->Coding == VIPS_CODING_LABQ) {
    VipsImage* lab = nullptr;
    if (vips_LabQ2Lab(image.get(), &lab, nullptr) != 0) return -1;
    image.reset(lab);
  }
  EXPECT_EQ((PixelSize{image->Xsize, image->Ysize}), pixels.size());
  VipsImage* cast = nullptr;
  if (vips_cast_double(image.get(), &cast, nullptr) != 0) return -1;
  VipsPointer const doubles(cast);
  std::size_t size = 0;
  std::unique_ptr<double, void (*)(void*)> const values(static_cast<double*>(vips_image_write_to_memory(cast, &size)),
                                                        g_free);
  if (!values) return -1;
  // An alpha of Lab has no agreed scale in libvips.
  auto const is_lab = pixels.format().model == ColourModel::lab;
  auto const channels = std::min(is_lab ? 3 : pixels.format().channels(), image->Bands);
  double worst = 0;
  for (int channel = 0; channel < channels; ++channel) {
    double sum = 0;
    auto const* value = values.get() + channel;
    for (std::int64_t y = 0; y < pixels.size().height; ++y) {
      for (std::int64_t x = 0; x < pixels.size().width; ++x, value += image->Bands) {
        sum += std::abs(ours(pixels, x, y, channel) - normalised(image.get(), *value, channel, pixels.format()));
      }
    }
    worst = std::max(worst, sum * 255 / static_cast<double>(pixels.size().area()));
  }
  return worst;
}

// Files where libvips gives something else, or a number of another meaning; their own tests follow.
bool is_compared(fs::path const& path) {
  static char const* const others[] = {
      "minisblack-2c-8b-alpha.tiff",        // libvips mixes the planes up
      "int16_zstd.tif",                     // signed numbers, which libvips leaves as they are
      "off_l16.tif", "logluv-3c-16b.tiff",  // LogLuv, which libvips leaves as it is
  };
  return std::none_of(std::begin(others), std::end(others), [&](auto const* name) { return path.filename() == name; });
}

// Not readable, and why.
std::string_view refusal_of(fs::path const& path) {
  if (path.filename() == "planar-yuv420-jpeg-lzw.tif") return "subsampled planes";
  if (path.filename() == "text.tif") return "ThunderDecode: Not enough data";  // its last strip is cut off
  return {};
}

// Adds to `compared` where libvips reads the file, too.
void expect_like_vips(fs::path const& path, int& compared) {
  SCOPED_TRACE(path.filename().string());
  auto const pixels = read_file(source_of(path));
  if (auto const refusal = refusal_of(path); !refusal.empty()) {
    ASSERT_FALSE(pixels);
    EXPECT_NE(pixels.error().detail.find(refusal), std::string::npos) << pixels.error().detail;
    return;
  }
  ASSERT_TRUE(pixels) << pixels.error().message << " " << pixels.error().detail;
  if (!is_compared(path)) return;
  auto const difference = difference_from_vips(path, *pixels, 0);
  EXPECT_LT(difference, 1.0);
  if (difference >= 0) ++compared;
}

TEST(TiffFiles, AreLikeVips) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  start_vips();
  std::size_t count = 0;
  int compared = 0;
  for (auto const* folder : {"zoo/tiff", "zoo/derived", "zoo/matrix_64x56", "zoo/metadata", "zoo/multipage"}) {
    for (auto const& path : tiffs_below(*data / folder)) {
      expect_like_vips(path, compared);
      ++count;
    }
  }
  EXPECT_GT(count, 150U);
  EXPECT_GT(compared, 110);
}

TEST(TiffFiles, LargePagesOfBitsAreLikeVips) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  start_vips();
  auto const path = *data / "books/chicopee_weekly_1856-05-10_g4/page1.tiff";
  auto const decoder = open_tiff(source_of(path), {});
  ASSERT_TRUE(decoder);
  EXPECT_TRUE((*decoder)->header().is_bitonal);
  PixelRect const area{3003, 5001, 801, 300};
  auto const pixels = read_area(**decoder, 0, area);
  ASSERT_TRUE(pixels) << pixels.error().detail;
  VipsPointer const image(vips_image_new_from_file(path.c_str(), nullptr));
  ASSERT_TRUE(image);
  VipsImage* crop = nullptr;
  ASSERT_EQ(vips_crop(image.get(), &crop, 3003, 5001, 801, 300, nullptr), 0);
  VipsPointer const owned(crop);
  std::size_t size = 0;
  std::unique_ptr<std::uint8_t, void (*)(void*)> const bytes(
      static_cast<std::uint8_t*>(vips_image_write_to_memory(crop, &size)), g_free);
  ASSERT_EQ(size, 801U * 300U);
  for (std::int64_t y = 0; y < 300; ++y)
    ASSERT_EQ(std::memcmp(pixels->view().row(y), bytes.get() + y * 801, 801), 0) << y;
}

TEST(TiffFiles, LevelsOfPyramidsAreLikeVips) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  start_vips();
  auto const path = *data / "images/seurat_grande-jatte_4655x3118_pyramid_adobergb.tif";
  auto const decoder = open_tiff(source_of(path), {});
  ASSERT_TRUE(decoder) << decoder.error().detail;
  auto const& header = (*decoder)->header();
  ASSERT_EQ(header.levels.size(), 6U);
  EXPECT_EQ(header.pages, 1);
  EXPECT_TRUE(header.icc);
  EXPECT_EQ(header.levels[0].tile, (PixelSize{256, 256}));
  for (std::size_t level = 2; level < 6; ++level) {
    auto const pixels = read_level(**decoder, level);
    ASSERT_TRUE(pixels) << pixels.error().detail;
    auto const difference = difference_from_vips(path, *pixels, static_cast<int>(level));
    EXPECT_GE(difference, 0);
    EXPECT_LT(difference, 0.01);
  }
}

TEST(TiffFiles, AGigapixelIsReadInPieces) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const decoder = open_tiff(source_of(*data / "images/nasa_black_marble_2012_32768x32768_pyramid.tif"), {});
  ASSERT_TRUE(decoder) << decoder.error().detail;
  auto const& levels = (*decoder)->header().levels;
  ASSERT_EQ(levels.size(), 7U);
  EXPECT_EQ(levels.back().size, (PixelSize{512, 512}));
  // Two neighbouring areas are what one over both is.
  auto const both = read_area(**decoder, 0, {16'000, 9'000, 1'024, 100});
  auto const right = read_area(**decoder, 0, {16'500, 9'000, 524, 100});
  ASSERT_TRUE(both && right);
  for (std::int64_t y = 0; y < 100; ++y) {
    ASSERT_EQ(std::memcmp(both->view().row(y) + 1'500, right->view().row(y), right->view().row_bytes()), 0);
  }
  EXPECT_LT((*decoder)->cost(0, PixelRect::whole({32'768, 32'768})).memory, 64U << 20);
}

// The same picture at many depths, among them those that libvips does not read.
TEST(TiffFiles, DepthsAgree) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const folder = *data / "zoo/tiff/depth";
  for (std::string const kind : {"minisblack", "rgb-contig", "rgb-planar"}) {
    auto const reference = read_file(source_of(folder / ("flower-" + kind + "-16.tif")));
    ASSERT_TRUE(reference);
    for (int const bits : {2, 4, 6, 8, 10, 12, 14, 24, 32}) {
      auto const path = folder / ("flower-" + kind + "-" + (bits < 10 ? "0" : "") + std::to_string(bits) + ".tif");
      if (!fs::exists(path)) continue;
      SCOPED_TRACE(path.filename().string());
      auto const pixels = read_file(source_of(path));
      ASSERT_TRUE(pixels) << pixels.error().detail;
      // The shallow ones were made by cutting bits off, and those of 24 bits say no more than 8.
      auto const kept = bits == 24 ? 8 : std::min(bits, 10);
      auto const tolerance = 1.0 / ((1 << kept) - 1);
      double sum = 0;
      for (std::int64_t y = 0; y < 43; ++y) {
        for (std::int64_t x = 0; x < 73; ++x) {
          for (int c = 0; c < pixels->format().channels(); ++c)
            sum += std::abs(ours(*pixels, x, y, c) - ours(*reference, x, y, c));
        }
      }
      EXPECT_LT(sum / (43 * 73 * pixels->format().channels()), tolerance);
    }
  }
}

TEST(TiffFiles, OldStyleJpegIsLikeItsTwin) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  for (auto const* name : {"ojpeg-strip.tif", "ojpeg-tile.tif", "old-style-jpeg-multiple-strips.tif"}) {
    auto const decoder = open_tiff(source_of(*data / "zoo/tiff" / name), {});
    ASSERT_TRUE(decoder) << name << decoder.error().detail;
    expect_areas_are_crops(**decoder, 11);
  }
}

TEST(TiffFiles, CorruptOnesAreRefusedOrReadInPart) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto paths = tiffs_below(*data / "zoo/corrupt");
  ASSERT_GT(paths.size(), 20U);
  std::size_t refused = 0;
  for (auto const& path : paths) {
    auto const pixels = read_file(source_of(path));
    if (pixels) continue;
    ++refused;
    EXPECT_EQ(pixels.error().kind, ErrorKind::corrupt_source) << path << pixels.error().detail;
    EXPECT_EQ(pixels.error().message.find('/'), std::string::npos);
  }
  EXPECT_GT(refused, 12U);
}

}  // namespace
}  // namespace triforium::codecs
