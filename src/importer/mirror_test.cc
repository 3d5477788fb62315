// Copies of real manifests and collections: what comes in is what is read back in its version.
#include "importer/mirror.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "json/parse.h"
#include "presentation/v3/read.h"
#include "presentation/v4/write.h"
#include "support/data.h"

namespace triforium::importer {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;
using presentation::Version;

std::string read(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<fs::path> documents_in(std::string const& folder) {
  std::vector<fs::path> found;
  for (auto const& entry : fs::recursive_directory_iterator(*test::shared_data() / "manifests" / folder))
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  return found;
}

// Without what tells a copy from its original: its own name, the way back, and the members, which the store keeps.
bj::object without_name(bj::object document, Version version) {
  document.erase("id");
  if (version == Version::v4) {
    document.erase("via");
  } else if (auto* const links = document.if_contains("seeAlso"); links != nullptr && links->is_array()) {
    auto& all = links->get_array();
    bj::value const wanted{{"en", {"The original of this copy"}}};
    if (!all.empty() && all.back().is_object() && all.back().get_object().contains("label") &&
        all.back().at("label") == wanted)
      all.pop_back();
    if (links->get_array().empty()) document.erase("seeAlso");
  }
  if (document.contains("type") && document.at("type") == "Collection") document.erase("items");
  return document;
}

// As it is served in the version in which it came.
bj::object served(store::Publication const& kept, Version version) {
  auto document = json::parse(kept.document)->as_object();
  if (version != Version::v4 || kept.version == 4) return document;
  return presentation::write_v4(*presentation::read_v3(without_name(std::move(document), Version::v3))).document;
}

struct Tally {
  std::size_t equal = 0;
  std::set<std::string> different, refused;
};

// `different`: read back as something else than was sent.
Tally copy_all(std::string const& folder) {
  Tally tally;
  for (auto const& path : documents_in(folder)) {
    auto const name = path.lexically_relative(*test::shared_data() / "manifests" / folder).string();
    auto const text = read(path);
    auto const mirror = mirror_document("copy", text, {});
    if (!mirror) {
      if (mirror.error().kind != ErrorKind::unsupported_format) tally.refused.insert(name);
      continue;
    }
    auto const sent = *json::parse(text);
    auto const version = *presentation::detect_version(sent);
    bool const is_equal =
        without_name(sent.as_object(), version) == without_name(served(mirror->publication, version), version);
    is_equal ? static_cast<void>(++tally.equal) : static_cast<void>(tally.different.insert(name));
  }
  return tally;
}

TEST(Mirror, KeepsTheCookbookAsItIs) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const tally = copy_all("cookbook");
  EXPECT_GT(tally.equal, 60U);
  EXPECT_THAT(tally.refused, testing::IsEmpty());
  // Comes back as 3.0, to which it was brought; conversions have tests of their own.
  EXPECT_THAT(tally.different, testing::ElementsAre("0057-publishing-v2-and-v3/manifest-v2.json"));
}

TEST(Mirror, KeepsTheExamplesOfVersion4) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  auto const tally = copy_all("presentation4_examples");
  EXPECT_GT(tally.equal, 15U);
  EXPECT_THAT(tally.refused, testing::IsEmpty());
  // Also the collections, which are kept as 3.0.
  EXPECT_THAT(tally.different, testing::IsEmpty());
}

TEST(Mirror, TakesManifestsOfTheDraftsOfVersion4) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  // These two paint their model on the page around it, not on the scene.
  EXPECT_THAT(copy_all("presentation4_3d").refused,
              testing::ElementsAre("1_basic_model_in_scene/model_origin.json",
                                   "1_basic_model_in_scene/model_origin_bgcolor.json"));
}

// Eighteen of them break a rule.
TEST(Mirror, TakesWhatRealInstitutionsPublish) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  // No context, and a canvas alone.
  EXPECT_THAT(copy_all("real").refused, testing::ElementsAre("lunchroom-manners.json", "p2_europeana.json"));
}

TEST(Mirror, TellsWhatItMended) {
  auto const mirror = mirror_document("copy", R"({"@context":"http://iiif.io/api/presentation/3/context.json",
    "id":"https://e.org/m","type":"Manifest","label":{"@none":["M"]},"rights":"https://creativecommons.org/licenses/by/4.0/",
    "items":[{"id":"https://e.org/c/1","type":"Canvas","height":1,"width":1},
             {"id":"https://e.org/c/2","type":"Canvas","height":1,"width":1,"label":{"@none":["2"]}}]})",
                                      {});
  ASSERT_TRUE(mirror);
  EXPECT_THAT(mirror->mended, testing::UnorderedElementsAre(testing::HasSubstr("(and 1 more places)"),
                                                            testing::HasSubstr("/rights: ")));
}

TEST(Mirror, RefusesTheOfficialErrorsOfVersion2) {
  if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
  std::set<std::string> taken;
  for (auto const& path : documents_in("presentation2.1_errors"))
    if (path.filename() == "manifest.json" && mirror_document("copy", read(path), {}))
      taken.insert(path.parent_path().filename().string());
  EXPECT_THAT(taken, testing::IsEmpty());
}

}  // namespace
}  // namespace triforium::importer
