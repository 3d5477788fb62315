#include "storage/folder_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "storage/combined_catalog.h"
#include "support/temporary_folder.h"

namespace triforium::storage {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;

std::unique_ptr<Catalog> catalog_of(TemporaryFolder const& folder, Identifiers identifiers = Identifiers::both) {
  return make_folder_catalog({folder.path().string()}, identifiers).value();
}

std::string content_of(Catalog const& catalog, std::string const& identifier) {
  auto const source = catalog.blocking_open(identifier);
  if (!source) return std::string(name_of(source.error().kind));
  auto const bytes = read_whole(**source, 1 << 20);
  return bytes ? std::string(as_text(*bytes)) : bytes.error().message;
}

// What the process may open, while it lives.
class FewFiles {
 public:
  explicit FewFiles(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit const few{most, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

// A server under load must not tell anybody, caches least of all, that its images are gone.
TEST(FolderCatalog, IsBusyWhereNoMoreFilesCanBeOpened) {
  TemporaryFolder folder;
  folder.write("rome.tif", "tiff");
  auto const catalog = catalog_of(folder);
  {
    FewFiles const none(0);
    EXPECT_EQ(content_of(*catalog, "rome.tif"), "busy");
    EXPECT_EQ(content_of(*catalog, "rome"), "busy");
  }
  EXPECT_EQ(content_of(*catalog, "rome"), "tiff");
}

TEST(FolderCatalog, FindsByPathAndByStem) {
  TemporaryFolder folder;
  folder.write("maps/rome.tif", "tiff");
  folder.write("maps/rome.jpg", "jpeg");
  folder.write("maps/rome.txt", "text");
  folder.write("v1.2", "no extension of an image");
  auto const both = catalog_of(folder);
  EXPECT_EQ(content_of(*both, "maps/rome.jpg"), "jpeg");
  EXPECT_EQ(content_of(*both, "maps/rome"), "tiff") << "the best source of those that share a stem";
  EXPECT_EQ(content_of(*both, "maps/rom"), "not_found");
  EXPECT_EQ(content_of(*both, "maps"), "not_found");
  EXPECT_EQ(content_of(*catalog_of(folder, Identifiers::path), "maps/rome"), "not_found");
  EXPECT_EQ(content_of(*catalog_of(folder, Identifiers::stem), "maps/rome.jpg"), "not_found");
  EXPECT_EQ(content_of(*both, "v1.2"), "no extension of an image");
}

TEST(FolderCatalog, NothingLeadsOutOfIt) {
  TemporaryFolder outside, folder;
  outside.write("secret.jpg", "secret");
  folder.write("in/a.jpg", "a");
  folder.write(".hidden.jpg", "hidden");
  folder.write(".git/b.jpg", "b");
  std::filesystem::create_symlink(outside.path() / "secret.jpg", folder.path() / "absolute.jpg");
  std::filesystem::create_symlink(outside.path(), folder.path() / "folder");
  std::filesystem::create_symlink("../../" + outside.path().filename().string() + "/secret.jpg",
                                  folder.path() / "in/up.jpg");
  std::filesystem::create_symlink("in/a.jpg", folder.path() / "within.jpg");
  ASSERT_EQ(::mkfifo((folder.path() / "pipe.jpg").c_str(), 0600), 0);
  auto const catalog = catalog_of(folder);
  for (auto const& bad : std::initializer_list<std::string>{
           "absolute.jpg", "absolute", "folder/secret.jpg", "in/up.jpg",
           "../" + outside.path().filename().string() + "/secret.jpg", "in/../in/a.jpg", "./in/a.jpg", "in//a.jpg",
           "/in/a.jpg", "in/a.jpg/", ".hidden.jpg", ".git/b.jpg", "pipe.jpg", "", ".", "..",
           std::string("in/a.jpg\0", 9), std::string(5000, 'a')}) {
    EXPECT_EQ(content_of(*catalog, bad), "not_found") << bad;
    EXPECT_FALSE(catalog->blocking_identify(bad)) << bad;
  }
  EXPECT_EQ(content_of(*catalog, "within.jpg"), "a") << "links that stay within work";
}

TEST(FolderCatalog, NoticesWhatAppearsChangesAndVanishes) {
  TemporaryFolder folder;
  auto const catalog = catalog_of(folder);
  EXPECT_EQ(catalog->blocking_identify("a").error().kind, ErrorKind::not_found);
  folder.write("a.jpg", "one");
  auto const first = catalog->blocking_identify("a").value();
  EXPECT_EQ(first, catalog->blocking_open("a").value()->identity());
  folder.write("a.jpg", "other");
  EXPECT_NE(catalog->blocking_identify("a").value(), first);
  std::filesystem::remove(folder.path() / "a.jpg");
  EXPECT_FALSE(catalog->blocking_identify("a"));
}

TEST(FolderCatalog, AFileThatShrinksIsAnErrorAndNoCrash) {
  TemporaryFolder folder;
  folder.write("a.jpg", std::string(1000, 'x'));
  auto const source = catalog_of(folder)->blocking_open("a").value();
  folder.write("a.jpg", "x");
  auto const read = read_exactly(*source, 0, 1000);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::corrupt_source);
}

TEST(FolderCatalog, ListsImagesInNaturalOrderUpToALimit) {
  TemporaryFolder folder;
  for (auto const* name : {"page10.jpg", "page2.jpg", "b/x.TIF", "notes.txt", ".c.jpg", "b/.d/e.png"})
    folder.write(name, "");
  std::filesystem::create_directory_symlink("..", folder.path() / "b/circle");
  EXPECT_THAT(catalog_of(folder)->blocking_list(100), ElementsAre("b/x.TIF", "page2.jpg", "page10.jpg"));
  EXPECT_EQ(catalog_of(folder)->blocking_list(2).size(), 2U);
  EXPECT_THAT(catalog_of(folder, Identifiers::stem)->blocking_list(100), ElementsAre("b/x", "page2", "page10"));
}

TEST(FolderCatalog, RefusesAFolderThatIsNone) {
  auto const made = make_folder_catalog({"/nonexistent"}, Identifiers::both);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, testing::HasSubstr("/nonexistent"));
}

TEST(NaturalLess, ComparesNumbersByValue) {
  EXPECT_TRUE(natural_less("page2", "page10"));
  EXPECT_FALSE(natural_less("page10", "page2"));
  EXPECT_TRUE(natural_less("a01b2", "a1b10"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_FALSE(natural_less("a1", "a1"));
  EXPECT_NE(natural_less("a01", "a1"), natural_less("a1", "a01"));
  EXPECT_TRUE(natural_less("99999999999999999999999", "100000000000000000000000"));
}

TEST(CombinedCatalog, TheFirstThatKnowsAnswers) {
  TemporaryFolder one, two;
  one.write("a.jpg", "one");
  two.write("a.jpg", "two");
  two.write("b.jpg", "b");
  std::vector<std::unique_ptr<Catalog>> parts;
  parts.push_back(catalog_of(one));
  parts.push_back(catalog_of(two));
  auto const catalog = make_combined_catalog(std::move(parts));
  EXPECT_EQ(content_of(*catalog, "a"), "one");
  EXPECT_EQ(content_of(*catalog, "b"), "b");
  EXPECT_EQ(content_of(*catalog, "c"), "not_found");
  EXPECT_EQ(catalog->blocking_list(2).size(), 2U);
}

}  // namespace
}  // namespace triforium::storage
