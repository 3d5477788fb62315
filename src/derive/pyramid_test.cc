#include "derive/pyramid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <signal.h>
#include <sys/resource.h>
#include <tiffio.h>

#include "derive/pyramid_levels.h"
#include "derive/test_source.h"
#include "support/temporary_folder.h"

namespace triforium::derive {
namespace {

using test::half_of;
using test::MemoryDecoder;
using test::open_file;
using test::psnr;
using test::smooth_pixels;

constexpr PixelFormat kRgb{};
constexpr PixelFormat kGray{.model = ColourModel::gray};

PyramidSettings small_tiles(int quality = 95) {
  PyramidSettings settings;
  settings.tile = 64;
  settings.encode.jpeg_quality = quality;
  return settings;
}

class Pyramid : public testing::Test {
 protected:
  Result<PyramidReport> build(codecs::Decoder const& source, PyramidSettings const& settings) {
    return blocking_build_pyramid(source, settings, to_, {});
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (auto const& entry : std::filesystem::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    return names;
  }

  triforium::test::TemporaryFolder folder_;
  std::filesystem::path to_ = folder_.path() / "pyramid.tif";
};

// The least PSNR of any level of the file at `path` against the means of `whole`; −1 where a level is missing.
double worst_level(std::filesystem::path const& path, Pixels const& whole, std::int64_t tile) {
  auto const decoder = open_file(path);
  if (!decoder) return -1;
  auto const grids = pyramid_levels(whole.size(), tile);
  if ((*decoder)->header().levels.size() != grids.size()) return -1;
  auto expected = triforium::test::copy_of(whole);
  double worst = 99;
  for (std::size_t level = 0; level < grids.size(); ++level, expected = half_of(expected)) {
    auto const read = codecs::test::read_level(**decoder, level);
    worst = std::min(worst, read ? psnr(*read, expected) : -1);
  }
  return worst;
}

TEST_F(Pyramid, HasTheMeansInEveryLevel) {
  EXPECT_TRUE(rc::check("as the slow twin has them", [this] {
    PixelSize const size{*rc::gen::inRange<std::int64_t>(1, 150), *rc::gen::inRange<std::int64_t>(1, 150)};
    auto settings = small_tiles(94);
    settings.threads = *rc::gen::inRange(1U, 4U);
    using codecs::Subsampling;
    settings.encode.subsampling = *rc::gen::element(Subsampling::automatic, Subsampling::s422, Subsampling::s420);
    MemoryDecoder const source(smooth_pixels(size, *rc::gen::element(kRgb, kGray)));
    auto const report = build(source, settings);
    RC_ASSERT(report.has_value());
    RC_ASSERT(report->size == size);
    RC_ASSERT(report->bytes == std::filesystem::file_size(to_));
    RC_ASSERT(worst_level(to_, source.pixels(), settings.tile) >= 40);
  }));
}

TEST_F(Pyramid, IsTheSameByAnyNumberOfThreads) {
  MemoryDecoder const source(triforium::test::random_pixels({700, 531}, kRgb, 3));
  auto settings = small_tiles(85);
  ASSERT_TRUE(build(source, settings));
  auto const alone = codecs::test::load(to_);
  settings.threads = 5;
  ASSERT_TRUE(build(source, settings));
  EXPECT_TRUE(alone == codecs::test::load(to_));
  EXPECT_THAT(files(), testing::ElementsAre("pyramid.tif"));
}

TEST_F(Pyramid, CanBeHandedOutTileByTile) {
  MemoryDecoder const source(smooth_pixels({300, 200}, kRgb));
  ASSERT_TRUE(build(source, small_tiles()));
  auto const decoder = open_file(to_).value();
  auto const& levels = decoder->header().levels;
  ASSERT_EQ(levels.size(), 4U);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    EXPECT_EQ(levels[level].tile, (PixelSize{64, 64}));
    LevelGrid const grid{levels[level].size, 64};
    for (std::int64_t i = 0; i < grid.tiles(); ++i) {
      auto const tile = decoder->stored_tile(level, i % grid.columns(), i / grid.columns());
      ASSERT_TRUE(tile && *tile) << "level " << level << ", tile " << i;
      EXPECT_EQ((*tile)->colours, codecs::StoredTile::Colours::ycbcr);
      EXPECT_EQ((*tile)->size, (PixelSize{64, 64}));
      EXPECT_TRUE((*tile)->tables);
    }
  }
}

TEST_F(Pyramid, IsReadByLibvips) {
  for (auto const format : {kRgb, kGray}) {
    to_ = folder_.path() / (format == kGray ? "gray.tif" : "rgb.tif");  // libvips remembers files by their names
    MemoryDecoder const source(smooth_pixels({201, 130}, format));
    ASSERT_TRUE(build(source, small_tiles()));
    auto const ours = codecs::test::read_level(*open_file(to_).value(), 0);
    auto const difference = codecs::test::difference_from_vips(to_, *ours);
    ASSERT_TRUE(difference);
    EXPECT_LT(*difference, 0.002);
  }
}

// Whatever libtiff complains of.
std::string complaints;
void complain(char const*, char const* format, va_list) {
  complaints += format;
}

TEST_F(Pyramid, IsReadByLibtiff) {
  MemoryDecoder const source(smooth_pixels({300, 200}, kRgb));
  ASSERT_TRUE(build(source, small_tiles(85)));
  complaints.clear();
  TIFFSetErrorHandler(complain);
  TIFFSetWarningHandler(complain);
  auto* const tiff = TIFFOpen(to_.c_str(), "r");
  ASSERT_NE(tiff, nullptr);
  int pages = 0;
  do {
    std::uint32_t kind = 0, width = 0;
    TIFFGetField(tiff, TIFFTAG_SUBFILETYPE, &kind);
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    EXPECT_EQ(kind, pages == 0 ? 0U : FILETYPE_REDUCEDIMAGE);
    EXPECT_EQ(width, static_cast<std::uint32_t>((300 + (1 << pages) - 1) >> pages));
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    Bytes tile(static_cast<std::size_t>(TIFFTileSize(tiff)));
    for (std::uint32_t i = 0; i < TIFFNumberOfTiles(tiff); ++i)
      EXPECT_EQ(TIFFReadEncodedTile(tiff, i, tile.data(), -1), static_cast<tmsize_t>(tile.size()));
    ++pages;
  } while (TIFFReadDirectory(tiff) != 0);
  TIFFClose(tiff);
  EXPECT_EQ(pages, 4);
  EXPECT_EQ(complaints, "");
}

TEST_F(Pyramid, RoundsSixteenBits) {
  PixelFormat wide;
  wide.type = SampleType::u16;
  MemoryDecoder const source(smooth_pixels({100, 70}, wide));
  ASSERT_TRUE(build(source, small_tiles()));
  EXPECT_GE(worst_level(to_, smooth_pixels({100, 70}, kRgb), 64), 40);
}

// One of those that libvips brings along.
SharedBytes profile_called(char const* name) {
  if (VIPS_INIT("test") != 0) return nullptr;
  VipsBlob* blob = nullptr;
  if (vips_profile_load(name, &blob, nullptr) != 0) return nullptr;
  std::size_t size = 0;
  auto const* bytes = static_cast<std::uint8_t const*>(vips_blob_get(blob, &size));
  auto profile = share(Bytes(bytes, bytes + size));
  vips_area_unref(VIPS_AREA(blob));
  return profile;
}

TEST_F(Pyramid, MakesInkLight) {
  auto const profile = profile_called("cmyk");
  ASSERT_TRUE(profile);
  for (auto const& icc : {SharedBytes(), profile}) {
    MemoryDecoder source(smooth_pixels({150, 99}, {.model = ColourModel::cmyk}));
    source.described.icc = icc;
    auto settings = small_tiles();
    settings.colour = ColourTarget::keep;  // no TIFF of three samples keeps four
    ASSERT_TRUE(build(source, settings));
    auto const expected = triforium::test::drain(make_srgb(triforium::test::reader_of(source.pixels()), view_of(icc)));
    EXPECT_GE(worst_level(to_, expected, 64), 40);
    EXPECT_FALSE(open_file(to_).value()->header().icc);
  }
}

TEST_F(Pyramid, KeepsWhatItIsTold) {
  MemoryDecoder source(smooth_pixels({100, 70}, kRgb));
  source.described.icc = srgb_profile();
  source.described.metadata.xmp = share(Bytes(20, 'x'));
  source.described.metadata.iptc = share(Bytes(11, 'i'));
  source.described.orientation = codecs::Orientation::quarter_turn;
  auto settings = small_tiles();
  settings.colour = ColourTarget::keep;
  ASSERT_TRUE(build(source, settings));
  auto const kept = open_file(to_).value();
  EXPECT_EQ(*kept->header().icc, *srgb_profile());
  EXPECT_EQ(*kept->header().metadata.xmp, *source.header().metadata.xmp);
  EXPECT_EQ(*kept->header().metadata.iptc, *source.header().metadata.iptc);
  EXPECT_EQ(kept->header().orientation, codecs::Orientation::quarter_turn);
  EXPECT_EQ(kept->header().size, (PixelSize{100, 70}));

  ASSERT_TRUE(build(source, small_tiles()));
  EXPECT_FALSE(open_file(to_).value()->header().icc);
}

TEST_F(Pyramid, IsNotBuiltOfTransparentImages) {
  MemoryDecoder const source(smooth_pixels({10, 10}, {.has_alpha = true}));
  EXPECT_FALSE(can_build_pyramid(source.header()));
  EXPECT_EQ(build(source, small_tiles()).error().kind, ErrorKind::not_implemented);
}

TEST_F(Pyramid, IsNotBuiltWithSettingsOutOfRange) {
  MemoryDecoder const source(smooth_pixels({10, 10}, kRgb));
  for (std::int64_t const tile : {0, 32, 100, 8192}) {
    auto settings = small_tiles();
    settings.tile = tile;
    EXPECT_EQ(build(source, settings).error().kind, ErrorKind::internal);
  }
  auto settings = small_tiles();
  settings.threads = 0;
  EXPECT_EQ(build(source, settings).error().kind, ErrorKind::internal);
}

TEST_F(Pyramid, IsNotBuiltBeyondItsMemory) {
  MemoryDecoder const source(smooth_pixels({500, 300}, kRgb));
  auto settings = small_tiles();
  settings.max_memory = 100'000;
  EXPECT_EQ(build(source, settings).error().kind, ErrorKind::too_large);
  EXPECT_THAT(files(), testing::IsEmpty());
}

TEST_F(Pyramid, LeavesNothingWhenItIsStopped) {
  MemoryDecoder const source(smooth_pixels({100, 500}, kRgb));
  for (unsigned const threads : {1U, 3U}) {
    for (int const stop_at : {0, 1, 4}) {
      std::stop_source stop;
      int told = 0;
      auto const at_once = stop_at == 0 && stop.request_stop();
      auto settings = small_tiles();
      settings.threads = threads;
      auto const report = blocking_build_pyramid(source, settings, to_, stop.get_token(), [&](double part) {
        EXPECT_LE(part, 1);
        if (++told == stop_at) stop.request_stop();
      });
      ASSERT_FALSE(report);
      EXPECT_EQ(report.error().kind, ErrorKind::cancelled);
      EXPECT_EQ(told, at_once ? 0 : stop_at);
      EXPECT_THAT(files(), testing::IsEmpty());
    }
  }
}

TEST_F(Pyramid, LeavesNothingOfASourceThatEndsEarly) {
  MemoryDecoder source(smooth_pixels({200, 500}, kRgb));
  auto settings = small_tiles();
  settings.threads = 2;
  for (std::int64_t const rows : {0, 100, 499}) {
    source.good_rows = rows;
    EXPECT_EQ(build(source, settings).error().kind, ErrorKind::corrupt_source);
    EXPECT_THAT(files(), testing::IsEmpty());
  }
}

// A file that cannot grow, as on a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : ignored_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto const limited = rlimit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, ignored_);
  }

