// What goes in comes out: an export of the original files becomes the same items again, in another store.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "program/pictures.h"
#include "program/run_program.h"
#include "program/running_server.h"
#include "support/data.h"
#include "support/temporary_folder.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string read_file(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::map<std::string, std::string> files_below(fs::path const& folder) {
  std::map<std::string, std::string> files;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    auto const name = entry.path().lexically_relative(folder).string();
    if (entry.is_regular_file() && !name.starts_with(".triforium/")) files[name] = read_file(entry.path());
  }
  return files;
}

void expect_same_files(fs::path const& left, fs::path const& right) {
  auto const a = files_below(left), b = files_below(right);
  EXPECT_GT(a.size(), 2U);
  for (auto const& [name, bytes] : a) {
    auto const same = b.find(name);
    EXPECT_TRUE(same != b.end() && same->second == bytes) << name;
  }
  EXPECT_EQ(a.size(), b.size());
}

// A shelf with a book, whose second page is called like the first but for its ending, and a collection within it.
struct Shelf : TemporaryFolder {
  Shelf() {
    write("shelf/book/p1.png", encoded(codecs::OutputFormat::png, soft_picture({301, 203})));
    write("shelf/book/p2.jpg", encoded(codecs::OutputFormat::jpg, soft_picture({203, 301})));
    write("shelf/book/p1.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nwords\n");
    write("shelf/book/info.yml",
          "label: {de: [Ein Buch], en: [A book]}\nmetadata:\n- label: {en: [Maker]}\n  value: {none: [Ines]}\n"
          "rights: https://creativecommons.org/publicdomain/mark/1.0/\nbehavior: [paged]\n");
    write("shelf/box/maps/m.png", encoded(codecs::OutputFormat::png, soft_picture({64, 64})));
    EXPECT_EQ(run_program(fmt::format("import --data {} {}", at("first"), at("shelf"))).code, 0);
  }
  std::string at(std::string const& name) const { return (path() / name).string(); }
  ProgramOutcome export_from(std::string const& data, std::string const& to, std::string const& more = "root") const {
    return run_program(fmt::format("export {} --data {} --to {} --format originals", more, at(data), at(to)));
  }
  ProgramOutcome import_to(std::string const& data, std::string const& from) const {
    return run_program(fmt::format("import --data {} {}", at(data), at(from)));
  }
};

TEST(Originals, LieUnderTheirOwnNames) {
  Shelf const shelf;
  auto const told = shelf.export_from("first", "files");
  ASSERT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(told.output, HasSubstr("2 items, 3 collections"));
  for (auto const* const name : {"p1.png", "p2.jpg", "p1.vtt"}) {
    EXPECT_EQ(read_file(shelf.path() / "files/shelf~book" / name), read_file(shelf.path() / "shelf/book" / name));
  }
  EXPECT_THAT(shelf.export_from("first", "files").output, HasSubstr(" 0 files written"));
}

TEST(Originals, BecomeTheSameItemsAgain) {
  Shelf const shelf;
  ASSERT_EQ(shelf.export_from("first", "files").code, 0);
  auto const told = shelf.import_to("second", "files");
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(shelf.import_to("second", "files").output, HasSubstr("0 published, 0 updated, 5 unchanged"));
  ASSERT_EQ(shelf.export_from("second", "again").code, 0);
  expect_same_files(shelf.path() / "files", shelf.path() / "again");
  auto config = config_for(shelf.path() / "shelf");
  config.sources.folders.clear();
  config.data = shelf.at("second");
  RunningServer const server(config);
  EXPECT_EQ(server.get("/iiif/3/shelf~book~p1/full/max/0/default.png").status, 200);
  EXPECT_THAT(server.get("/presentation/3/shelf/book/annotations/p1-text").body, HasSubstr("words"));
  EXPECT_THAT(server.get("/presentation/3/collection/shelf").body, HasSubstr("collection/shelf/box"));
}

boost::json::value manifest_of(Shelf const& shelf, std::string const& data) {
  auto config = config_for(shelf.path() / "shelf");
  config.sources.folders.clear();
  config.data = shelf.at(data);
  RunningServer const server(config);
  return boost::json::parse(server.get("/presentation/3/shelf/book/manifest").body);
}

