// The command `export`, run as people run it, beside the server that has the same items.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "program/pictures.h"
#include "program/run_program.h"
#include "program/running_server.h"
#include "support/temporary_folder.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::string_view kBase = "https://example.org/site";

std::string read_file(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

boost::json::value read_json(fs::path const& path) {
  return boost::json::parse(read_file(path));
}

// A collection of one book: a wide page without tiles, a narrow one, and text for the first.
struct Library : TemporaryFolder {
  Library() {
    write("shelf/book/p1.png", encoded(codecs::OutputFormat::png, soft_picture({1101, 703})));
    write("shelf/book/p2.jpg", encoded(codecs::OutputFormat::jpg, soft_picture({301, 1300})));
    write("shelf/book/p1.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nwords\n");
    write("shelf/book/info.yml", "label: Ines & Co\nrights: https://creativecommons.org/publicdomain/mark/1.0/\n");
    EXPECT_EQ(run_program(fmt::format("import --data {} {}", data(), (path() / "shelf").string())).code, 0);
  }
  std::string data() const { return (path() / ".data").string(); }
  fs::path site() const { return path() / "site"; }
  ProgramOutcome export_to_site(std::string const& more = {}) const {
    return run_program(
        fmt::format("export root --data {} --to {} --base-url {} {}", data(), site().string(), kBase, more));
  }
  app::Config config() const {
    auto made = config_for(path() / "shelf");
    made.sources.folders.clear();
    made.data = data();
    return made;
  }
};

std::vector<std::string> files_below(fs::path const& folder) {
  std::vector<std::string> files;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder).string());
  }
  return files;
}

void add_addresses(boost::json::value const& value, std::set<std::string>& addresses) {
  if (auto const* const text = value.if_string(); text != nullptr && text->starts_with(kBase)) {
    addresses.insert(std::string(*text).substr(kBase.size() + 1));
  } else if (auto const* const array = value.if_array()) {
    for (auto const& one : *array)
      add_addresses(one, addresses);
  } else if (auto const* const object = value.if_object()) {
    for (auto const& [key, one] : *object)
      add_addresses(one, addresses);
  }
}

TEST(Export, HasThePicturesThatTheServerAnswers) {
  Library const library;
  auto const told = library.export_to_site();
  ASSERT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(told.output, HasSubstr("2 images"));
  RunningServer const server(library.config());
  auto const files = files_below(library.site() / "iiif");
  std::size_t pictures = 0;
  for (auto const& file : files) {
    if (!file.ends_with(".jpg")) continue;
    auto const live = server.get("/iiif/" + file);
    EXPECT_EQ(live.status, 200) << file;
    EXPECT_TRUE(live.body == read_file(library.site() / "iiif" / file)) << file;
    ++pictures;
  }
  EXPECT_GT(pictures, 30U);
}

struct TileName {
  std::string region;
  PixelSize size;
};

// As OpenSeadragon names the tiles of one scale factor.
std::vector<TileName> tiles_at(PixelSize full, std::int64_t tile, std::int64_t scale) {
  std::vector<TileName> names;
  auto const step = tile * scale;
  PixelSize const level{(full.width + scale - 1) / scale, (full.height + scale - 1) / scale};
  for (std::int64_t y = 0; y * tile < level.height; ++y) {
    for (std::int64_t x = 0; x * tile < level.width; ++x) {
      auto const width = std::min(step, full.width - x * step), height = std::min(step, full.height - y * step);
      bool const is_whole = width == full.width && height == full.height;
      names.push_back({is_whole ? "full" : fmt::format("{},{},{},{}", x * step, y * step, width, height),
                       {std::min(tile, level.width - x * tile), std::min(tile, level.height - y * tile)}});
    }
  }
  return names;
}