 private:
  rlimit before_{};
  sighandler_t ignored_;
};

TEST_F(Pyramid, LeavesWhatWasThereWhenTheDiskIsFull) {
  MemoryDecoder const source(triforium::test::random_pixels({400, 400}, kRgb, 1));
  folder_.write("pyramid.tif", "what was there");
  for (rlim_t const bytes : {rlim_t{10}, rlim_t{20000}}) {
    Result<PyramidReport> report;
    {
      FileSizeLimit const limit(bytes);
      report = build(source, small_tiles());
    }
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::storage_full);
    EXPECT_THAT(report.error().message, testing::Not(testing::HasSubstr("/")));
    EXPECT_THAT(report.error().detail, testing::HasSubstr("File too large"));
    EXPECT_THAT(files(), testing::ElementsAre("pyramid.tif"));
    EXPECT_EQ(codecs::test::load(to_).size(), 14U);
  }
}

TEST_F(Pyramid, SaysWhereItCannotWrite) {
  MemoryDecoder const source(smooth_pixels({10, 10}, kRgb));
  to_ = folder_.path() / "missing" / "pyramid.tif";
  auto const report = build(source, small_tiles());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().kind, ErrorKind::storage_full);
  EXPECT_THAT(report.error().detail, testing::HasSubstr("No such file or directory"));
}

