// /api/v1/uploads, and what becomes of uploads; /api/openapi.json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "app/api_routes.h"
#include "program/api_house.h"
#include "program/zip_archive.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

constexpr auto kPiece = "Content-Type: application/offset+octet-stream\r\nUpload-Offset: ";

// The path of a new upload; "YS56aXA=" is a.zip.
std::string begin(House const& house, std::size_t length) {
  auto const made = send(house, "POST", "/api/v1/uploads", "",
                         "Upload-Length: " + std::to_string(length) + "\r\nUpload-Metadata: filename YS56aXA=\r\n");
  EXPECT_EQ(made.status, 201) << made.body;
  return made.field("location").substr(made.field("location").find("/api/"));
}
Answer append(House const& house, std::string const& path, std::size_t offset, std::string const& bytes) {
  return send(house, "PATCH", path, bytes, kPiece + std::to_string(offset) + "\r\n");
}
std::string upload(House const& house, std::string const& bytes) {
  auto const path = begin(house, bytes.size());
  EXPECT_EQ(append(house, path, 0, bytes).status, 204);
  return path.substr(path.rfind('/') + 1);
}
// The job that imports it, at its end.
boost::json::object import(House const& house, std::string const& id) {
  auto const started = send(house, "POST", "/api/v1/jobs", R"({"kind":"import","upload":")" + id + "\"}");
  EXPECT_EQ(started.status, 202) << started.body;
  auto const path = "/api/v1/jobs/" + std::to_string(json_of(started).at("id").as_int64());
  boost::json::object job;
  EXPECT_TRUE(eventually(std::chrono::seconds(30), [&] {
    job = json_of(send(house, "GET", path));
    return job.at("state") != "waiting" && job.at("state") != "running";
  }));
  return job;
}

TEST(ApiUploads, ArriveInPiecesAndAreImported) {
  House const house = house_with_token();
  auto const zip = zip_of({{"album/page1.png", png_of({30, 20})}, {"album/page2.png", png_of({30, 20})}});
  auto const path = begin(house, zip.size());
  EXPECT_EQ(append(house, path, 0, zip.substr(0, 100)).field("upload-offset"), "100");
  EXPECT_EQ(append(house, path, 0, zip).status, 409) << "it is further already";
  auto const head = send(house, "HEAD", path);
  EXPECT_EQ(head.field("upload-offset"), "100");
  EXPECT_EQ(head.field("tus-resumable"), "1.0.0");
  auto const id = path.substr(path.rfind('/') + 1);
  auto const wish = R"({"kind":"import","upload":")" + id + "\"}";
  EXPECT_EQ(send(house, "POST", "/api/v1/jobs", wish).status, 409) << "not complete";
  EXPECT_EQ(append(house, path, 100, zip.substr(100)).status, 204);
  auto const job = import(house, id);
  EXPECT_EQ(job.at("state").as_string(), "done") << boost::json::serialize(job);
  EXPECT_EQ(job.at("counts").at("published").as_int64(), 1) << boost::json::serialize(job);
  EXPECT_EQ(send(house, "HEAD", path).status, 404) << "it was used";
  auto const items = house.get("/api/v1/items").body;
  EXPECT_THAT(items, HasSubstr("\"id\":\"album\",\"kind\":\"manifest\""));
}

std::filesystem::path files_of(House const& house, std::string const& upload) {
  return house.folder.path() / ".data/files" / upload;
}

TEST(ApiUploads, AreDeletedWithTheLastOfTheirItems) {
  House const house = house_with_token();
  auto const id = upload(house, zip_of({{"album/page1.png", png_of({30, 20})}}));
  EXPECT_EQ(import(house, id).at("state").as_string(), "done");
  EXPECT_EQ(house.get("/iiif/3/album~page1/full/max/0/default.png").status, 200);
  EXPECT_EQ(send(house, "DELETE", "/api/v1/items/album").status, 204);
  EXPECT_TRUE(std::filesystem::exists(files_of(house, id)));
  auto const next = upload(house, zip_of({{"other/page1.png", png_of({30, 20})}}));
  EXPECT_EQ(import(house, next).at("state").as_string(), "done");
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [&] { return !std::filesystem::exists(files_of(house, id)); }));
  EXPECT_TRUE(std::filesystem::exists(files_of(house, next)));
}

// As large as it has to be for the job to be seen at it.
TEST(ApiUploads, AreUnpackedUntilTheJobIsCancelled) {
  House const house = house_with_token([](app::Config& config) { config.api.max_body = {128 << 20}; });
  std::vector<std::pair<std::string, std::string>> files;
  for (int i = 0; i < 3000; ++i)
    files.emplace_back("album/" + std::to_string(i) + ".bin", std::string(1000, static_cast<char>(i)));
  auto const id = upload(house, zip_of(files));
  auto const started = send(house, "POST", "/api/v1/jobs", R"({"kind":"import","upload":")" + id + "\"}");
  auto const path = "/api/v1/jobs/" + std::to_string(json_of(started).at("id").as_int64());
  EXPECT_EQ(send(house, "DELETE", path).status, 200);
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return !std::filesystem::exists(files_of(house, "." + id)) && !std::filesystem::exists(files_of(house, id));
  }));
  EXPECT_EQ(json_of(send(house, "GET", path)).at("state").as_string(), "cancelled");
  EXPECT_EQ(house.json("/api/v1/items").at("items").as_array().size(), 1U) << "the root alone";
}

