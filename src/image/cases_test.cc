// The case files of tests/cases/image-*, run against the pure functions. The whole program runs them over HTTP.
#include "support/cases.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "image/canonical.h"
#include "image/info.h"
#include "image/test_shapes.h"

namespace triforium::image {
namespace {

using test::ImageCase;

// What the pure functions say; an endpoint turns it into a response.
struct Answer {
  int status = 200;
  std::string message;
  PixelSize size;
  std::string canonical;
  std::string media_type;
  boost::json::object json;
};

Version version_of(std::string const& text) {
  return text == "1.1" ? Version::v1_1 : text == "2.1" ? Version::v2_1 : Version::v3_0;
}

PixelSize size_of(test::CaseSize size) {
  return {size.width, size.height};
}

ImageShape shape_of(test::CaseSetup const& setup) {
  std::vector<PixelSize> levels;
  for (auto const level : setup.levels)
    levels.push_back(size_of(level));
  auto shape = make_shape(size_of(setup.source), levels, size_of(setup.tile));
  shape.orientation = codecs::orientation_of(setup.orientation);
  if (setup.colour != "rgb") shape.pixels.model = ColourModel::gray;
  shape.is_bitonal = setup.colour == "bitonal";
  return shape;
}

Policy policy_of(test::CaseSetup const& setup) {
  Policy policy;
  policy.limits = {setup.max_width, setup.max_height, setup.max_area};
  policy.allow_upscaling = setup.upscaling;
  policy.bang_strict = setup.bang_strict;
  policy.tile_size = setup.tile_size;
  policy.formats.clear();
  for (auto const& name : setup.formats)
    policy.formats.push_back(find_format(name).value());
  return policy;
}

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_request:
      return 400;
    case ErrorKind::not_found:
      return 404;
    case ErrorKind::uri_too_long:
      return 414;
    case ErrorKind::unsupported_format:
      return 415;
    case ErrorKind::not_implemented:
      return 501;
    default:
      return 500;
  }
}

Answer refusal(Error const& error) {
  return {status_of(error.kind), error.message, {}, {}, {}, {}};
}

Answer answer_to(ImageRequest request, ImageCase const& one) {
  auto const policy = policy_of(one.setup);
  if (!request.format) request.format = negotiate_format(one.accept, policy);
  auto const plan = make_plan(request, shape_of(one.setup), policy);
  if (!plan) return refusal(plan.error());
  return {200, {}, plan->output, canonical_parameters(*plan), std::string(media_type_of(plan->format)), {}};
}

Answer answer_to(InfoRequest const& request, ImageCase const& one) {
  auto info = make_info(request.version, "https://example.org/iiif/" + request.identifier.as_sent, shape_of(one.setup),
                        policy_of(one.setup), {});
  return {200, {}, {}, {}, info_media_type(request.version, one.accept), std::move(info)};
}

Answer answer_to(BaseRequest const&, ImageCase const&) {
  return {303, {}, {}, {}, {}, {}};
}

Answer ask(ImageCase const& one) {
  auto const request = parse_request(version_of(one.setup.version), one.path);
  if (!request) return refusal(request.error());
  return std::visit(
      [&](auto const& parsed) {
        auto const& known = one.setup.identifiers;
        bool const is_known = std::find(known.begin(), known.end(), parsed.identifier.text) != known.end();
        return is_known ? answer_to(parsed, one) : refusal({ErrorKind::not_found, "no such image", {}});
      },
      *request);
}

void expect_json(boost::json::object const& found, std::string const& expected) {
  auto const wanted = boost::json::parse(expected).as_object();
  for (auto const& [key, value] : wanted) {
    auto const* const there = found.if_contains(key);
    if (value.is_null()) {
      EXPECT_EQ(there, nullptr) << key << " is there";
    } else if (there == nullptr) {
      ADD_FAILURE() << key << " is not there";
    } else {
      EXPECT_EQ(boost::json::serialize(*there), boost::json::serialize(value)) << key;
    }
  }
}

void check(ImageCase const& one) {
  SCOPED_TRACE(one.file + ", line " + std::to_string(one.line) + ": " + one.path);
  auto const answer = ask(one);
  EXPECT_EQ(answer.status, one.status) << answer.message;
  if (one.size) {
    EXPECT_EQ(answer.size.width, one.size->width);
    EXPECT_EQ(answer.size.height, one.size->height);
  }
  if (one.canonical) {
    EXPECT_EQ(answer.canonical, *one.canonical);
  }
  if (one.message) {
    EXPECT_NE(answer.message.find(*one.message), std::string::npos) << answer.message;
  }
  if (one.media_type) {
    EXPECT_EQ(answer.media_type, *one.media_type);
  }
  if (one.json) expect_json(answer.json, *one.json);
}

// Each canonical form, asked for, is its own canonical form.
void check_fixed_point(ImageCase one) {
  if (!one.canonical) return;
  one.path = one.setup.identifiers.front() + "/" + *one.canonical;
  one.status = 200;
  check(one);
}

class Cases : public testing::TestWithParam<char const*> {};

TEST_P(Cases, AreAnsweredAsTheySay) {
  auto const file = test::read_cases(GetParam());
  EXPECT_TRUE(file.errors.empty()) << file.errors.front();
  EXPECT_GT(file.cases.size(), 20U);
  for (auto const& one : file.cases) {
    check(one);
    check_fixed_point(one);
  }
}

INSTANTIATE_TEST_SUITE_P(ImageApi, Cases, testing::Values("image-1.1", "image-2.1", "image-3.0"));

TEST(CaseFiles, AreReadLineByLine) {
  auto const file = test::parse_cases(
      "# a comment\nversion 2.1\nsource 6000x4000\nlimits maxWidth=100 maxArea=50\n\n"
      "full/10,/0/default.jpg 200 10x7 canonical a/b # why\n"
      "/x%2Fy/info.json 400 says \"two words\" accept \"a/b, c\" §4.2\n"
      "info.json 200 json {\"a\": [1, 2]}\nnonsense\ninfo.json 200 json\n",
      "f.txt");
  ASSERT_EQ(file.cases.size(), 3U);
  EXPECT_EQ(file.errors, (std::vector<std::string>{"f.txt, line 9: cannot be read", "f.txt, line 10: cannot be read"}));
  EXPECT_EQ(file.cases[1].path, "x%2Fy/info.json");
  EXPECT_EQ(file.cases[1].message, "two words");
  EXPECT_EQ(file.cases[1].accept, "a/b, c");
  EXPECT_EQ(file.cases[1].section, "4.2");
  EXPECT_EQ(file.cases[0].canonical, "a/b");
  EXPECT_EQ(file.cases[0].size, (test::CaseSize{10, 7}));
  EXPECT_EQ(file.cases[0].setup.max_width, 100);
  EXPECT_EQ(file.cases[0].setup.version, "2.1");
  EXPECT_EQ(file.cases[2].path, "cat/info.json");
  EXPECT_EQ(file.cases[2].json, "{\"a\": [1, 2]}");
}

}  // namespace
}  // namespace triforium::image