// ------------------------------------------------------------------------------------------------- without a second
// loss

using codecs::Subsampling;

// A JPEG file, and what opens it.
struct JpegFile {
  std::shared_ptr<storage::Source const> bytes;
  std::shared_ptr<codecs::Decoder const> decoder;
};
JpegFile jpeg_of(Pixels const& pixels, Subsampling subsampling, bool is_progressive = false,
                 SharedBytes icc = nullptr) {
  codecs::EncodeSettings settings;
  settings.jpeg_quality = 80;
  settings.subsampling = subsampling;
  settings.is_progressive = is_progressive;
  codecs::BytesSink sink;
  auto const rows = triforium::test::reader_of(pixels);
  codecs::Accompaniment with;
  with.icc = std::move(icc);
  EXPECT_TRUE(codecs::encode(codecs::OutputFormat::jpg, *rows, settings, with, sink));
  auto bytes = storage::make_memory_source("test", std::move(sink.bytes));
  auto decoder = codecs::open(bytes, {}).value();
  return {std::move(bytes), std::move(decoder)};
}

TEST_F(Pyramid, TakesTheCoefficientsOfJpegFiles) {
  EXPECT_TRUE(rc::check("level 0 is the file", [this] {
    PixelSize const size{*rc::gen::inRange<std::int64_t>(1, 150), *rc::gen::inRange<std::int64_t>(1, 150)};
    auto const sampling = *rc::gen::element(Subsampling::s444, Subsampling::s422, Subsampling::s420);
    auto const format = *rc::gen::element(kRgb, kGray);
    auto const source = jpeg_of(smooth_pixels(size, format), sampling);
    auto settings = small_tiles();
    settings.threads = *rc::gen::inRange(1U, 4U);
    auto const report = blocking_build_pyramid(*source.decoder, *source.bytes, settings, to_, {});
    RC_ASSERT(report.has_value());
    RC_ASSERT(report->is_lossless);
    auto const whole = codecs::test::read_level(*source.decoder, 0);
    RC_ASSERT(worst_level(to_, *whole, settings.tile) >= 40);
    auto const level = codecs::test::read_level(**open_file(to_), 0);
    // Interpolated chroma differs at the edges of tiles.
    auto const is_interpolated = format == kRgb && sampling != Subsampling::s444;
    RC_ASSERT(triforium::test::difference(*level, *whole) <= (is_interpolated ? 12U : 0U));
  }));
}

