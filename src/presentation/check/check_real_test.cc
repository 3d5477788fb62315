// What others publish: the official examples, good and broken.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "json/parse.h"
#include "presentation/check/check.h"
#include "support/data.h"

namespace triforium::presentation {
namespace {

namespace fs = std::filesystem;

Result<boost::json::value> read_json(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

std::string errors_of(Report const& report) {
  std::string all;
  for (auto const& finding : report.findings)
    if (finding.severity == Severity::error)
      all += finding.rule + " " + finding.pointer + ": " + finding.message + "\n";
  return all;
}

bool names_context(boost::json::value const& document, std::string_view context) {
  auto const* object = document.if_object();
  auto const* found = object != nullptr ? object->if_contains("@context") : nullptr;
  return found != nullptr && boost::json::serialize(*found).find(context) != std::string::npos;
}

// Every error in the documents below `folder` that name `context`, by file.
std::map<std::string, std::string> errors_below(fs::path const& folder, std::string_view context, Version version,
                                                int& seen) {
  std::map<std::string, std::string> errors;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    auto const document = read_json(entry.path());
    if (!document || !names_context(*document, context)) continue;
    ++seen;
    auto const found = errors_of(check_document(*document, version));
    if (!found.empty()) errors[fs::relative(entry.path(), folder).string()] = found;
  }
  return errors;
}

std::string shown(std::map<std::string, std::string> const& errors) {
  std::string all;
  for (auto const& [file, found] : errors)
    all += "== " + file + "\n" + found;
  return all;
}

TEST(CheckReal, FindsNoErrorInTheCookbook) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int seen = 0;
  auto errors = errors_below(*data / "manifests" / "cookbook", "presentation/3/", Version::v3, seen);
  EXPECT_GT(seen, 60);
  // Its id ends with a space, left over from the recipe's template.
  EXPECT_EQ(errors.erase("0229-behavior-ranges/manifest.json"), 1U);
  EXPECT_TRUE(errors.empty()) << shown(errors);
}

TEST(CheckReal, FindsNoErrorInTheFixturesOfVersion2) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int seen = 0;
  auto errors = errors_below(*data / "manifests" / "presentation2.1_fixtures", "presentation/2/", Version::v2, seen);
  EXPECT_GT(seen, 50);
  // Its startCanvas is spelt otherwise than the canvas, which is what error example 51 is refused for.
  EXPECT_EQ(errors.erase("65/manifest.json"), 1U);
  EXPECT_TRUE(errors.empty()) << shown(errors);
}

TEST(CheckReal, FindsNoErrorInTheExamplesOfVersion4) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int seen = 0;
  auto const errors =
      errors_below(*data / "manifests" / "presentation4_examples", "presentation/4/", Version::v4, seen);
  EXPECT_GT(seen, 20);
  EXPECT_TRUE(errors.empty()) << shown(errors);
}

TEST(CheckReal, RefusesTheErrorsOfVersion2) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  int seen = 0;
  for (auto const& entry : fs::directory_iterator(*data / "manifests" / "presentation2.1_errors")) {
    auto const document = read_json(entry.path() / "manifest.json");
    if (!document) continue;
    ++seen;
    EXPECT_FALSE(errors_of(check_document(*document, Version::v2)).empty()) << entry.path().filename();
  }
  EXPECT_GT(seen, 40);
}

TEST(CheckReal, RefusesTheBrokenDocumentsOfVersion3) {
  auto const data = test::shared_data();
  if (!data) GTEST_SKIP() << test::kNoData;
  std::map<std::string, std::string> const reasons{{"broken_choice", ""},
                                                   {"broken_collection", "property-required"},
                                                   {"broken_embedded_annos", "property-not-allowed"},
                                                   {"broken_service", "single-value"},
                                                   {"broken_simple_image", "context-last"},
                                                   {"old_format_label", "text-without-language"},
                                                   {"rights_lang_issues", "language-tag"}};
  for (auto const& [name, reason] : reasons) {
    auto const document = read_json(*data / "manifests" / "presentation3_validator" / (name + ".json"));
    ASSERT_TRUE(document) << name;
    auto const errors = errors_of(check_document(*document, Version::v3));
    EXPECT_FALSE(errors.empty()) << name;
    EXPECT_NE(errors.find(reason), std::string::npos) << name << ":\n" << errors;
  }
}

}  // namespace
}  // namespace triforium::presentation
