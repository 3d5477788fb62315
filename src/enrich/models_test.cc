#include "enrich/models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "enrich/enrich.h"
#include "enrich/read_file.h"
#include "support/data.h"
#include "support/temporary_folder.h"

namespace triforium::enrich {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kModel[] =
    R"({"asset": {"version": "2.0", "copyright": "CC BY Anna"}, "buffers": [{"uri": "box%200.bin", "byteLength": 3},
        {"uri": "data:,x", "byteLength": 1}, {"uri": "https://x/y.bin", "byteLength": 1}], "images": [{"uri": "t.png"}]})";

presentation::ItemDraft item_of(std::string const& location) {
  presentation::ItemDraft item;
  item.canvases.emplace_back();
  item.canvases[0].paintings.emplace_back();
  item.canvases[0].paintings[0].kind = presentation::MediaKind::model;
  item.canvases[0].paintings[0].file.location = location;
  item.canvases[0].paintings[0].file.format = location.ends_with(".glb") ? "model/gltf-binary" : "model/gltf+json";
  return item;
}

TEST(EmbedFiles, TakesWhatLiesBesideTheModel) {
  std::vector<std::string> asked;
  auto const whole = embed_files(kModel, [&](std::string const& path) -> Result<Bytes> {
    asked.push_back(path);
    return Bytes{0x89, 'P', 'N', 'G', '\r', '\n', '\x1a', '\n'};
  });
  ASSERT_TRUE(whole);
  EXPECT_THAT(asked, testing::ElementsAre("box 0.bin", "t.png"));
  auto const gltf = boost::json::parse(as_text(*whole));
  EXPECT_EQ(gltf.at("buffers").at(0).at("uri"), "data:application/octet-stream;base64,iVBORw0KGgo=");
  EXPECT_EQ(gltf.at("buffers").at(2).at("uri"), "https://x/y.bin");
  EXPECT_EQ(gltf.at("images").at(0).at("uri"), "data:image/png;base64,iVBORw0KGgo=");
}

TEST(EmbedFiles, LeavesWhatLeadsElsewhere) {
  auto const whole =
      embed_files(R"({"buffers": [{"uri": "../../etc/passwd"}, {"uri": "/etc/passwd"}, {"uri": "a/%2e%2e/../b"},
      {"uri": "file:///etc/passwd"}, {"uri": ""}, {"uri": 7}, 8], "images": "none"})",
                  [](std::string const&) -> Result<Bytes> { return Bytes{}; });
  ASSERT_TRUE(whole);
  EXPECT_THAT(std::string(as_text(*whole)), testing::Not(HasSubstr("base64")));
  EXPECT_FALSE(embed_files("[]", {}));
}

TEST(EnrichModel, PublishesAWholeModel) {
  test::TemporaryFolder const folder;
  folder.write("box.gltf", kModel);
  folder.write("box 0.bin", "abc");
  folder.write("t.png", "\x89PNG\r\n\x1a\n");
  auto item = item_of((folder.path() / "box.gltf").string());
  EXPECT_THAT(blocking_enrich(item, {.folder = folder.path() / "derived"}), IsEmpty());
  auto const& location = item.canvases[0].paintings[0].file.location;
  EXPECT_THAT(location, HasSubstr("derived"));
  EXPECT_THAT(std::string(as_text(blocking_read_file(location, 1 << 20).value())), HasSubstr("base64,YWJj"));
  ASSERT_THAT(item.canvases[0].description.metadata, SizeIs(1));
  EXPECT_EQ(item.canvases[0].description.metadata[0].value.values[0].second[0], "CC BY Anna");
}

TEST(EnrichModel, SaysWhatIsMissing) {
  test::TemporaryFolder const folder;
  folder.write("model/box.gltf", kModel);
  folder.write("secret", "abc");
  std::filesystem::create_symlink(folder.path() / "secret", folder.path() / "model" / "box 0.bin");
  auto item = item_of((folder.path() / "model/box.gltf").string());
  auto const complaints = blocking_enrich(item, {.folder = folder.path() / "derived"});
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_THAT(complaints[0], HasSubstr("“box.gltf”: its part “box 0.bin” is not there"));
  EXPECT_EQ(item.canvases[0].paintings[0].file.location, (folder.path() / "model/box.gltf").string());
}

TEST(EnrichModel, ReadsEveryRealOne) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  test::TemporaryFolder const folder;
  std::size_t count = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(*data / "models")) {
    if (entry.path().extension() != ".glb" && entry.path().extension() != ".gltf") continue;
    auto item = item_of(entry.path().string());
    EXPECT_THAT(blocking_enrich(item, {.folder = folder.path()}), IsEmpty()) << entry.path();
    ++count;
  }
  EXPECT_GE(count, 7U);
}

}  // namespace
}  // namespace triforium::enrich
