// Recordings, imported and served, as players ask for them.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>

#include "presentation/check/check.h"
#include "program/house.h"
#include "support/pdf_file.h"
#include "support/temporary_folder.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kNoFfmpeg[] = "ffmpeg is not here";

int run_quietly(std::string const& command) {
  return std::system((command + " >/dev/null 2>&1").c_str());
}

// A film with captions and a list of chapters beside it, and a sound.
struct Archive : TemporaryFolder {
  Archive() {
    write("in/film.de.srt", "1\n00:00:00,100 --> 00:00:00,900\nGuten Tag\n");
    write("in/film.chapters.vtt", "WEBVTT\n\n00:00.000 --> 00:00.500\nIntro\n\n00:00.500 --> 00:01.000\nLied\n");
    auto const in = (path() / "in").string();
    is_there = run_quietly(fmt::format("ffmpeg -nostdin -f lavfi -i testsrc=size=64x48:rate=10:duration=1 -c:v libvpx "
                                       "{}/film.webm",
                                       in)) == 0 &&
               run_quietly(fmt::format("ffmpeg -nostdin -f lavfi -i sine=duration=1 {}/song.flac", in)) == 0;
  }
  int import(std::string const& options = {}) const {
    return run_quietly(fmt::format("{} import {} --data {} {}", TRIFORIUM_PROGRAM, options, (path() / ".data").string(),
                                   (path() / "in").string()));
  }
  app::Config config() const {
    auto config = config_for(path() / "in");
    config.sources.folders.clear();
    config.data = (path() / ".data").string();
    return config;
  }
  bool is_there = false;
};

std::string text_at(boost::json::value const& value, std::string_view pointer) {
  boost::system::error_code error;
  auto const* const found = value.find_pointer(pointer, error);
  return found != nullptr && found->is_string() ? std::string(found->as_string())
                                                : "nothing at " + std::string(pointer);
}
// Without the server's own name.
std::string path_of(std::string const& url) {
  auto const scheme = url.find("//");
  return scheme == std::string::npos ? url : url.substr(std::min(url.find('/', scheme + 2), url.size()));
}

