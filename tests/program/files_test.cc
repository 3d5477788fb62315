// Every real picture file of the shared data, through the server and through libvips: size and colours agree, or the
// file is refused in a sentence. docs/formats/tested.md is the list of it.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <vips/vips.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <map>
#include <set>

#include "base/text.h"
#include "codecs/registry.h"
#include "program/pictures.h"
#include "program/running_server.h"
#include "program/vips_reader.h"
#include "storage/file_source.h"
#include "support/data.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;

// Mean difference, of 255, of a thumbnail of at most 300 × 300: what filters and colour engines may differ by.
constexpr double kTolerance = 3.0;
// By how much a difference may move before the list has to be written anew.
constexpr double kDrift = 0.5;

// What is known to be otherwise, and why: each has been looked at. A path, or the beginning of some.
struct Deviation {
  std::string_view path;
  std::string_view reason;
};
constexpr std::string_view kPress = "CMYK without a profile: libvips takes another press for it";
constexpr std::string_view kInks = "CMYK with a further sample, which libvips confuses";
constexpr std::string_view kOddBits = "libvips does not read this many bits";
constexpr std::string_view kRange = "libvips takes 0 to 255, or 0 to 1, for the range; here it is found in the file";
constexpr std::string_view kOldJpeg = "libvips lacks old-style JPEG in TIFF";
constexpr std::string_view kLossless = "lossless and 12-bit JPEG are not read, by libvips neither";
constexpr std::string_view kTiles = "libvips loses tiles of it";
constexpr std::string_view kSvg = "SVG is not read: it can refer to other files and hosts";
constexpr std::string_view kTurned = "libvips does not see its orientation";
constexpr Deviation kDeviations[] = {
    {"zoo/derived/jpg_cmyk_nojfif.jpg", kPress},
    {"zoo/derived/tif_cmyk_deflate.tif", kPress},
    {"zoo/derived/tif_float32.tif", kRange},
    {"zoo/htj2k/simple_dec_irv97_64x64_gray_tiles.jph", kTiles},
    {"zoo/htj2k/simple_dec_irv97_64x64_tiles_", kTiles},
    {"zoo/htj2k/tileoffset-ojph.jhc", "HTJ2K off the origin of its grid is not read by default"},
    {"zoo/jp2/eciRGBv2_restricted_icc.jp2", "libvips leaves its profile aside"},
    {"zoo/jp2/oj-poc-main-header.jp2", "libvips shows its RGB as YCC"},
    {"zoo/jp2/oj-ppm-main-header-2.jp2", "no sound codestream: libvips refuses it, too"},
    {"zoo/jp2/palettedImage.jp2", "libvips shows the palette's indices"},
    {"zoo/jp2/relax_tileparts.jp2", kTiles},
    {"zoo/jpeg/cmyk-sample", kPress},
    {"zoo/jpeg/gradient_ls", kLossless},
    {"zoo/jpeg/jpegli-xyb.jpg", "libvips shows XYB as RGB"},
    {"zoo/jpeg/monkey12.jpg", kLossless},
    {"zoo/jpeg/testimg_rgb.jpg", kLossless},
    {"zoo/limits/17000x17000.avif", "above the limit of libheif"},
    {"zoo/limits/65536-uint32-limit.png", "4.3 gigapixels without tiles"},
    {"zoo/matrix_64x56/bmp-", "libvips reads BMP by ImageMagick only"},
    {"zoo/matrix_64x56/tif-rgba-1res-64x56x8-tiled-jpeg.tif", "libvips does not read four samples in JPEG"},
    {"zoo/metadata/jp2-exif.jp2", kTurned},
    {"zoo/metadata/jp2-orientation-90.jp2", kTurned},
    {"zoo/metadata/jpg-ycck.jpg", kPress},
    {"zoo/metadata/png-rotated.png", kTurned},
    {"zoo/pdf/encryption_openpassword.pdf", "nobody has told us the password"},
    {"zoo/svg/", kSvg},
    {"zoo/tiff/12bit.cropped.rgb.tiff", kOddBits},
    {"zoo/tiff/bigtiff/BigTIFFSamples.html", "no picture: a page about the others"},
    {"zoo/tiff/cmyk-3c-16b.tiff", kPress},
    {"zoo/tiff/cmyk-4c-8b.tiff", kInks},
    {"zoo/tiff/cmyk-with-non-alpha-extra-channel.tiff", kInks},
    {"zoo/tiff/cmyk_jpeg_no_profile.tif", kPress},
    {"zoo/tiff/depth/flower-minisblack-06.tif", kOddBits},
    {"zoo/tiff/depth/flower-minisblack-10.tif", kOddBits},
    {"zoo/tiff/depth/flower-minisblack-12.tif", kOddBits},
    {"zoo/tiff/depth/flower-minisblack-14.tif", kOddBits},
    {"zoo/tiff/depth/flower-minisblack-24.tif", kOddBits},
    {"zoo/tiff/depth/flower-minisblack-32.tif", kRange},
    {"zoo/tiff/depth/flower-rgb-contig-02.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-contig-04.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-contig-10.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-contig-12.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-contig-14.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-contig-24.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-contig-32.tif", kRange},
    {"zoo/tiff/depth/flower-rgb-planar-02.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-planar-04.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-planar-10.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-planar-12.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-planar-14.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-planar-24.tif", kOddBits},
    {"zoo/tiff/depth/flower-rgb-planar-32.tif", kRange},
    {"zoo/tiff/depth/flower-separated-", kPress},
    {"zoo/tiff/floatingpoint-16bit.tif", kOddBits},
    {"zoo/tiff/gradient-1c-64b-float.tiff", kOddBits},
    {"zoo/tiff/indexed-unspecified-extrasamples.tif", "libvips takes an unspecified sample for alpha"},
    {"zoo/tiff/int16_zstd.tif", kRange},
    {"zoo/tiff/lab-a-8.tiff", "CIELAB with alpha, which libvips shows white"},
    {"zoo/tiff/minisblack-2c-8b-alpha.tiff", "planar gray with alpha, which libvips garbles"},
    {"zoo/tiff/off_l16.tif", kRange},
    {"zoo/tiff/ojpeg", kOldJpeg},
    {"zoo/tiff/old-style-jpeg-multiple-strips.tif", kOldJpeg},
    {"zoo/tiff/planar-yuv420-jpeg-lzw.tif", "planar subsampled YCbCr is not read, by libvips neither"},
    {"zoo/tiff/predictor-3-rgb-f32.tif", kRange},
    {"zoo/tiff/random-fp16.tiff", kOddBits},
    {"zoo/tiff/smallliz.tif", kOldJpeg},
    {"zoo/tiff/subsampled.tif", "subsampled YCbCr without JPEG, which libvips lacks"},
    {"zoo/tiff/text.tif", "its ThunderScan data end before its last rows"},
    {"zoo/tiff/tiff_with_subifd_chain.tif", "each of its levels is another gray: the server shows the one it needs"},
    {"zoo/tiff/tiled-oversize-gray-i8.tif", kRange},
    {"zoo/tiff/ycbcr-cat.tif", "subsampled YCbCr without JPEG, which libvips lacks"},
    {"zoo/tiff/zackthecat.tif", kOldJpeg},
};

