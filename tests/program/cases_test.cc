// The case files of tests/cases, asked of the running server.
#include "support/cases.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/text.h"
#include "program/pictures.h"
#include "program/running_server.h"

namespace triforium::test {
namespace {

using testing::HasSubstr;

constexpr char const* kBase = "https://example.org/iiif/";

std::string segment_of(std::string const& version) {
  return version.substr(0, 1);
}

// “https://example.com/?54#a” has an empty part: no catalogue has such names.
bool has_empty_part(std::string const& identifier) {
  return identifier.find("//") != std::string::npos;
}

// Those that no server could do in a test, and why.
std::optional<std::string> reason_to_leave_out(ImageCase const& one) {
  constexpr std::int64_t kMost = 200'000'000;
  if (one.size && one.size->width * one.size->height > kMost) return "an answer of more than 200 megapixels";
  if (one.status == 200 && has_empty_part(percent_decode(one.path).value_or(""))) return "an empty part in the name";
  return std::nullopt;
}

TiffRecipe recipe_of(CaseSetup const& setup) {
  TiffRecipe recipe;
  recipe.size = {setup.source.width, setup.source.height};
  for (auto const level : setup.levels)
    recipe.levels.push_back({level.width, level.height});
  recipe.tile = {setup.tile.width, setup.tile.height};
  recipe.orientation = setup.orientation;
  recipe.colour = setup.colour;
  return recipe;
}

// Everything that a server is started anew for, as text.
std::string key_of(CaseSetup const& setup) {
  auto key = fmt::format("{} {}x{} {}x{} {} {} | {} {} {} | {} {} {} |", setup.version, setup.source.width,
                         setup.source.height, setup.tile.width, setup.tile.height, setup.orientation, setup.colour,
                         setup.max_width, setup.max_height, setup.max_area, setup.upscaling, setup.bang_strict,
                         setup.tile_size);
  for (auto const level : setup.levels)
    key += fmt::format(" {}x{}", level.width, level.height);
  for (auto const& format : setup.formats)
    key += " " + format;
  for (auto const& identifier : setup.identifiers)
    key += " " + identifier;
  return key;
}

app::Config config_of(CaseSetup const& setup, std::filesystem::path const& folder) {
  auto config = config_for(folder);
  config.server.base_url = "https://example.org";
  config.sources.identifiers = "path";
  config.limits.max_width = setup.max_width;
  config.limits.max_height = setup.max_height;
  config.limits.max_area = setup.max_area;
  config.images.upscaling = setup.upscaling;
  config.compat.bang_strict = setup.bang_strict;
  config.images.tile_size = setup.tile_size;
  config.images.formats = setup.formats;
  config.images.preferred_formats = {};
  return config;
}

// The server that a case is asked of, with the image that it is about.
class Scene {
 public:
  explicit Scene(CaseSetup const& setup) : key(key_of(setup)) {
    auto const file = repeating_tiff(recipe_of(setup));
    auto const config = config_of(setup, folder_.path());
    for (auto const& identifier : setup.identifiers) {
      if (!has_empty_part(identifier)) folder_.write(identifier, file);
    }
    // Some cases are about servers that enlarge without any limit, which config.verify() does not let operators run.
    server = std::make_unique<RunningServer>(config, RunningServer::Check::as_it_is);
  }

 private:
  TemporaryFolder folder_;

