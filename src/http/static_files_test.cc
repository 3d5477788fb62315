#include "http/static_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace triforium::http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    fs::create_directories(base_ / "site/sub dir");
    fs::create_directories(base_ / "site2");
    write("site/index.html", "<p>home");
    write("site/sub dir/index.html", "<p>sub");
    write("site/app-BfE3k2a9.js", "0123456789");
    write("site/.secret", "x");
    write("site2/outside.txt", "x");
    fs::create_symlink(base_ / "site2/outside.txt", base_ / "site/link.txt");
    fs::create_symlink("index.html", base_ / "site/alias.html");
    fs::create_directory_symlink(base_ / "site2", base_ / "site/folder");
    ::mkfifo((base_ / "site/pipe").c_str(), 0600);
  }
  ~StaticFilesTest() override { fs::remove_all(base_); }

  void write(std::string const& name, std::string const& text) { std::ofstream(base_ / name) << text; }
  Response serve(std::string_view path, Fields fields = {}) {
    Request request;
    request.fields = std::move(fields);
    return StaticFiles::open(base_ / "site")->serve(request, path);
  }
  static std::string content(Response const& response) {
    auto const& file = std::get<FileRange>(response.body);
    std::string text(file.length, '\0');
    auto const count = ::pread(file.descriptor, text.data(), text.size(), static_cast<off_t>(file.offset));
    return count == static_cast<ssize_t>(text.size()) ? text : "short";
  }

  fs::path const base_ = fs::temp_directory_path() / ("triforium_static_" + std::to_string(::getpid()));
};

TEST_F(StaticFilesTest, ServesFiles) {
  auto const page = serve("index.html");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.fields.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.fields.find("Cache-Control"), "no-cache");
  EXPECT_EQ(content(page), "<p>home");
  EXPECT_EQ(content(serve("")), "<p>home");
  EXPECT_EQ(content(serve("alias.html")), "<p>home");
  EXPECT_EQ(content(serve("sub%20dir/")), "<p>sub");
  EXPECT_EQ(serve("app-BfE3k2a9.js").fields.find("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(StaticFilesTest, StaysInItsFolder) {
  for (auto const* path :
       {"../site2/outside.txt", "%2e%2e/site2/outside.txt", "..%2fsite2/outside.txt", "link.txt", "folder/outside.txt",
        "folder/", "folder", "/etc/passwd", "%2Fetc/passwd", ".secret", "index.html%00", "index.html/", "missing",
        "pipe", "%zz", "sub%20dir/../../site2/outside.txt"})
    EXPECT_EQ(serve(path).status, 404) << path;
  EXPECT_EQ(serve(std::string(10000, 'a')).status, 404);
}

TEST_F(StaticFilesTest, KnowsConditionsAndRanges) {
  auto const etag = std::string(*serve("app-BfE3k2a9.js").fields.find("ETag"));
  Fields known;
  known.add("If-None-Match", etag);
  EXPECT_EQ(serve("app-BfE3k2a9.js", known).status, 304);
  write("site/app-BfE3k2a9.js", "0123456789x");
  EXPECT_EQ(serve("app-BfE3k2a9.js", known).status, 200);
  Fields part;
  part.add("Range", "bytes=2-4");
  auto const response = serve("app-BfE3k2a9.js", part);
  EXPECT_EQ(response.status, 206);
  EXPECT_EQ(content(response), "234");
}

TEST(StaticFiles, NeedsAFolder) {
  EXPECT_FALSE(StaticFiles::open("/nowhere/at/all"));
}

TEST(HashedNames, AreToldFromWords) {
  for (auto const* name : {"a/index-BfE3k2a9.js", "index.3f2a91bc.css", "chunk-0a1b2c3d4e5f.js"})
    EXPECT_TRUE(has_hashed_name(name)) << name;
  for (auto const* name :
       {"index.js", "open-seadragon.js", "photo-20240101.jpg", "scan-facade00x.png", "a.b", "-BfE3k2a9.js"})
    EXPECT_FALSE(has_hashed_name(name)) << name;
}

}  // namespace
}  // namespace triforium::http