struct Row {
  std::string path;
  std::string format;
  std::string size;
  std::string result;
  std::string difference;
};

Deviation const* deviation_of(std::string const& path) {
  auto const* const found = std::find_if(std::begin(kDeviations), std::end(kDeviations),
                                         [&](auto const& one) { return path.starts_with(one.path); });
  return found == std::end(kDeviations) ? nullptr : found;
}

// Files that are broken on purpose: any answer will do that is one.
bool is_broken(std::string const& path) {
  return path.starts_with("zoo/corrupt/") || path.starts_with("zoo/png/pngsuite/x");
}

std::vector<std::string> picture_files(fs::path const& root) {
  static std::set<std::string> const kOfBooks = {".jpg", ".jpeg", ".jp2", ".tif", ".tiff", ".png", ".pdf"};
  std::vector<std::string> found;
  for (std::string const folder : {"images", "zoo", "books"}) {
    for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
      bool const is_wanted = folder != "books" || kOfBooks.contains(entry.path().extension().string());
      if (entry.is_regular_file() && is_wanted) found.push_back(entry.path().lexically_relative(root).string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string format_of(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  Bytes head(codecs::kSniffBytes);
  file.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  for (auto const& format : codecs::readable_formats()) {
    if (format.sniff(head)) return std::string(format.name);
  }
  return "–";
}

std::string text_of(PixelSize size) {
  return fmt::format("{} × {}", size.width, size.height);
}

// "500: The source image does not decode."
std::string refusal_of(Answer const& answer) {
  boost::json::error_code error;
  auto const problem = boost::json::parse(answer.body, error);
  if (error || !problem.is_object()) return fmt::format("{}: no sentence", answer.status);
  return fmt::format("{}: {}", answer.status, std::string(problem.at("detail").as_string()));
}

// What the server says of a file.
struct Served {
  Row row;
  PixelSize size;
  std::string thumbnail;  // a PNG; empty where the row says why
};

Served ask(RunningServer const& server, fs::path const& root, std::string const& path) {
  Served served{{path, format_of(root / path), "–", "", "–"}, {}, {}};
  auto const base = "/iiif/3/" + percent_encode(path);
  auto const info = server.get(base + "/info.json");
  if (info.status != 200) {
    served.row.result = refusal_of(info);
    return served;
  }
  auto const json = boost::json::parse(info.body).as_object();
  served.size = {json.at("width").to_number<std::int64_t>(), json.at("height").to_number<std::int64_t>()};
  served.row.size = text_of(served.size);
  auto const image = server.get(base + "/full/!300,300/0/default.png");
  if (image.status == 200) {
    served.thumbnail = image.body;
  } else {
    served.row.result = "pixels " + refusal_of(image);
  }
  return served;
}

std::vector<Served> ask_for_all(fs::path const& root) {
  auto config = config_for(root);
  config.sources.identifiers = "path";
  RunningServer const server(config);
  std::vector<Served> all;
  for (auto const& path : picture_files(root)) {
    auto const started = std::chrono::steady_clock::now();
    all.push_back(ask(server, root, path));
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(30)) << path;
  }
  return all;
}

// What libvips says of it, in a process of its own.
struct Opinion {
  std::optional<PixelSize> size;
  std::optional<FlatPicture> thumbnail;
};

std::string quoted_for_shell(std::string const& text) {
  std::string result = "'";
  for (char const c : text)
    result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

std::string output_of(std::string const& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> const pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string output;
  char buffer[65536];
  for (std::size_t count = 0; pipe && (count = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;)
    output.append(buffer, count);
  return output;
}

Opinion opinion_on(fs::path const& path, PixelSize thumbnail) {
  auto const output = output_of(fmt::format("{} {} {} {} 2>/dev/null", quoted_for_shell(TRIFORIUM_VIPS_OPINION),
                                            quoted_for_shell(path.string()), thumbnail.width, thumbnail.height));
  Opinion opinion;
  long long width = 0, height = 0;
  if (std::sscanf(output.c_str(), "%lld %lld", &width, &height) != 2) return opinion;
  opinion.size = PixelSize{width, height};
  auto const pixels = output.substr(output.find('\n') + 1);
  if (static_cast<std::int64_t>(pixels.size()) == thumbnail.area() * 3) {
    opinion.thumbnail = FlatPicture{thumbnail, {pixels.begin(), pixels.end()}};
  }
  return opinion;
}

// The row, with the opinion of libvips.
Row compared(Served const& served, fs::path const& root) {
  Row row = served.row;
  if (served.thumbnail.empty()) return row;
  if (is_broken(row.path)) {
    row.result = "read";  // as far as it goes: there is no right answer
    return row;
  }
  auto const ours = decoded_by_vips(served.thumbnail);
  if (!ours) {
    row.result = "libvips does not read our answer";
    return row;
  }
  auto const theirs = opinion_on(root / row.path, ours->size);
  if (!theirs.thumbnail) {
    row.result = "read, libvips does not";
    return row;
  }
  auto const difference = mean_difference(*ours, *theirs.thumbnail);
  row.difference = fmt::format("{:.2f}", difference);
  // libvips draws PDF pages at 72 dots per inch, the server at 200 or as large as the scan that the page consists of.
  bool const is_same_size = row.format == "pdf" || *theirs.size == served.size;
  row.result = !is_same_size              ? "libvips finds " + text_of(*theirs.size)
               : difference <= kTolerance ? "agrees"
                                          : "differs";
  return row;
}

void judge(Row const& row) {
  SCOPED_TRACE(fmt::format("{} ({}): {}, {}", row.path, row.format, row.result, row.difference));
  EXPECT_EQ(row.result.find("no sentence"), std::string::npos);
  if (is_broken(row.path)) return;
  auto const* const deviation = deviation_of(row.path);
  if (row.result == "agrees") {
    EXPECT_EQ(deviation, nullptr) << "it agrees: strike it from the list of deviations";
  } else {
    EXPECT_NE(deviation, nullptr) << "neither right nor a known deviation";
  }
}

// --- the list in docs/ ---

fs::path list_path() {
  return source_dir() / "docs" / "formats" / "tested.md";
}

std::string reason_of(Row const& row) {
  if (is_broken(row.path)) return row.result;
  auto const* const deviation = deviation_of(row.path);
  return deviation == nullptr ? row.result : fmt::format("{} ({})", row.result, deviation->reason);
}

std::string line_of(Row const& row) {
  return fmt::format("| {} | {} | {} | {} | {} |\n", row.path, row.format, row.size, reason_of(row), row.difference);
}

void write_list(std::vector<Row> const& rows) {
  auto const count = [&](auto const& is_one) { return std::count_if(rows.begin(), rows.end(), is_one); };
  auto const broken = count([](Row const& row) { return is_broken(row.path); });
  auto const agreeing = count([](Row const& row) { return row.result == "agrees" && !is_broken(row.path); });
  fs::create_directories(list_path().parent_path());
  std::ofstream file(list_path());
  file << fmt::format(
      "# Real files, tried\n\n"
      "Made by the test `Files` of `tests/program/files_test.cc`, which checks it on every run. Each file was asked of "
      "the\n"
      "server for its info.json and for a thumbnail of at most 300 × 300; libvips {}.{} made the same from the file on "
      "its\n"
      "own. The difference is the mean over blocks of {} × {} pixels, of 255, on white and in sRGB; up to {:g} is "
      "“agrees”.\n\n"
      "{} files: {} agree, {} are broken on purpose and refused or read as far as they go, {} are otherwise for the "
      "reason\n"
      "that stands there.\n\n"
      "| file | format | size | result | difference |\n|---|---|---|---|---|\n",
      vips_version(0), vips_version(1), kBlock, kBlock, kTolerance, rows.size(), agreeing, broken,
      static_cast<long>(rows.size()) - agreeing - broken);
  for (auto const& row : rows)
    file << line_of(row);
}

std::map<std::string, std::vector<std::string>> read_list() {
  std::map<std::string, std::vector<std::string>> lines;
  std::ifstream file(list_path());
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> cells;
    for (auto const& cell : split(line, '|'))
      cells.emplace_back(trim(cell));
    if (cells.size() == 7 && cells[1] != "file" && !cells[1].starts_with("---")) lines[cells[1]] = cells;
  }
  return lines;
}

void check_list(std::vector<Row> const& rows) {
  auto const listed = read_list();
  for (auto const& row : rows) {
    SCOPED_TRACE(row.path);
    auto const found = listed.find(row.path);
    if (found == listed.end()) {
      ADD_FAILURE() << "is not in docs/formats/tested.md: write it anew with TRIFORIUM_WRITE_DOCS=1";
      continue;
    }
    auto const& cells = found->second;
    EXPECT_EQ(cells[2], row.format);
    EXPECT_EQ(cells[3], row.size);
    EXPECT_EQ(cells[4], reason_of(row));
    if (row.result != "agrees") continue;
    EXPECT_NEAR(std::atof(cells[5].c_str()), std::atof(row.difference.c_str()), kDrift);
  }
  EXPECT_EQ(listed.size(), rows.size()) << "docs/formats/tested.md lists files that are gone";
}

TEST(Files, HaveTheRightSizeAndColoursOrTheStatedError) {
  auto const root = shared_data();
  if (!root) GTEST_SKIP() << kNoData;
  ASSERT_EQ(VIPS_INIT("test"), 0);
  auto const all = ask_for_all(*root);
  std::vector<Row> rows;
  for (auto const& served : all) {
    rows.push_back(compared(served, *root));
    judge(rows.back());
  }
  EXPECT_GT(rows.size(), 500U);
  if (std::getenv("TRIFORIUM_WRITE_DOCS") != nullptr) {
    write_list(rows);
  } else {
    check_list(rows);
  }
}

}  // namespace
}  // namespace triforium::test