TEST_F(Pyramid, TakesTheTilesOfTiffs) {
  MemoryDecoder const drawn(smooth_pixels({300, 200}, kRgb));
  ASSERT_TRUE(build(drawn, small_tiles(70)));
  auto const bytes = storage::make_memory_source("test", codecs::test::load(to_));
  auto const decoder = codecs::open(bytes, {}).value();
  PyramidSettings settings;  // of other tiles and quality
  settings.threads = 2;
  auto const report = blocking_build_pyramid(*decoder, *bytes, settings, to_, {});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->is_lossless);
  auto const taken = open_file(to_).value();
  EXPECT_EQ(taken->header().levels[0].tile, (PixelSize{64, 64}));
  EXPECT_EQ(triforium::test::difference(*codecs::test::read_level(*taken, 0), *codecs::test::read_level(*decoder, 0)),
            0U);
  EXPECT_GE(worst_level(to_, *codecs::test::read_level(*decoder, 0), 64), 38);
  auto const before = (*decoder->stored_tile(0, 4, 3)).value(), after = (*taken->stored_tile(0, 4, 3)).value();
  EXPECT_EQ(
      *storage::read_exactly(*bytes, before.offset, before.length),
      *storage::read_exactly(*storage::make_memory_source("", codecs::test::load(to_)), after.offset, after.length));
}

