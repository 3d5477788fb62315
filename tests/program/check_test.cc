// The command `check`, run as people run it: on files, on documents and image services where they are published.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "program/pictures.h"
#include "program/run_program.h"
#include "program/running_server.h"
#include "support/data.h"
#include "support/temporary_folder.h"
#include "support/tiny_http_server.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string read(std::filesystem::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The good document of the case files.
std::string good_manifest() {
  return read(source_dir() / "tests" / "cases" / "check" / "base-3.0.json");
}

std::string replaced(std::string text, std::string const& from, std::string const& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string answer(std::string const& body, std::string const& fields, std::string const& status = "200 OK") {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n{}Connection: close\r\n\r\n{}", status, body.size(), fields,
                     body);
}

TEST(Check, TellsByItsExitCodeWhatItFound) {
  TemporaryFolder const folder;
  folder.write("good.json", good_manifest());
  folder.write("bad.json", replaced(good_manifest(), "\"ImageService3\"", "\"\""));
  auto const at = [&](std::string const& name) { return (folder.path() / name).string(); };
  EXPECT_EQ(run_program("check " + at("good.json")).code, 0);
  auto const bad = run_program("check " + at("bad.json"));
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.output, HasSubstr("service-identified"));
  EXPECT_THAT(bad.output, HasSubstr("https://iiif.io/api/presentation/3.0/#service"));
  EXPECT_EQ(run_program("check " + at("missing.json")).code, 1);
  EXPECT_EQ(run_program("check --fix --to out.json " + at("good.json") + " " + at("bad.json")).code, 2);
}

TEST(Check, MendsAsideAndKeepsTheOriginal) {
  TemporaryFolder const folder;
  auto const broken = replaced(good_manifest(), "http://creativecommons.org/licenses/by/4.0/",
                               "https://creativecommons.org/licenses/by/4.0/deed.de");
  folder.write("m.json", broken);
  auto const path = folder.path() / "m.json";
  auto const told = run_program("check --fix " + path.string());
  EXPECT_EQ(told.code, 0) << told.output;
  EXPECT_THAT(read(path), HasSubstr("\"http://creativecommons.org/licenses/by/4.0/\""));
  EXPECT_EQ(read(path.string() + ".orig"), broken);
  EXPECT_FALSE(std::filesystem::exists(path.string() + ".new"));
  EXPECT_EQ(run_program("check --fix " + path.string()).code, 0);
  EXPECT_EQ(read(path.string() + ".orig"), broken) << "the first original stays";
}

TEST(Check, TellsProgramsTheSame) {
  TemporaryFolder const folder;
  folder.write("m.json",
               R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","items":[]})");
  auto const told = run_program("check --json " + (folder.path() / "m.json").string());
  EXPECT_EQ(told.code, 1);
  auto const report = boost::json::parse(told.output).as_array().at(0);
  EXPECT_EQ(report.at("api"), "presentation");
  EXPECT_EQ(report.at("version"), 3);
  bool is_fatal = false;
  for (auto const& finding : report.at("findings").as_array())
    is_fatal |= finding.at("rule") == "items-empty" && finding.at("fatal").as_bool();
  EXPECT_TRUE(is_fatal) << told.output;
}

TEST(Check, LooksAtTheWayInWhichADocumentIsSent) {
  std::string fields = "Access-Control-Allow-Origin: *\r\nContent-Type: application/json\r\n";
  std::string document;
  TinyHttpServer const server([&](std::string const&) { return answer(document, fields); });
  auto const url = server.url() + "/m.json";
  document = replaced(good_manifest(), "https://example.org/presentation/3/book/manifest", url);
  auto const good = run_program("check " + url);
  EXPECT_EQ(good.code, 0) << good.output;
  fields = "Content-Type: text/plain\r\n";
  auto const bad = run_program("check " + url);
  EXPECT_EQ(bad.code, 1);
  EXPECT_THAT(bad.output, HasSubstr("http-cors"));
  EXPECT_THAT(bad.output, HasSubstr("http-content-type"));
  EXPECT_EQ(run_program("check --fix " + url).code, 2) << "it cannot be mended where it is";
}

TEST(Check, FindsNoFaultWithWhatWePublish) {
  TemporaryFolder const folder;
  folder.write("pictures/page1.png", encoded(codecs::OutputFormat::png, soft_picture({700, 500})));
  RunningServer const server(config_for(folder.path() / "pictures"));
  auto const base = fmt::format("http://127.0.0.1:{}", server.port());
  for (auto const* const service : {"/iiif/3/page1.png", "/iiif/3/page1.png/info.json", "/iiif/2/page1.png"}) {
    auto const told = run_program("check " + base + service);
    EXPECT_EQ(told.code, 0) << told.output;
    EXPECT_THAT(told.output, HasSubstr("Image API"));
    EXPECT_THAT(told.output, Not(HasSubstr("error  ")));
  }
}

TEST(Check, FindsWhatAnImageServiceDoesNotDo) {
  std::string info;
  auto const picture = encoded(codecs::OutputFormat::jpg, soft_picture({100, 70}));
  std::string const bytes(picture.begin(), picture.end());
  TinyHttpServer const server([&](std::string const& head) {
    auto const json = std::string("Access-Control-Allow-Origin: *\r\nContent-Type: application/json\r\n");
    if (head.find("/info.json ") != std::string::npos) return answer(info, json);
    if (head.find("/full/max/") == std::string::npos) return answer("", "", "404 Not Found");
    return answer(bytes, "Content-Type: image/jpeg\r\n");
  });
  info = fmt::format(R"({{"@context":"http://iiif.io/api/image/3/context.json","id":"{}/i","type":"ImageService3",
    "protocol":"http://iiif.io/api/image","profile":"level1","width":100,"height":70,
    "tiles":[{{"width":64,"scaleFactors":[1,2]}}]}})",
                     server.url());
  auto const told = run_program("check --json " + server.url() + "/i");
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.output, HasSubstr("\"api\":\"image\""));
  EXPECT_THAT(told.output, HasSubstr("image-tile"));
  EXPECT_THAT(told.output, HasSubstr("image-level"));
  EXPECT_THAT(told.output, Not(HasSubstr("image-max")));
}

}  // namespace
}  // namespace triforium::test