TEST(MediaImport, ServesRecordingsWithAllThatBelongsToThem) {
  Archive const archive;
  if (!archive.is_there) GTEST_SKIP() << kNoFfmpeg;
  ASSERT_EQ(archive.import(), 0);
  RunningServer const server(archive.config());
  auto const manifest = boost::json::parse(server.get("/presentation/3/in/manifest").body);

  auto const film = path_of(text_at(manifest, "/items/0/items/0/items/0/body/id"));
  auto const part = server.get(film, "Range: bytes=0-3\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "\x1A\x45\xDF\xA3");
  EXPECT_EQ(part.field("content-type"), "video/webm");

  auto const poster = text_at(manifest, "/items/0/placeholderCanvas/items/0/items/0/body/id");
  EXPECT_EQ(server.get(path_of(poster)).field("content-type"), "image/jpeg");
  EXPECT_EQ(server.get(path_of(text_at(manifest, "/items/0/thumbnail/0/id"))).status, 200);
  EXPECT_EQ(server.get(path_of(text_at(manifest, "/items/1/accompanyingCanvas/items/0/items/0/body/id"))).status, 200);

  EXPECT_EQ(text_at(manifest, "/items/0/annotations/0/items/0/motivation"), "supplementing");
  EXPECT_EQ(text_at(manifest, "/items/0/annotations/0/items/0/body/language"), "de");
  auto const captions = server.get(path_of(text_at(manifest, "/items/0/annotations/0/items/0/body/id")));
  EXPECT_THAT(captions.body, StartsWith("WEBVTT"));
  EXPECT_THAT(captions.field("content-type"), StartsWith("text/vtt"));
  EXPECT_EQ(text_at(manifest, "/items/0/annotations/0/items/0/body/label/en/0"), "German");
  EXPECT_THAT(server.get(path_of(text_at(manifest, "/items/0/rendering/0/id"))).body, StartsWith("1\n"));
  auto const fourth = boost::json::parse(server.get("/presentation/4/in/manifest").body);
  EXPECT_EQ(presentation::check_document(fourth, presentation::Version::v4).errors, 0U);
  EXPECT_EQ(presentation::check_document(manifest, presentation::Version::v3).errors, 0U);

  EXPECT_EQ(text_at(manifest, "/structures/0/items/1/label/none/0"), "Lied");
  EXPECT_THAT(text_at(manifest, "/structures/0/items/1/items/0/id"), HasSubstr("/canvas/film#t=0.5,1"));
}

TEST(MediaImport, ServesThePagesOfAPdf) {
  Archive archive;
  archive.write("in/book.pdf", pdf_file());
  if (run_quietly("pdftoppm -v") != 0) GTEST_SKIP() << "poppler's programs are not here";
  ASSERT_EQ(run_quietly(fmt::format("{} import --data {} {}", TRIFORIUM_PROGRAM, (archive.path() / ".data").string(),
                                    (archive.path() / "in/book.pdf").string())),
            0);
  RunningServer const server(archive.config());
  auto const manifest = boost::json::parse(server.get("/presentation/3/book/manifest").body);
  ASSERT_EQ(manifest.at("items").as_array().size(), 2U);
  EXPECT_EQ(text_at(manifest, "/metadata/1/value/none/0"), "Anna Autorin");
  EXPECT_EQ(text_at(manifest, "/structures/0/label/none/0"), "Erstes Kapitel");
  EXPECT_THAT(server.get(path_of(text_at(manifest, "/rendering/0/id"))).body, StartsWith("%PDF"));
  auto const page = path_of(text_at(manifest, "/items/1/items/0/items/0/body/id"));
  EXPECT_EQ(server.get(page).field("content-type"), "image/jpeg");
  auto const words = server.get(path_of(text_at(manifest, "/items/1/annotations/0/id"))).body;
  EXPECT_THAT(words, HasSubstr("Zweite Seite"));
  EXPECT_THAT(server.get(path_of(text_at(manifest, "/items/1/seeAlso/0/id"))).body, HasSubstr("<alto"));
}

TEST(MediaImport, ServesModelsInSpaceWhereTheVersionHasIt) {
  Archive archive;
  archive.write("in/box/box.gltf",
                R"({"asset": {"version": "2.0"}, "buffers": [{"uri": "box.bin", "byteLength": 3}]})");
  archive.write("in/box/box.bin", "abc");
  ASSERT_EQ(archive.import(), 0);
  RunningServer const server(archive.config());
  auto const third = boost::json::parse(server.get("/presentation/3/in/box/manifest").body);
  EXPECT_EQ(text_at(third, "/items/0/type"), "Canvas");
  EXPECT_EQ(text_at(third, "/items/0/items/0/items/0/body/type"), "Model");
  EXPECT_THAT(server.get(path_of(text_at(third, "/items/0/items/0/items/0/body/id"))).body, HasSubstr("base64,YWJj"));
  auto const fourth = boost::json::parse(server.get("/presentation/4/in/box/manifest").body);
  EXPECT_EQ(text_at(fourth, "/items/0/type"), "Scene");
  EXPECT_EQ(text_at(fourth, "/items/0/items/0/items/0/target/type"), "Scene");
  EXPECT_EQ(presentation::check_document(fourth, presentation::Version::v4).errors, 0U);
}

TEST(MediaImport, MakesNothingWhereThatIsWanted) {
  Archive const archive;
  if (!archive.is_there) GTEST_SKIP() << kNoFfmpeg;
  ASSERT_EQ(archive.import("--no-derivatives"), 0);
  EXPECT_FALSE(std::filesystem::exists(archive.path() / ".data/derived"));
  RunningServer const server(archive.config());
  auto const manifest = boost::json::parse(server.get("/presentation/3/in/manifest").body);
  EXPECT_FALSE(manifest.at_pointer("/items/0").as_object().contains("placeholderCanvas"));
}

}  // namespace
}  // namespace triforium::test