TEST_F(Pyramid, CodesAnewWhatItCannotTake) {
  auto const pixels = smooth_pixels({150, 99}, kRgb);
  auto const is_lossless = [&](JpegFile const& file, PyramidSettings const& settings) {
    auto const report = blocking_build_pyramid(*file.decoder, *file.bytes, settings, to_, {});
    EXPECT_TRUE(report);
    EXPECT_GE(worst_level(to_, pixels, settings.tile), 35);
    return report && report->is_lossless;
  };
  auto settings = small_tiles();
  EXPECT_TRUE(is_lossless(jpeg_of(pixels, Subsampling::s420), settings));
  EXPECT_TRUE(is_lossless(jpeg_of(pixels, Subsampling::s420, true), settings)) << "several scans";
  settings.max_coefficients = 1000;
  EXPECT_FALSE(is_lossless(jpeg_of(pixels, Subsampling::s420), settings)) << "too many coefficients";
}

TEST_F(Pyramid, TakesNoCoefficientsOfHalfAFile) {
  auto const pixels = smooth_pixels({150, 99}, kRgb);
  for (bool const is_progressive : {false, true}) {
    auto const whole = jpeg_of(pixels, Subsampling::s420, is_progressive);
    for (auto const size : {whole.bytes->size() / 2, whole.bytes->size() - 100}) {
      auto const bytes = storage::make_memory_source("test", storage::read_exactly(*whole.bytes, 0, size).value());
      auto const decoder = codecs::open(bytes, {}).value();
      auto const report = blocking_build_pyramid(*decoder, *bytes, small_tiles(), to_, {});
      ASSERT_FALSE(report);
      EXPECT_EQ(report.error().kind, ErrorKind::corrupt_source);
      EXPECT_THAT(files(), testing::IsEmpty());
    }
  }
}

TEST_F(Pyramid, ConvertsTheColoursOfJpegFiles) {
  auto const profile = profile_called("p3");
  ASSERT_TRUE(profile);
  auto const source = jpeg_of(smooth_pixels({150, 99}, kRgb), Subsampling::s444, false, profile);
  auto settings = small_tiles();
  auto const converted = blocking_build_pyramid(*source.decoder, *source.bytes, settings, to_, {});
  ASSERT_TRUE(converted);
  EXPECT_FALSE(converted->is_lossless);
  settings.colour = ColourTarget::keep;
  auto const kept = blocking_build_pyramid(*source.decoder, *source.bytes, settings, to_, {});
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->is_lossless);
  EXPECT_EQ(*open_file(to_).value()->header().icc, *profile);
}

TEST_F(Pyramid, LeavesNothingOfDamagedTiles) {
  MemoryDecoder const drawn(smooth_pixels({300, 200}, kRgb));
  ASSERT_TRUE(build(drawn, small_tiles(70)));
  auto damaged = codecs::test::load(to_);
  std::filesystem::remove(to_);
  auto const tile = (*codecs::test::open_bytes(damaged).value()->stored_tile(0, 2, 2)).value();
  for (auto const keeps : {std::uint64_t{3}, tile.length / 2}) {
    std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(tile.offset + keeps), tile.length - keeps,
                std::uint8_t{0});
    auto const bytes = storage::make_memory_source("test", damaged);
    auto const decoder = codecs::open(bytes, {}).value();
    auto const report = blocking_build_pyramid(*decoder, *bytes, small_tiles(), to_, {});
    // Either the decoder of pixels lives with it, or there is nothing.
    EXPECT_EQ(report ? 1U : 0U, files().size());
    if (report) {
      EXPECT_FALSE(report->is_lossless);
    } else {
      EXPECT_EQ(report.error().kind, ErrorKind::corrupt_source);
    }
    std::filesystem::remove(to_);
  }
}

TEST(PyramidCost, IsBoundedByTheWidth) {
  auto const header_of = [](PixelSize size) {
    codecs::Header header;
    header.size = size;
    return header;
  };
  PyramidSettings settings;
  settings.threads = 2;
  auto const gigapixel = pyramid_memory(header_of({32768, 32768}), settings);
  EXPECT_LT(gigapixel, 240U << 20);
  EXPECT_GT(gigapixel, 100U << 20);
  EXPECT_LT(pyramid_memory(header_of({32768, 4'000'000}), settings), 250U << 20);

  MemoryDecoder const source(smooth_pixels({300, 200}, kRgb));
  auto const cost = pyramid_cost(source, settings);
  EXPECT_EQ(cost.memory, pyramid_memory(source.header(), settings) + 1000);
  EXPECT_GE(cost.pixels, 2000U + 300 * 200);
}

}  // namespace
}  // namespace triforium::derive