TEST(Export, HasEveryTileThatClientsAskFor) {
  Library const library;
  ASSERT_EQ(library.export_to_site("--tile-size 256").code, 0);
  for (auto const* const asset : {"shelf~book~p1", "shelf~book~p2"}) {
    auto const third = library.site() / "iiif/3" / asset, second = library.site() / "iiif/2" / asset;
    auto const info = read_json(third / "info.json");
    EXPECT_EQ(info.at("profile"), "level0");
    EXPECT_EQ(std::string(info.at("id").as_string()), fmt::format("{}/iiif/3/{}", kBase, asset));
    PixelSize const full{info.at("width").to_number<int>(), info.at("height").to_number<int>()};
    for (auto const& factor : info.at_pointer("/tiles/0/scaleFactors").as_array()) {
      for (auto const& [region, size] : tiles_at(full, 256, factor.to_number<int>())) {
        auto const name = fmt::format("{}/{},{}/0/default.jpg", region, size.width, size.height);
        EXPECT_EQ(size_of_file(read_file(third / name)), size) << name;
        EXPECT_TRUE(fs::exists(second / fmt::format("{}/{},/0/default.jpg", region, size.width))) << name;
      }
    }
    for (auto const& size : info.at("sizes").as_array()) {
      auto const name = fmt::format("full/{},{}/0/default.jpg", size.at("width").to_number<int>(),
                                    size.at("height").to_number<int>());
      EXPECT_TRUE(fs::exists(third / name)) << name;
    }
    EXPECT_TRUE(fs::exists(third / "full/max/0/default.jpg"));
    EXPECT_TRUE(fs::exists(second / "full/full/0/default.jpg"));
  }
}

TEST(Export, HasAFileForEveryAddressInItsDocuments) {
  Library const library;
  auto const told = library.export_to_site("--presentation-versions 2,3,4");
  ASSERT_EQ(told.code, 0) << told.output;
  std::size_t documents = 0;
  for (auto const& file : files_below(library.site() / "presentation")) {
    std::set<std::string> addresses;
    add_addresses(read_json(library.site() / "presentation" / file), addresses);
    for (auto const& address : addresses) {
      if (address.starts_with("id/")) continue;
      auto const path = library.site() / address.substr(0, address.find('#'));
      auto const is_there = fs::is_regular_file(path) || fs::is_regular_file(path / "info.json");
      EXPECT_TRUE(is_there) << file << " names " << address;
    }
    ++documents;
  }
  EXPECT_GE(documents, 9U);
  auto const manifest = read_json(library.site() / "presentation/3/shelf/book/manifest.json");
  EXPECT_EQ(std::string(manifest.at("id").as_string()),
            fmt::format("{}/presentation/3/shelf/book/manifest.json", kBase));
  EXPECT_THAT(read_file(library.site() / "index.html"), HasSubstr("Ines &amp; Co"));
  EXPECT_THAT(read_file(library.site() / "id/shelf/book/index.html"), HasSubstr("Ines &amp; Co"));
}

TEST(Export, WritesOnlyWhatChanged) {
  Library const library;
  ASSERT_EQ(library.export_to_site().code, 0);
  EXPECT_THAT(library.export_to_site().output, HasSubstr(" 0 files written"));
  library.write("shelf/book/p2.jpg", encoded(codecs::OutputFormat::jpg, soft_picture({301, 1200})));
  ASSERT_EQ(run_program(fmt::format("import --data {} {}", library.data(), (library.path() / "shelf").string())).code,
            0);
  auto const first = fs::last_write_time(library.site() / "iiif/3/shelf~book~p1/full/max/0/default.jpg");
  auto const told = library.export_to_site();
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_EQ(fs::last_write_time(library.site() / "iiif/3/shelf~book~p1/full/max/0/default.jpg"), first);
  EXPECT_EQ(size_of_file(read_file(library.site() / "iiif/3/shelf~book~p2/full/max/0/default.jpg")),
            (PixelSize{301, 1200}));
}

// Without the PDFs, which say when their item was published.
std::map<std::string, std::string> published_files(fs::path const& folder) {
  std::map<std::string, std::string> files;
  for (auto const& file : files_below(folder)) {
    if (!file.starts_with(".triforium/") && !file.ends_with(".pdf")) files[file] = read_file(folder / file);
  }
  return files;
}