// https://tus.io/protocols/resumable-upload#core-protocol
TEST(ApiUploads, SayWhichProtocolTheySpeak) {
  House const house = house_with_token();
  auto const path = begin(house, 3);
  auto const fields = "Origin: https://cms.example\r\nAccess-Control-Request-Method: PATCH\r\n";
  for (auto const& address : {std::string("/api/v1/uploads"), path}) {
    auto const options = http_get(house.server->port(), address, fields, "OPTIONS");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.field("tus-version"), "1.0.0");
    EXPECT_EQ(options.field("tus-extension"), "creation,expiration,termination");
    EXPECT_EQ(options.field("tus-max-size"), std::to_string(8ULL << 30));
    EXPECT_THAT(options.field("access-control-allow-headers"), HasSubstr("Upload-Offset"));
    EXPECT_EQ(options.field("access-control-allow-origin"), "*");
  }
  auto const other = send(house, "HEAD", path, "", "Tus-Resumable: 0.2.2\r\n");
  EXPECT_EQ(other.status, 412);
  EXPECT_EQ(other.field("tus-version"), "1.0.0");
  auto const piece = append(house, path, 0, "abc");
  EXPECT_THAT(piece.field("upload-expires"), testing::EndsWith("GMT"));
  EXPECT_THAT(piece.field("access-control-expose-headers"), HasSubstr("Upload-Offset"));
}

TEST(ApiUploads, KeepToTheirSettings) {
  House const house = house_with_token([](app::Config& config) {
    config.uploads.max_bytes = {1000};
    config.uploads.max_open = 2;
    config.uploads.max_entries = 1;
  });
  EXPECT_EQ(send(house, "POST", "/api/v1/uploads", "", "Upload-Length: 1001\r\n").status, 413);
  auto const two = import(house, upload(house, zip_of({{"a.txt", "x"}, {"b.txt", "x"}})));
  EXPECT_THAT(std::string(two.at("message").as_string()), HasSubstr("2 entries, more than 1"));
  begin(house, 10);
  EXPECT_EQ(send(house, "POST", "/api/v1/uploads", "", "Upload-Length: 1\r\n").status, 503)
      << "one was refused and waits to be deleted, one is open";
}

TEST(ApiUploads, OfHostileArchivesFailWithASentence) {
  House const house = house_with_token();
  auto const slip = import(house, upload(house, zip_of({{"../../evil.png", "x"}})));
  EXPECT_EQ(slip.at("state").as_string(), "failed");
  EXPECT_THAT(std::string(slip.at("message").as_string()), HasSubstr("leads elsewhere"));
  auto const bomb = import(house, upload(house, zip_of({{"a.png", std::string(8 << 20, '\0')}})));
  EXPECT_THAT(std::string(bomb.at("message").as_string()), HasSubstr("times its size"));
  auto const broken = import(house, upload(house, "PK\x03\x04 and no more"));
  EXPECT_EQ(broken.at("state").as_string(), "failed");
  EXPECT_FALSE(std::filesystem::exists(house.folder.path() / "evil.png"));
  house.expect_alive();
}

TEST(ApiUploads, AreRefusedWhereTheyMakeNoSense) {
  House const house = house_with_token();
  EXPECT_EQ(send(house, "POST", "/api/v1/uploads").status, 400) << "no length";
  EXPECT_EQ(send(house, "POST", "/api/v1/uploads", "", "Upload-Length: 99999999999999\r\n").status, 413);
  EXPECT_EQ(
      send(house, "POST", "/api/v1/uploads", "", "Upload-Length: 1\r\nUpload-Metadata: filename Li4vYQ==\r\n").status,
      400)
      << "../a";
  EXPECT_EQ(send(house, "GET", "/api/v1/uploads/..%2F..%2Fetc").status, 404);
  auto const path = begin(house, 3);
  EXPECT_EQ(send(house, "PATCH", path, "abc").status, 415);
  EXPECT_EQ(append(house, path, 0, "abcd").status, 413);
  EXPECT_EQ(house.get(path).status, 401);
  EXPECT_EQ(send(house, "DELETE", path).status, 204);
  EXPECT_EQ(send(house, "DELETE", path).status, 404);
}

std::string method_name(http::Method method) {
  switch (method) {
    case http::Method::get:
      return "get";
    case http::Method::post:
      return "post";
    case http::Method::put:
      return "put";
    case http::Method::patch:
      return "patch";
    case http::Method::delete_:
      return "delete";
    case http::Method::options:
      return "options";
    default:
      return "other";
  }
}

TEST(OpenApi, DescribesEveryRouteAndNoOther) {
  House const house = house_with_token();
  auto const described = house.json("/api/openapi.json").at("paths").as_object();
  std::set<std::string> ours, theirs;
  Workers workers({});
  auto const store = store::open({});
  items::Documents documents(**store, {}, {});
  for (auto const& route : app::api_routes({**store, documents, workers, {}})) {
    auto pattern = route.pattern;
    if (auto const dots = pattern.find("...}"); dots != std::string::npos) pattern.erase(dots, 3);
    for (auto const method : route.methods)
      ours.insert(method_name(method) + " " + pattern);
  }
  ours.erase("get /api/openapi.json");
  for (auto const& [path, methods] : described) {
    for (auto const& [method, operation] : methods.as_object()) {
      // The router answers HEAD wherever it answers GET.
      if (method != "head") theirs.insert(std::string(method) + " " + std::string(path));
    }
  }
  EXPECT_EQ(ours, theirs);
}

}  // namespace
}  // namespace triforium::test