 public:
  std::string const key;
  std::unique_ptr<RunningServer> server;
};

// The ids in the case files have no version in their prefix.
void expect_json(boost::json::object const& found, ImageCase const& one) {
  auto const wanted = boost::json::parse(*one.json).as_object();
  for (auto const& [key, value] : wanted) {
    auto const* const there = found.if_contains(key);
    if (value.is_null()) {
      EXPECT_EQ(there, nullptr) << key << " is there";
      continue;
    }
    ASSERT_NE(there, nullptr) << key << " is not there";
    auto expected = boost::json::serialize(value);
    if (auto const at = expected.find(kBase); at != std::string::npos) {
      expected.insert(at + std::string_view(kBase).size(), segment_of(one.setup.version) + "/");
    }
    EXPECT_EQ(boost::json::serialize(*there), expected) << key;
  }
}

void expect_error(Answer const& answer, ImageCase const& one) {
  EXPECT_EQ(answer.field("content-type"), "application/problem+json");
  boost::json::error_code error;
  auto const problem = boost::json::parse(answer.body, error);
  ASSERT_TRUE(!error && problem.is_object()) << answer.body;
  EXPECT_EQ(problem.at("status"), one.status);
  auto const detail = std::string(problem.at("detail").as_string());
  EXPECT_GT(detail.size(), 10U);
  if (one.message) {
    EXPECT_THAT(detail, HasSubstr(*one.message));
  }
}

void expect_canonical(Answer const& answer, ImageCase const& one) {
  auto identifier = one.path;
  for (int part = 0; part < 4; ++part)
    identifier.resize(identifier.rfind('/'));
  EXPECT_THAT(answer.field("link"), HasSubstr(fmt::format("<{}{}/{}/{}>;rel=\"canonical\"", kBase,
                                                          segment_of(one.setup.version), identifier, *one.canonical)));
}

void check(RunningServer const& server, ImageCase const& one) {
  SCOPED_TRACE(one.file + ", line " + std::to_string(one.line) + ": " + one.path);
  auto const target = fmt::format("/iiif/{}/{}", segment_of(one.setup.version), one.path);
  auto const answer = server.get(target, one.accept ? "Accept: " + *one.accept + "\r\n" : "");
  ASSERT_EQ(answer.status, one.status) << answer.body.substr(0, 500);
  EXPECT_EQ(answer.field("access-control-allow-origin"), "*");
  if (one.status >= 400) expect_error(answer, one);
  if (one.status == 303) {
    EXPECT_THAT(answer.field("location"), testing::EndsWith("/info.json"));
  }
  if (one.size) {
    auto const size = size_of_file(answer.body);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, one.size->width);
    EXPECT_EQ(size->height, one.size->height);
  }
  if (one.canonical) expect_canonical(answer, one);
  if (one.media_type) {
    EXPECT_EQ(answer.field("content-type"), *one.media_type);
  }
  if (one.json) expect_json(boost::json::parse(answer.body).as_object(), one);
}

// Each canonical form, asked for, is its own canonical form, and the same file by its entity tag.
void check_fixed_point(RunningServer const& server, ImageCase one) {
  auto const own = one.setup.identifiers.front() + "/" + *one.canonical;
  if (own == one.path || !one.path.starts_with(one.setup.identifiers.front() + "/")) return;
  auto const prefix = fmt::format("/iiif/{}/", segment_of(one.setup.version));
  auto const tag = server.head(prefix + one.path).field("etag");
  one.path = own;
  SCOPED_TRACE(one.file + ", line " + std::to_string(one.line) + ", canonical form: " + own);
  auto const answer = server.head(prefix + own);
  EXPECT_EQ(answer.status, 200);
  expect_canonical(answer, one);
  EXPECT_EQ(answer.field("etag"), tag);
}

class Cases : public testing::TestWithParam<char const*> {};

TEST_P(Cases, AreAnsweredByTheServerAsTheySay) {
  auto const file = read_cases(GetParam());
  EXPECT_TRUE(file.errors.empty()) << file.errors.front();
  std::unique_ptr<Scene> scene;
  std::size_t asked = 0, left_out = 0;
  for (auto const& one : file.cases) {
    if (auto const reason = reason_to_leave_out(one)) {
      std::printf("left out: %s, line %d: %s\n", one.file.c_str(), one.line, reason->c_str());
      ++left_out;
      continue;
    }
    if (!scene || scene->key != key_of(one.setup)) {
      scene.reset();
      scene = std::make_unique<Scene>(one.setup);
    }
    check(*scene->server, one);
    if (one.canonical) check_fixed_point(*scene->server, one);
    ++asked;
  }
  std::printf("%zu cases asked, %zu left out\n", asked, left_out);
  EXPECT_GT(asked, 20U);
  EXPECT_LE(left_out, 3U);
}

std::string name_of(testing::TestParamInfo<char const*> const& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(OverHttp, Cases, testing::Values("image-1.1", "image-2.1", "image-3.0"), name_of);

}  // namespace
}  // namespace triforium::test
