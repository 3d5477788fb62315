#include "renderings/zip.h"

#include <gtest/gtest.h>
#include <zip.h>

namespace triforium::renderings {
namespace {

std::string archive_of(std::vector<std::pair<std::string, std::string>> const& files) {
  std::string bytes;
  ZipWriter writer([&](ByteView piece) -> Result<void> {
    bytes.append(as_text(piece));
    return {};
  });
  for (auto const& [name, content] : files) {
    auto const& text = content;
    EXPECT_TRUE(writer.add(name, [&](Sink const& sink) { return sink(as_bytes(text)); }));
  }
  EXPECT_TRUE(writer.finish());
  return bytes;
}

// As another program reads it, with all of its checks.
std::vector<std::pair<std::string, std::string>> files_of(std::string const& bytes) {
  std::vector<std::pair<std::string, std::string>> files;
  auto* const source = ::zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  auto* const archive = ::zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  EXPECT_NE(archive, nullptr);
  if (archive == nullptr) return files;
  for (zip_int64_t at = 0; at < ::zip_get_num_entries(archive, 0); ++at) {
    auto* const file = ::zip_fopen_index(archive, static_cast<zip_uint64_t>(at), 0);
    std::string content(1000, '\0');
    auto const count = ::zip_fread(file, content.data(), content.size());
    content.resize(static_cast<std::size_t>(std::max<zip_int64_t>(count, 0)));
    files.emplace_back(::zip_get_name(archive, static_cast<zip_uint64_t>(at), 0), content);
    EXPECT_EQ(::zip_fclose(file), 0);  // the checksum is right
  }
  ::zip_discard(archive);
  return files;
}

TEST(Zip, IsReadByOthers) {
  std::vector<std::pair<std::string, std::string>> const files{
      {"seite/ä 1.jpg", "picture"}, {"empty", ""}, {"mets.xml", std::string(900, 'x')}};
  EXPECT_EQ(files_of(archive_of(files)), files);
}

TEST(Zip, HasTheLengthThatWasCounted) {
  ArchiveSize size;
  size.add("seite/ä 1.jpg", 7);
  size.add("empty", 0);
  EXPECT_EQ(size.bytes(), archive_of({{"seite/ä 1.jpg", "picture"}, {"empty", ""}}).size());
  EXPECT_EQ(ArchiveSize().bytes(), archive_of({}).size());
}

TEST(Zip, OfTheSameFilesIsTheSame) {
  EXPECT_EQ(archive_of({{"a", "b"}}), archive_of({{"a", "b"}}));
}

TEST(Zip, RefusesNamesThatItCannotWrite) {
  ZipWriter writer([](ByteView) -> Result<void> { return {}; });
  EXPECT_FALSE(writer.add("", [](Sink const&) -> Result<void> { return {}; }));
  EXPECT_FALSE(writer.add(std::string(70'000, 'a'), [](Sink const&) -> Result<void> { return {}; }));
}

}  // namespace
}  // namespace triforium::renderings
