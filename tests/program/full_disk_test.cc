// A disk that is full: everybody is told so in a sentence, nothing is half published, the server goes on serving, and
// when there is room again everything works as before, without a restart.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <sstream>

#include "program/api_house.h"
#include "program/run_program.h"
#include "program/small_disk.h"
#include "program/zip_archive.h"
#include "store/store.h"

namespace triforium::test {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;

constexpr auto kPiece = "Content-Type: application/offset+octet-stream\r\nUpload-Offset: ";
constexpr auto kMergePatch = "Content-Type: application/merge-patch+json\r\n";

// Text that packs badly.
std::string noise(unsigned seed, std::size_t length) {
  std::mt19937 dice(seed);
  std::string text(length, ' ');
  for (auto& letter : text)
    letter = static_cast<char>('a' + dice() % 26);
  return text;
}

// A server whose data folder is a disk of six megabytes.
struct FullDisk : testing::Test {
  void SetUp() override {
    if (!disk.is_mounted()) GTEST_SKIP() << "no file system can be mounted here: this needs root";
    auto config = config_for(folder.path());
    config.data = data().string();
    config.server.api_token = "open sesame";
    config.api.import_folders = {(folder.path() / "in").string()};
    config.cache.disk = {1 << 20};
    config.derivatives.enabled = true;
    config.derivatives.max_bytes = {2 << 20};
    config.sources.folders = {(folder.path() / "pictures").string()};
    folder.write("pictures/cat.png", png_of({600, 400}));
    server = std::make_unique<RunningServer>(config);
  }

  fs::path data() const { return folder.path() / "data"; }
  Answer ask(std::string const& method, std::string const& target, std::string const& body = {},
             std::string const& fields = {}) const {
    return parse_answer(
        test::exchange(server->port(),
                       fmt::format("{} {} HTTP/1.1\r\nHost: x\r\n{}{}Connection: close\r\nContent-Length: {}\r\n\r\n{}",
                                   method, target, kToken, fields, body.size(), body)));
  }
  void expect_serving() const {
    for (int width = 10; width < 30; ++width)
      EXPECT_EQ(server->get(fmt::format("/iiif/3/cat.png/full/{},/0/default.jpg", width)).status, 200);
    EXPECT_EQ(server->get("/presentation/3/collection/root").status, 200);
    EXPECT_EQ(server->get("/health/ready").status, 200);
  }
  // Puts items until one is refused: what of the log is there already takes some. Those that were acknowledged.
  std::set<std::string> put_until_refused(std::string const& prefix) const {
    std::set<std::string> done;
    for (int number = 0; number < 3000; ++number) {
      auto const id = prefix + std::to_string(number);
      auto const answer = ask("PUT", "/api/v1/items/" + id, small_manifest(std::string(2000, 'x')));
      if (answer.status != 201) {
        expect_full(answer);
        return done;
      }
      done.insert(id);
    }
    ADD_FAILURE() << "the disk is never full";
    return done;
  }
  // Whatever an import said is so, and the store is sound.
  void expect_published(std::string const& said) const {
    auto const store = store::open({.folder = data()});
    ASSERT_TRUE(store) << store.error().message;
    auto const sound = (*store)->check();
    EXPECT_TRUE(sound) << sound.error().detail;
    std::istringstream lines(said);
    std::string word, id, rest;
    while (lines >> word >> id && std::getline(lines, rest)) {
      if (word != "published:") continue;
      EXPECT_TRUE(*(*store)->read([&](store::Reading& reading) { return reading.find_item(id); })) << id;
    }
  }
  static void expect_full(Answer const& answer) {
    EXPECT_EQ(answer.status, 507) << answer.body;
    EXPECT_EQ(answer.field("content-type"), "application/problem+json");
    EXPECT_THAT(answer.body, AnyOf(HasSubstr("disk"), HasSubstr("room")));
  }

