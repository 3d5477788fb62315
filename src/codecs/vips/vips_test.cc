#include "codecs/vips/vips_decoder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "codecs/vips/default_profiles.h"
#include "codecs/vips/vips_library.h"
#include "support/data.h"

namespace triforium::codecs {
namespace {

Bytes read_file(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<storage::Source const> source_of(Bytes bytes) {
  return storage::make_memory_source("test", std::move(bytes));
}
std::shared_ptr<storage::Source const> source_of(std::string_view text) {
  return source_of(Bytes(as_bytes(text).begin(), as_bytes(text).end()));
}

Result<Pixels> read_area(Decoder const& decoder, PixelRect area) {
  TRIFORIUM_TRY(auto const reader, decoder.read(0, area));
  return read_all(*reader);
}
Result<Pixels> read_whole(Decoder const& decoder) {
  return read_area(decoder, PixelRect::whole(decoder.header().size));
}

double mean_difference(ConstPixelsView a, ConstPixelsView b) {
  if (a.size != b.size || a.format != b.format) return 255;
  double sum = 0;
  for (std::int64_t y = 0; y < a.size.height; ++y) {
    for (std::size_t i = 0; i < a.row_bytes(); ++i)
      sum += std::abs(a.row(y)[i] - b.row(y)[i]);
  }
  return sum / static_cast<double>(a.row_bytes() * static_cast<std::size_t>(a.size.height));
}

TEST(VipsDecoder, ReadsPlainPnm) {
  auto const decoder = open_pnm(source_of("P3\n2 2\n255\n1 2 3  4 5 6\n7 8 9  10 11 12\n"), {});
  ASSERT_TRUE(decoder) << decoder.error().detail;
  EXPECT_EQ((*decoder)->header().size, (PixelSize{2, 2}));
  auto const lower_right = read_area(**decoder, {1, 1, 1, 1});
  ASSERT_TRUE(lower_right);
  auto const* pixel = lower_right->view().row(0);
  EXPECT_EQ(Bytes(pixel, pixel + 3), (Bytes{10, 11, 12}));
}

TEST(VipsDecoder, SniffsByContent) {
  EXPECT_TRUE(sniff_gif(as_bytes("GIF89a")));
  EXPECT_FALSE(sniff_gif(as_bytes("GIF88a")));
  EXPECT_TRUE(sniff_jxl(as_bytes("\xFF\x0A")));
  EXPECT_TRUE(sniff_pnm(as_bytes("P6 1 1")));
  EXPECT_FALSE(sniff_pnm(as_bytes("PNG")));
  EXPECT_TRUE(sniff_pdf(as_bytes("\n%PDF-1.4")));
  EXPECT_TRUE(
      sniff_heif(as_bytes(std::string_view("\0\0\0\x14"
                                           "ftypmif1\0\0\0\0avif",
                                           20))));
  EXPECT_FALSE(
      sniff_heif(as_bytes(std::string_view("\0\0\0\x14"
                                           "ftypisom\0\0\0\0mp42",
                                           20))));
}

TEST(VipsDecoder, NeverLoadsByOtherMeans) {
  ASSERT_TRUE(vips::start());
  std::string_view const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'></svg>";
  vips::ImageHandle const image(vips_image_new_from_buffer(svg.data(), svg.size(), "", nullptr));
  EXPECT_EQ(image, nullptr);
  vips::take_message();
}

TEST(VipsDecoder, CmykWithoutProfileGetsOne) {
  auto const profile = default_cmyk_profile();
  ASSERT_NE(profile, nullptr);
  ASSERT_GT(profile->size(), 132U);
  EXPECT_EQ(as_text(*profile).substr(16, 4), "CMYK");
  EXPECT_EQ(default_cmyk_profile(), profile);
}

// irot and imir are honoured, once: all eight files hold the same scene.
TEST(VipsDecoder, HeifIsUprightWhateverItsTurns) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const read = [&](std::string const& name) {
    auto const decoder = open_heif(source_of(read_file(*data / "zoo/avif-heif" / name)), {}).value();
    EXPECT_EQ(decoder->header().orientation, Orientation::upright);
    EXPECT_EQ(decoder->header().size, (PixelSize{640, 427})) << name;
    return read_whole(*decoder).value();
  };
  auto const upright = read("rot0mir0.avif");
  for (auto const* name : {"rot0mir1.avif", "rot1mir0.avif", "rot1mir1.avif", "rot2mir0.avif", "rot2mir1.avif",
                           "rot3mir0.avif", "rot3mir1.avif"}) {
    auto const other = read(name);
    EXPECT_EQ(other.size(), upright.size()) << name;
  }
}

TEST(VipsDecoder, PartsAreCropsOfTheWhole) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  struct Case {
    char const* file;
    OpenFunction open;
    int channels;
    int bits;
  };
  for (auto const& [file, open, channels, bits] :
       {Case{"derived/avif_10bit_444_alpha.avif", open_heif, 4, 10}, Case{"derived/heic.heic", open_heif, 3, 8},
        Case{"derived/jxl_lossless.jxl", open_jxl, 3, 8}, Case{"derived/gif_static.gif", open_gif, 3, 8},
        Case{"multipage/pdf-multipage.pdf", open_pdf, 3, 8}}) {
    SCOPED_TRACE(file);
    auto const decoder = open(source_of(read_file(*data / "zoo" / file)), {});
    ASSERT_TRUE(decoder) << decoder.error().detail;
    auto const& header = (*decoder)->header();
    EXPECT_EQ(header.pixels.channels(), channels);
    EXPECT_EQ(header.bits_per_sample, bits);
    auto const whole = read_whole(**decoder);
    ASSERT_TRUE(whole) << whole.error().detail;
    PixelRect const area{header.size.width / 2, header.size.height / 2, header.size.width / 4, header.size.height / 4};
    auto const part = read_area(**decoder, area);
    ASSERT_TRUE(part) << part.error().detail;
    auto const bytes = header.pixels.bytes_per_pixel();
    for (std::int64_t y = 0; y < area.height; ++y) {
      auto const* expected = whole->view().row(area.y + y) + area.x * bytes;
      ASSERT_TRUE(std::equal(expected, expected + area.width * bytes, part->view().row(y))) << "row " << y;
    }
  }
}

// The lossless and the lossy file were made of one picture.
TEST(VipsDecoder, FormatsAgreeOnOnePicture) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const read = [&](char const* name, OpenFunction open) {
    return read_whole(*open(source_of(read_file(*data / "zoo/derived" / name)), {}).value()).value();
  };
  auto const exact = read("jxl_lossless.jxl", open_jxl);
  for (auto const& other :
       {read("jxl_lossy.jxl", open_jxl), read("avif_8bit_420.avif", open_heif), read("heic.heic", open_heif)}) {
    EXPECT_LT(mean_difference(exact.view(), other.view()), 6);
  }
}

