#include "enrich/derived_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/temporary_folder.h"

namespace triforium::enrich {
namespace {

namespace fs = std::filesystem;

std::string content_of(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Made : test::TemporaryFolder {
  Made() { write("film.mp4", "a film"); }

  Result<fs::path> try_make(std::string_view name) {
    return folder.blocking_make(path() / "film.mp4", name, [&]() -> Result<Bytes> {
      ++count;
      return Bytes{'p', 'i', 'c'};
    });
  }
  fs::path make(std::string_view name = "poster.jpg") { return try_make(name).value(); }
  DerivedFolder const folder{path() / "derived"};
  int count = 0;
};

TEST(DerivedFolder, MakesOnceWhatIsAskedForOften) {
  Made made;
  auto const first = made.make();
  EXPECT_EQ(first.filename(), "poster.jpg");
  EXPECT_EQ(content_of(first), "pic");
  EXPECT_EQ(made.make(), first);
  EXPECT_EQ(made.count, 1);
  EXPECT_NE(made.make("other.jpg"), first);
  EXPECT_EQ(made.count, 2);
}

TEST(DerivedFolder, MakesAnewWhatBelongsToAChangedFile) {
  Made made;
  auto const first = made.make();
  made.write("film.mp4", "another film");
  EXPECT_NE(made.make(), first);
  EXPECT_EQ(made.count, 2);
}

TEST(DerivedFolder, MakesAgainWhatWasDeleted) {
  Made made;
  auto const first = made.make();
  fs::remove_all(made.path() / "derived");
  EXPECT_EQ(made.make(), first);
  EXPECT_EQ(made.count, 2);
}

TEST(DerivedFolder, KnowsWhenItWasBegun) {
  Made made;
  auto const age = made.folder.blocking_age();
  EXPECT_FALSE(age.empty());
  made.make();
  EXPECT_EQ(made.folder.blocking_age(), age);
  fs::remove_all(made.path() / "derived");
  EXPECT_NE(made.folder.blocking_age(), age);
}

TEST(DerivedFolder, LeavesNothingOfWhatFails) {
  Made made;
  auto const failed = made.folder.blocking_make(made.path() / "film.mp4", "x",
                                                []() -> Result<Bytes> { return fail(ErrorKind::timeout, "too slow"); });
  EXPECT_EQ(failed.error().message, "too slow");
  EXPECT_FALSE(fs::exists(made.path() / "derived"));
  auto const absent = made.folder.blocking_make(made.path() / "none", "x", []() -> Result<Bytes> { return Bytes{}; });
  EXPECT_EQ(absent.error().kind, ErrorKind::not_found);
}

TEST(DerivedFolder, SaysThatItCannotKeepAnything) {
  Made made;
  made.write("derived", "a file where the folder should be");
  auto const failed = made.try_make("poster.jpg");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::internal);
  EXPECT_EQ(failed.error().message.find(made.path().string()), std::string::npos);
}

}  // namespace
}  // namespace triforium::enrich