  TemporaryFolder folder;
  SmallDisk disk{folder.path() / "data"};
  std::unique_ptr<RunningServer> server;
};

TEST_F(FullDisk, RefusesChangesAndKeepsWhatItAcknowledged) {
  ASSERT_EQ(ask("PUT", "/api/v1/items/before", small_manifest("Before")).status, 201);
  disk.fill();
  auto const done = put_until_refused("full");
  expect_full(ask("POST", "/api/v1/items", small_manifest(std::string(100'000, 'x'))));
  expect_full(
      ask("PATCH", "/api/v1/items/before", R"({"label":{"en":[")" + std::string(200'000, 'y') + "\"]}}", kMergePatch));
  expect_serving();
  EXPECT_THAT(server->get("/presentation/3/before/manifest").body, HasSubstr("\"Before\""));
  disk.empty();
  EXPECT_EQ(ask("PUT", "/api/v1/items/after", small_manifest()).status, 201);
  EXPECT_EQ(ask("DELETE", "/api/v1/items/before").status, 204);
  for (auto const& id : done)
    EXPECT_EQ(server->get("/presentation/3/" + id + "/manifest").status, 200) << id;
  EXPECT_EQ(server->get(fmt::format("/presentation/3/full{}/manifest", done.size())).status, 404) << "it was refused";
  auto const sound = server->application().store().check();
  EXPECT_TRUE(sound) << sound.error().detail;
}

TEST_F(FullDisk, KeepsUploadsWhereTheyWere) {
  auto const begin = [&](std::size_t length) {
    return ask("POST", "/api/v1/uploads", "",
               fmt::format("Upload-Length: {}\r\nUpload-Metadata: filename YS56aXA=\r\n", length));
  };
  auto const piece = [&](std::string const& path, std::size_t offset, std::string const& bytes) {
    return ask("PATCH", path, bytes, kPiece + std::to_string(offset) + "\r\n");
  };
  auto const archive = zip_of({{"album/page1.png", png_of({300, 200})}});
  auto const made = begin(archive.size());
  auto const path = made.field("location").substr(made.field("location").find("/api/"));
  ASSERT_EQ(piece(path, 0, archive.substr(0, 100)).status, 204);
  disk.fill();
  expect_full(begin(1000));
  expect_full(piece(path, 100, archive.substr(100)));
  EXPECT_EQ(ask("HEAD", path).field("upload-offset"), "100");
  disk.empty();
  EXPECT_EQ(piece(path, 100, archive.substr(100)).status, 204);
  expect_full(begin(7 << 20));
  auto const wish = R"({"kind":"import","upload":")" + path.substr(path.rfind('/') + 1) + "\"}";
  EXPECT_EQ(ask("POST", "/api/v1/jobs", wish).status, 202);
  EXPECT_TRUE(eventually(std::chrono::seconds(20),
                         [&] { return server->get("/presentation/3/album/manifest").status == 200; }));
  EXPECT_EQ(server->get("/iiif/3/album~page1/full/max/0/default.png").status, 200);
}

// The archive is there, and there is no room for what is in it; then there is.
TEST_F(FullDisk, FailsAJobInASentenceAndDoesItLater) {
  auto const archive = zip_of({{"album/page1.png", png_of({300, 200})}, {"album/notes.bin", noise(1, 2 << 20)}});
  auto const made = ask("POST", "/api/v1/uploads", "",
                        fmt::format("Upload-Length: {}\r\nUpload-Metadata: filename YS56aXA=\r\n", archive.size()));
  auto const path = made.field("location").substr(made.field("location").find("/api/"));
  ASSERT_EQ(ask("PATCH", path, archive, kPiece + std::string("0\r\n")).status, 204);
  disk.fill(1 << 20);
  auto const wish = R"({"kind":"import","upload":")" + path.substr(path.rfind('/') + 1) + "\"}";
  auto const run = [&] {
    auto const started = ask("POST", "/api/v1/jobs", wish);
    EXPECT_EQ(started.status, 202) << started.body;
    auto const job = "/api/v1/jobs/" + std::to_string(json_of(started).at("id").as_int64());
    boost::json::object row;
    EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
      row = json_of(ask("GET", job));
      return row.at("state") != "waiting" && row.at("state") != "running";
    }));
    return row;
  };
  auto const refused = run();
  EXPECT_EQ(refused.at("state").as_string(), "failed");
  EXPECT_THAT(boost::json::serialize(refused), HasSubstr("no room"));
  EXPECT_EQ(server->get("/presentation/3/album/manifest").status, 404);
  disk.empty();
  EXPECT_EQ(run().at("state").as_string(), "done");
  EXPECT_EQ(server->get("/presentation/3/album/manifest").status, 200);
}

TEST_F(FullDisk, FailsBackupsAndExportsWholly) {
  ASSERT_EQ(ask("PUT", "/api/v1/items/book", small_manifest()).status, 201);
  SmallDisk const other(folder.path() / "other", "64k");
  other.fill(8 << 10);
  auto const options = fmt::format(" --data {} ", data().string());
  auto const backup = run_program("backup" + options + (folder.path() / "other/b.db").string());
  EXPECT_EQ(backup.code, 1) << backup.output;
  EXPECT_THAT(backup.output, HasSubstr("full"));
  for (auto const& entry : fs::directory_iterator(folder.path() / "other"))
    EXPECT_EQ(entry.path().filename(), "balloon") << "half a backup";
  auto const site = run_program("export root" + options + "--to " + (folder.path() / "other/site").string() +
                                " --base-url https://example.org");
  EXPECT_EQ(site.code, 1) << site.output;
  EXPECT_THAT(site.output, AnyOf(HasSubstr("full"), HasSubstr("room")));
}

// Of 60 books some find room and some do not, wherever the disk ends.
TEST_F(FullDisk, OfAnImportTellsWhatFailedAndDoesTheRest) {
  server.reset();
  for (int book = 0; book < 60; ++book) {
    folder.write(fmt::format("in/book{:02}/scene.glb", book), "glTF");
    folder.write(fmt::format("in/book{:02}/info.yml", book),
                 fmt::format("label: Book {}\nsummary: {}\n", book, noise(static_cast<unsigned>(book), 20'000)));
  }
  auto const import = fmt::format("import --data {} {}", data().string(), (folder.path() / "in").string());
  for (std::uintmax_t const left : {0, 60'000, 300'000, 900'000}) {
    for (auto const* const end : {"", "-wal", "-shm"})
      fs::remove(data() / (std::string("triforium.db") + end));
    disk.fill(left);
    auto const first = run_program(import);
    EXPECT_EQ(first.code, 1) << left << " left: " << first.output.substr(0, 500);
    EXPECT_THAT(first.output, HasSubstr("full")) << left;
    disk.empty();
    expect_published(first.output);
  }
  auto const second = run_program(import);
  EXPECT_EQ(second.code, 0) << second.output;
}

}  // namespace
}  // namespace triforium::test