TEST(VipsDecoder, PagesArePagesAndPasswordsAreSaid) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const pdf = source_of(read_file(*data / "zoo/multipage/pdf-multipage.pdf"));
  auto const first = open_pdf(pdf, {});
  ASSERT_TRUE(first);
  int const pages = (*first)->header().pages;
  EXPECT_GT(pages, 1);
  OpenOptions options;
  options.page = pages - 1;
  EXPECT_TRUE(open_pdf(pdf, options));
  options.page = pages;
  auto const beyond = open_pdf(pdf, options);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().kind, ErrorKind::not_found);
  auto const locked = open_pdf(source_of(read_file(*data / "zoo/pdf/encryption_openpassword.pdf")), {});
  ASSERT_FALSE(locked);
  EXPECT_NE(locked.error().message.find("password"), std::string::npos);
}

TEST(VipsDecoder, RefusesWhatIsDamagedOrTooLarge) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const fails = [&](char const* file, OpenFunction open) {
    auto const decoder = open(source_of(read_file(*data / "zoo" / file)), {});
    return !decoder || !read_whole(**decoder);
  };
  EXPECT_TRUE(fails("limits/17000x17000.avif", open_heif));
  EXPECT_TRUE(fails("corrupt/truncated/avif_8bit_420_trunc.avif", open_heif));
  EXPECT_TRUE(fails("corrupt/truncated/heic_trunc.heic", open_heif));
  EXPECT_TRUE(fails("corrupt/truncated/jxl_lossy_trunc.jxl", open_jxl));
  EXPECT_TRUE(fails("corrupt/truncated/gif_static_trunc.gif", open_gif));
  OpenOptions small;
  small.limits.max_memory = 1 << 20;
  auto const refused = open_jxl(source_of(read_file(*data / "zoo/derived/jxl_lossy.jxl")), small);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::too_large);
}

}  // namespace
}  // namespace triforium::codecs
