// Real manifests of Presentation 3, to 4 and back.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/parse.h"
#include "presentation/v3/read.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "presentation/v4/write.h"
#include "support/data.h"

namespace triforium::presentation {
namespace {

namespace fs = std::filesystem;

struct Document {
  std::string file;
  boost::json::object tree;
};

std::vector<Document> documents(fs::path const& folder, Version version) {
  std::vector<Document> found;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    auto document = json::parse(text.str());
    if (document && detect_version(*document) == version)
      found.push_back({fs::relative(entry.path(), folder).string(), std::move(document->get_object())});
  }
  return found;
}

boost::json::object to_v4_and_back(boost::json::object const& v3) {
  auto const v4 = write_v4(read_v3(v3).value());
  auto written = write_v3(read_v4(v4.document).value());
  EXPECT_TRUE(written.losses.empty()) << written.losses.front().pointer << ": " << written.losses.front().why;
  return std::move(written.document);
}

// What 3.0 leaves to the author is written one way: a value that stands alone may be in an array of one.
boost::json::value plain(boost::json::value value, std::string_view key = {}) {
  static std::set<std::string_view> const alone = {"@context", "motivation", "body", "target", "selector", "language"};
  if (auto* const object = value.if_object()) {
    for (auto& member : *object)
      member.value() = plain(std::move(member.value()), member.key());
  } else if (auto* const array = value.if_array()) {
    if (array->size() == 1 && alone.contains(key)) return plain(boost::json::value(std::move(array->front())), key);
    for (auto& element : *array)
      element = plain(std::move(element));
  }
  return value;
}

TEST(RoundTrip, CookbookManifestsComeBackFromPresentation4AsTheyWere) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  auto const all = documents(*data / "manifests/cookbook", Version::v3);
  EXPECT_GT(all.size(), 60U);
  for (auto const& document : all) {
    auto const back = to_v4_and_back(document.tree);
    EXPECT_EQ(boost::json::serialize(plain(back)), boost::json::serialize(plain(document.tree))) << document.file;
  }
}

TEST(RoundTrip, ThereIsNothingToRewriteInWhatWasRewritten) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  for (auto const& document : documents(*data / "manifests/cookbook", Version::v3)) {
    auto const model = read_v3(document.tree).value();
    EXPECT_EQ(read_v4(write_v4(model).document).value().tree, model.tree) << document.file;
  }
}

}  // namespace
}  // namespace triforium::presentation
