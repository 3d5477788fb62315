#include "items/server_jobs.h"

#include <gtest/gtest.h>

#include "store/test_store.h"
#include "support/temporary_folder.h"

namespace triforium::items {
namespace {

namespace fs = std::filesystem;

TEST(ServerJobs, AreToldApartFromThoseOfCommands) {
  auto const read = parse_parameters(parameters_of({{"/a", "/b"}, {}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->paths, (std::vector<std::string>{"/a", "/b"}));
  EXPECT_EQ(parse_parameters(parameters_of({{}, "u1"}))->upload, "u1");
  EXPECT_FALSE(parse_parameters(R"({"paths":["/a"],"process":7})"));
  EXPECT_FALSE(parse_parameters("{"));
}

TEST(ServerJobs, AreFoundAgainUntilTheyEnd) {
  auto const store = store::test::open_in_memory();
  auto const first = blocking_add_import(*store, {{"/a"}, {}});
  auto const second = blocking_add_import(*store, {{"/b"}, {}});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*blocking_unfinished(*store), (std::vector{*first, *second}));
  EXPECT_EQ(blocking_cancel(*store, *first)->state, store::JobState::cancelled);
  EXPECT_EQ(*blocking_unfinished(*store), std::vector{*second});
  EXPECT_EQ(blocking_cancel(*store, *first).error().kind, ErrorKind::conflict);
  EXPECT_EQ(blocking_cancel(*store, 99).error().kind, ErrorKind::not_found);
}

TEST(ServerJobs, ReadOnlyBelowTheFoldersThatTheOperatorAllows) {
  test::TemporaryFolder const folder;
  folder.write("in/book/1.png", "x");
  folder.write("out/1.png", "x");
  folder.write("inside/1.png", "x");
  fs::create_symlink(folder.path() / "out", folder.path() / "in/link");
  std::vector<fs::path> const allowed{folder.path() / "in"};
  auto const is_allowed = [&](std::string const& path) {
    return blocking_allowed_path((folder.path() / path).string(), allowed).has_value();
  };
  EXPECT_TRUE(is_allowed("in"));
  EXPECT_TRUE(is_allowed("in/book"));
  EXPECT_TRUE(is_allowed("in/book/../book/1.png"));
  for (auto const* const path : {"out", "in/../out", "in/link", "inside", "", "in/none"})
    EXPECT_FALSE(is_allowed(path)) << path;
  EXPECT_FALSE(blocking_allowed_path("/", {}));
}

}  // namespace
}  // namespace triforium::items
