// The cases of tests/cases/presentation/negotiation.txt, which say what they are in their first lines.
#include "presentation/negotiate.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/data.h"

namespace triforium::presentation {
namespace {

struct Scene {
  bool is_document = false;
  std::vector<int> versions;
};

Scene parse_scene(std::string_view line) {
  Scene scene;
  for (auto const word : split(line, ' ')) {
    if (word == "document") scene.is_document = true;
    if (auto const version = parse_unsigned(word, 9)) scene.versions.push_back(static_cast<int>(*version));
  }
  return scene;
}

std::string told(Negotiated const& negotiated) {
  std::string text = "page";
  if (negotiated.wants_page) {
    EXPECT_EQ(negotiated.content_type, "text/html; charset=utf-8");
  } else {
    bool const is_linked = negotiated.content_type == linked_data_type(negotiated.version);
    EXPECT_TRUE(is_linked || negotiated.content_type == "application/json") << negotiated.content_type;
    text = fmt::format("{} {}", negotiated.version, is_linked ? "linked" : "json");
  }
  return negotiated.is_acceptable ? text : text + " unacceptable";
}

std::string answer_to(std::string_view accept, Scene const& scene) {
  if (accept == "(none)") accept = "";
  return told(scene.is_document ? negotiate_document(accept, scene.versions.front())
                                : negotiate(accept, scene.versions));
}

TEST(Negotiate, AnswersAsTheCasesSay) {
  std::ifstream file(test::source_dir() / "tests" / "cases" / "presentation" / "negotiation.txt");
  Scene scene;
  int cases = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    auto const arrow = line.find(" => ");
    if (arrow == std::string::npos) {
      scene = parse_scene(line);
      continue;
    }
    ++cases;
    ASSERT_FALSE(scene.versions.empty()) << line;
    EXPECT_EQ(answer_to(std::string_view(line).substr(0, arrow), scene), line.substr(arrow + 4)) << line;
  }
  EXPECT_GT(cases, 60);
}

TEST(Negotiate, WritesTheProfileAsTheSpecificationDoes) {
  EXPECT_EQ(linked_data_type(3), "application/ld+json;profile=\"http://iiif.io/api/presentation/3/context.json\"");
}

TEST(Negotiate, KnowsItsOwnProfilesOnly) {
  EXPECT_EQ(version_of_profile("http://iiif.io/api/presentation/3/context.json"), 3);
  EXPECT_EQ(version_of_profile("https://iiif.io/api/presentation/2"), 2);
  for (auto const* const other :
       {"", "http://", "http://iiif.io/api/presentation/", "http://iiif.io/api/image/3/context.json",
        "http://iiif.io/api/presentation/33/context.json", "http://iiif.io/api/presentation/x"})
    EXPECT_EQ(version_of_profile(other), std::nullopt) << other;
}

}  // namespace
}  // namespace triforium::presentation