TEST(Export, OfASiteWithOriginalsIsImportedAsTheSame) {
  Library const library;
  ASSERT_EQ(library.export_to_site("--with-originals").code, 0);
  auto const second = (library.path() / ".second").string(), again = (library.path() / "again").string();
  auto const told = run_program(fmt::format("import --data {} {}", second, library.site().string()));
  ASSERT_EQ(told.code, 0) << told.output;
  ASSERT_EQ(
      run_program(fmt::format("export root --data {} --to {} --base-url {} --with-originals", second, again, kBase))
          .code,
      0);
  auto const a = published_files(library.site()), b = published_files(again);
  EXPECT_GT(a.size(), 30U);
  for (auto const& [name, bytes] : a) {
    auto const same = b.find(name);
    EXPECT_TRUE(same != b.end() && same->second == bytes) << name;
  }
  EXPECT_EQ(a.size(), b.size());
}

TEST(Export, OfASiteAloneIsImportedWithCopiesOfItsPictures) {
  Library const library;
  ASSERT_EQ(library.export_to_site().code, 0);
  auto const second = (library.path() / ".second").string();
  auto const told = run_program(fmt::format("import --data {} {}", second, library.site().string()));
  ASSERT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(told.output, HasSubstr("Its pictures are copies in JPEG"));
  auto config = library.config();
  config.data = second;
  RunningServer const server(config);
  EXPECT_EQ(server.get("/iiif/3/shelf~book~p1/full/max/0/default.jpg").status, 200);
  EXPECT_THAT(server.get("/renderings/shelf/book/text.txt").body, HasSubstr("words"));
}

TEST(Renderings, AreAnsweredAndExported) {
  Library const library;
  RunningServer const server(library.config());
  auto const text = server.get("/renderings/shelf/book/text.txt");
  EXPECT_EQ(text.status, 200);
  EXPECT_EQ(text.field("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(text.body, "words\n\f\n");
  auto const archive = server.get("/renderings/shelf/book/originals.zip");
  EXPECT_EQ(archive.status, 200);
  EXPECT_THAT(archive.body, HasSubstr(read_file(library.path() / "shelf/book/p2.jpg")));
  EXPECT_EQ(server.get("/renderings/shelf/none/text.txt").status, 404);
  auto const manifest = boost::json::parse(server.get("/presentation/3/shelf/book/manifest").body);
  EXPECT_EQ(manifest.at("rendering").as_array().size(), 3U);
  ASSERT_EQ(library.export_to_site().code, 0);
  EXPECT_EQ(read_file(library.site() / "renderings/shelf/book/text.txt"), text.body);
  EXPECT_TRUE(read_file(library.site() / "renderings/shelf/book/originals.zip") == archive.body);
  EXPECT_THAT(read_file(library.site() / "renderings/shelf/book/document.pdf"), testing::EndsWith("%%EOF\n"));
}

TEST(Renderings, KeepFilesWhereRightsDoNotAllowIt) {
  Library const library;
  library.write("shelf/book/info.yml", "label: Book\nrights: http://rightsstatements.org/vocab/InC/1.0/\n");
  ASSERT_EQ(run_program(fmt::format("import --data {} {}", library.data(), (library.path() / "shelf").string())).code,
            0);
  RunningServer const server(library.config());
  EXPECT_EQ(server.get("/renderings/shelf/book/originals.zip").status, 404);
  EXPECT_EQ(server.get("/renderings/shelf/book/text.txt").status, 200);
}

TEST(Export, SaysWhatItCannotDo) {
  Library const library;
  auto const unknown = run_program(
      fmt::format("export nothing --data {} --to {} --base-url {}", library.data(), library.site().string(), kBase));
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.output, HasSubstr("Nothing is called “nothing”."));
  EXPECT_THAT(library.export_to_site("--image-versions 3").output, HasSubstr("need images of version 2"));
  library.write("site/letter.txt", "dear");
  EXPECT_THAT(library.export_to_site().output, HasSubstr("something else than an export"));
}

}  // namespace
}  // namespace triforium::test
