#include "uploads/uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zip.h>

#include <algorithm>
#include <fstream>

#include "support/temporary_folder.h"
#include "uploads/take.h"

namespace triforium::uploads {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string content_of(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
bool never() {
  return false;
}

struct UploadsTest : testing::Test {
  Settings settings() const { return {.folder = folder.path() / "uploads", .max_bytes = 1000, .max_open = 2}; }
  test::TemporaryFolder folder;
};

TEST_F(UploadsTest, GoOnWhereTheyWere) {
  std::string id;
  {
    Uploads uploads(settings());
    id = uploads.create(6, "a.txt")->id;
    EXPECT_EQ(uploads.append(id, 0, "abc")->offset, 3U);
  }
  Uploads uploads(settings());
  EXPECT_EQ(uploads.find(id)->offset, 3U);
  EXPECT_EQ(uploads.append(id, 0, "abc").error().kind, ErrorKind::conflict);
  EXPECT_EQ(uploads.append(id, 3, "defg").error().kind, ErrorKind::too_large);
  EXPECT_EQ(uploads.file_of(id).error().kind, ErrorKind::conflict);
  EXPECT_GT(uploads.find(id)->expires, std::chrono::system_clock::now());
  EXPECT_TRUE(uploads.append(id, 3, "def")->is_complete());
  EXPECT_EQ(content_of(*uploads.file_of(id)), "abcdef");
}

// What a process that died had written beyond what it acknowledged does not count.
TEST_F(UploadsTest, ForgetWhatWasNotAcknowledged) {
  Uploads uploads(settings());
  auto const id = uploads.create(6, "a.txt")->id;
  ASSERT_TRUE(uploads.append(id, 0, "abc"));
  std::ofstream(settings().folder / (id + ".bytes"), std::ios::app) << "XX";
  EXPECT_EQ(uploads.find(id)->offset, 3U);
  ASSERT_TRUE(uploads.append(id, 3, "def"));
  EXPECT_EQ(content_of(*uploads.file_of(id)), "abcdef");
}

TEST_F(UploadsTest, AreBounded) {
  Uploads uploads(settings());
  EXPECT_EQ(uploads.create(1001, "a").error().kind, ErrorKind::too_large);
  for (auto const* const name : {"", "../a", "a/b", ".hidden", "a\nb", "\xff"})
    EXPECT_EQ(uploads.create(1, name).error().kind, ErrorKind::bad_request);
  auto const first = uploads.create(1, "a");
  ASSERT_TRUE(first && uploads.create(1, "a"));
  EXPECT_EQ(uploads.create(1, "a").error().kind, ErrorKind::busy);
  EXPECT_TRUE(uploads.remove(first->id));
  EXPECT_TRUE(uploads.create(1, "a"));
  EXPECT_EQ(uploads.find("../../etc/passwd").error().kind, ErrorKind::not_found);
}

TEST_F(UploadsTest, Expire) {
  auto short_lived = settings();
  short_lived.lifetime = std::chrono::seconds(-1);
  Uploads uploads(short_lived);
  auto const id = uploads.create(1, "a")->id;
  EXPECT_EQ(uploads.find(id).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(uploads.create(1, "b"));
  EXPECT_FALSE(fs::exists(short_lived.folder / (id + ".bytes")));
}

TEST_F(UploadsTest, StayWhileTheyAreHeld) {
  auto short_lived = settings();
  short_lived.lifetime = std::chrono::seconds(-1);
  Uploads uploads(short_lived);
  auto const id = uploads.create(1, "a")->id;
  uploads.hold(id);
  ASSERT_TRUE(uploads.create(1, "b"));
  EXPECT_TRUE(uploads.append(id, 0, "x"));
  uploads.release(id);
  EXPECT_EQ(uploads.find(id).error().kind, ErrorKind::not_found);
}

// Of a process that was killed between the two files of a new upload, or of a description.
TEST_F(UploadsTest, LeaveNothingBehind) {
  auto short_lived = settings();
  short_lived.lifetime = std::chrono::seconds(-1);
  Uploads uploads(short_lived);
  auto const begun = std::string(32, 'b');
  folder.write("uploads/" + begun + ".bytes", "x");
  folder.write("uploads/" + begun + ".json.new", "{");
  folder.write("uploads/README", "x");
  uploads.forget_old();
  EXPECT_TRUE(fs::exists(short_lived.folder / (begun + ".bytes"))) << "it may be just being begun";
  for (auto const* const end : {".bytes", ".json.new"})
    fs::last_write_time(short_lived.folder / (begun + end), fs::file_time_type::clock::now() - std::chrono::hours(1));
  uploads.forget_old();
  EXPECT_FALSE(fs::exists(short_lived.folder / (begun + ".bytes")));
  EXPECT_FALSE(fs::exists(short_lived.folder / (begun + ".json.new")));
  EXPECT_TRUE(fs::exists(short_lived.folder / "README")) << "nothing of ours";
}

TEST_F(UploadsTest, ThatNoDiskHoldsAreRefusedAtOnce) {
  auto vast = settings();
  vast.max_bytes = UINT64_MAX;
  EXPECT_EQ(Uploads(vast).create(std::uint64_t{1} << 62, "a").error().kind, ErrorKind::storage_full);
}

struct Member {
  std::string name, content;
  zip_uint32_t mode = S_IFREG | 0644;
};

struct UnpackTest : UploadsTest {
  fs::path archive_of(std::vector<Member> const& members) const {
    auto const path = folder.path() / "a.zip";
    fs::remove(path);
    auto* const archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    for (auto const& member : members) {
      auto* const source = zip_source_buffer(archive, member.content.data(), member.content.size(), 0);
      auto const index = zip_file_add(archive, member.name.c_str(), source, 0);
      zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX, member.mode << 16);
    }
    EXPECT_EQ(zip_close(archive), 0);
    return path;
  }
  // The sentence for the sender; empty where all was unpacked.
  std::string unpack(std::vector<Member> const& members, UnpackLimits const& limits = {}) const {
    auto const archive = archive_of(members);
    fs::remove_all(target());
    fs::create_directories(target());
    auto const done = blocking_unpack(archive, target(), limits, {never});
    return done ? std::string() : done.error().message;
  }
  fs::path target() const { return folder.path() / "target"; }
};

TEST_F(UnpackTest, GivesTheFilesInTheirFolders) {
  EXPECT_EQ(unpack({{"book/1.txt", "one"}, {"book/Größe.txt", "two"}, {"__MACOSX/x", "x"}, {".DS_Store", "x"}}), "");
  EXPECT_EQ(content_of(target() / "book/1.txt"), "one");
  EXPECT_EQ(content_of(target() / "book/Größe.txt"), "two");
  EXPECT_FALSE(fs::exists(target() / "__MACOSX"));
}

TEST_F(UnpackTest, LetsNothingLandElsewhere) {
  for (std::string const name : {"../evil", "a/../../evil", "/evil", "a\\..\\evil", "a//b", "./a"}) {
    EXPECT_NE(unpack({{"fine", "x"}, {name, "x"}}), "") << name;
    EXPECT_TRUE(fs::is_empty(target())) << "all names are looked at first";
  }
  EXPECT_THAT(unpack({{"link", "/etc/passwd", S_IFLNK | 0777}}), HasSubstr("link"));
  EXPECT_NE(unpack({{"a", "x"}, {"a/b", "y"}}), "");
  EXPECT_FALSE(fs::exists(folder.path() / "evil"));
}

TEST_F(UnpackTest, IsBounded) {
  EXPECT_THAT(unpack({{"bomb", std::string(5 << 20, '\0')}}), HasSubstr("more than 1000 times its size"));
  EXPECT_THAT(unpack({{"a", "123"}, {"b", "123"}}, {.bytes = 5}), HasSubstr("more than 5 bytes"));
  EXPECT_THAT(unpack({{"a", ""}, {"b", ""}}, {.entries = 1}), HasSubstr("2 entries"));
  EXPECT_THAT(unpack({{"a/b/c", ""}}, {.depth = 2}), HasSubstr("too many folders"));
}

// libzip would read all of a directory before it can be asked how many entries it has.
TEST_F(UnpackTest, LooksAtTheDirectoryFirst) {
  auto bytes = content_of(archive_of({{"a", "x"}}));
  auto const open = [&](UnpackLimits const& limits = {}) { return open_archive(as_bytes(bytes), limits); };
  EXPECT_TRUE(open());
  auto const end = bytes.rfind("PK\5\6");
  bytes.replace(end + 12, 4, "\xff\xff\xff\x7f");
  EXPECT_EQ(open().error().kind, ErrorKind::too_large);
  bytes.insert(end, std::string("PK\6\7\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\1\0\0\0", 20));
  EXPECT_EQ(open().error().kind, ErrorKind::corrupt_source) << "a ZIP64 record that is not there";
}

TEST_F(UnpackTest, TellsHowFarItIs) {
  std::vector<std::uint64_t> told;
  fs::create_directories(target());
  auto const archive = archive_of({{"a", std::string(1000, 'a')}, {"b", "bb"}});
  UnpackWatch const watch{never, [&](std::uint64_t done, std::uint64_t total) {
                            EXPECT_EQ(total, 1002U);
                            told.push_back(done);
                          }};
  ASSERT_TRUE(blocking_unpack(archive, target(), {}, watch));
  EXPECT_TRUE(std::ranges::is_sorted(told));
  EXPECT_EQ(told.back(), 1002U);
}

TEST_F(UnpackTest, SaysWhatIsWrongWithTheArchive) {
  EXPECT_EQ(complaint_about("\xff", {}), "its name is not UTF-8");
  EXPECT_NE(complaint_about(std::string(2000, 'a'), {}), "");
  auto const archive = archive_of({{"a", std::string(1000, 'a')}});
  fs::create_directories(target());
  for (std::uintmax_t const size : {fs::file_size(archive) / 2, std::uintmax_t{10}}) {
    fs::resize_file(archive, size);
    EXPECT_EQ(blocking_unpack(archive, target(), {}, {never}).error().kind, ErrorKind::corrupt_source);
  }
  EXPECT_EQ(blocking_unpack(archive_of({{"a", "x"}}), target(), {}, {[] { return true; }}).error().kind,
            ErrorKind::cancelled);
}

TEST_F(UnpackTest, IsWhatTakingAnUploadDoes) {
  auto large = settings();
  large.max_bytes = 1 << 20;
  Uploads uploads(large);
  auto const take = [&](std::string const& name, std::string const& bytes) {
    auto const id = uploads.create(bytes.size(), name)->id;
    EXPECT_TRUE(uploads.append(id, 0, bytes));
    auto const taken = blocking_take(uploads, id, folder.path() / "files", {}, {never});
    EXPECT_EQ(uploads.find(id).has_value(), !taken.has_value());
    auto const again = blocking_take(uploads, id, folder.path() / "files", {}, {never});
    EXPECT_EQ(again.has_value(), taken.has_value()) << "a second call finds it";
    return taken;
  };
  EXPECT_EQ(content_of(*take("a.zip", content_of(archive_of({{"b/1.txt", "one"}}))) / "1.txt"), "one");
  auto const flat = *take("scans.zip", content_of(archive_of({{"1.txt", "one"}, {"2.txt", "two"}})));
  EXPECT_EQ(flat.filename(), "scans");
  EXPECT_EQ(content_of(flat / "2.txt"), "two");
  EXPECT_EQ(content_of(*take("a.xml", "<a/>") / "a.xml"), "<a/>");
  EXPECT_FALSE(take("a.zip", content_of(archive_of({{"../evil", "x"}}))));
}

}  // namespace
}  // namespace triforium::uploads