TEST(Originals, AreReadByTheirTableToo) {
  Shelf const shelf;
  ASSERT_EQ(shelf.export_from("first", "files").code, 0);
  auto const told = shelf.import_to("second", "files/items.csv");
  ASSERT_EQ(told.code, 0) << told.output;
  auto const first = manifest_of(shelf, "first").as_object(), second = manifest_of(shelf, "second").as_object();
  for (auto const* const key : {"label", "rights", "behavior", "partOf", "thumbnail"})
    EXPECT_EQ(boost::json::serialize(second.at(key)), boost::json::serialize(first.at(key))) << key;
  // A table does not say in which language its headers are.
  EXPECT_EQ(boost::json::serialize(second.at("metadata")),
            R"([{"label":{"none":["Maker"]},"value":{"none":["Ines"]}}])");
  auto const& pages = first.at("items").as_array();
  ASSERT_EQ(second.at("items").as_array().size(), pages.size());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    auto const& page = second.at("items").as_array()[i];
    for (auto const* const key : {"id", "label", "width", "height"})
      EXPECT_EQ(page.at(key), pages[i].at(key)) << key;
  }
  EXPECT_TRUE(second.at("items").at(0).as_object().contains("annotations"));
}

TEST(Originals, WithAChangedTableAreReadByIt) {
  Shelf const shelf;
  ASSERT_EQ(shelf.export_from("first", "files").code, 0);
  auto table = read_file(shelf.path() / "files/items.csv");
  auto const at = table.find("Ein Buch");
  ASSERT_NE(at, std::string::npos);
  shelf.write("files/items.csv", table.replace(at, 8, "Zwei Bücher"));
  auto const told = shelf.import_to("second", "files");
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(told.output, HasSubstr("items.csv: It was changed since the export"));
  EXPECT_EQ(manifest_of(shelf, "second").at_pointer("/label/de/0"), "Zwei Bücher");
}

TEST(Originals, OfOneItemAreListedByTheRootElsewhere) {
  Shelf const shelf;
  ASSERT_EQ(shelf.export_from("first", "files", "shelf/book").code, 0);
  ASSERT_EQ(shelf.import_to("second", "files").code, 0);
  ASSERT_EQ(shelf.export_from("second", "again").code, 0);
  EXPECT_THAT(read_file(shelf.path() / "again/root/triforium.json"), HasSubstr("\"shelf/book\""));
}

TEST(Originals, LeaveTheRootOfAnotherHouseAsItIs) {
  Shelf const shelf;
  ASSERT_EQ(shelf.export_from("first", "files").code, 0);
  shelf.write("other/o.png", encoded(codecs::OutputFormat::png, soft_picture({32, 32})));
  ASSERT_EQ(shelf.import_to("second", "other").code, 0);
  ASSERT_EQ(shelf.import_to("second", "files").code, 0);
  ASSERT_EQ(shelf.export_from("second", "again").code, 0);
  auto const root = boost::json::parse(read_file(shelf.path() / "again/root/triforium.json"));
  EXPECT_EQ(boost::json::serialize(root.at("members")), R"([{"id":"other"},{"id":"shelf"}])");
}

TEST(Originals, TellWhatIsMissingOrWrong) {
  Shelf const shelf;
  ASSERT_EQ(shelf.export_from("first", "files").code, 0);
  fs::remove(shelf.path() / "files/shelf~book/p2.jpg");
  shelf.write("files/shelf~box~maps/triforium.json", "{");
  auto const told = shelf.import_to("second", "files");
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.output, HasSubstr("shelf~book/p2.jpg: The file is not in the export any more."));
  EXPECT_THAT(told.output, HasSubstr("shelf~box~maps/triforium.json: "));
  EXPECT_THAT(told.output, HasSubstr("published: shelf/book"));
}

// Books with METS, ALTO and PAGE, films, models, PDFs, and manifests of others.
TEST(Files, OfRealObjectsBecomeTheSameObjectsAgain) {
  auto const data = shared_data();
  if (!data) GTEST_SKIP() << kNoData;
  TemporaryFolder const folder;
  auto const at = [&](char const* name) { return (folder.path() / name).string(); };
  std::string sources;
  for (auto const* const name :
       {"books", "av", "models", "zoo/pdf", "manifests/cookbook", "manifests/presentation4_3d"})
    sources += " " + (*data / name).string();
  run_program(fmt::format("import --data {}{}", at("first"), sources));
  ASSERT_EQ(run_program(fmt::format("export root --data {} --to {} --format originals", at("first"), at("files"))).code,
            0);
  auto const told = run_program(fmt::format("import --data {} {}", at("second"), at("files")));
  EXPECT_EQ(told.code, 0) << told.output;
  ASSERT_EQ(
      run_program(fmt::format("export root --data {} --to {} --format originals", at("second"), at("again"))).code, 0);
  expect_same_files(folder.path() / "files", folder.path() / "again");
}

}  // namespace
}  // namespace triforium::test
