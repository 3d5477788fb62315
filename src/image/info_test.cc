#include "image/info.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "image/test_shapes.h"

namespace triforium::image {
namespace {

InfoSettings everything() {
  InfoSettings settings;
  settings.preferred_formats = {Format::webp, Format::gif, Format::jpg};
  settings.rights = "http://creativecommons.org/publicdomain/zero/1.0/";
  settings.attribution = "A Library";
  settings.logo = "https://example.org/logo.png";
  settings.services = parse_linked(Linked::service, R"({"@id": "https://a/s", "@type": "AuthCookieService1"})").value();
  settings.part_of = parse_linked(Linked::part_of, R"([{"id": "https://a/m", "type": "Manifest"}])").value();
  settings.see_also = parse_linked(Linked::see_also, R"([{"id": "https://a/x", "type": "Dataset"}])").value();
  settings.contexts = {"http://example.org/extension/context1.json"};
  return settings;
}

Policy policy() {
  Policy policy;
  policy.limits = {3000, 2000, 4'000'000};
  policy.formats = {Format::jpg, Format::png, Format::webp};
  return policy;
}

std::vector<std::string> keys(boost::json::object const& object) {
  std::vector<std::string> keys;
  for (auto const& entry : object)
    keys.emplace_back(entry.key());
  return keys;
}

TEST(Info, HasTheKeysInTheOrderOfTheSpecification) {
  auto const info = make_info(Version::v3_0, "https://example.org/x", make_shape({600, 400}), policy(), everything());
  EXPECT_EQ(keys(info), (std::vector<std::string>{"@context",      "id",
                                                  "type",          "protocol",
                                                  "profile",       "width",
                                                  "height",        "maxWidth",
                                                  "maxHeight",     "maxArea",
                                                  "sizes",         "tiles",
                                                  "rights",        "preferredFormats",
                                                  "extraFormats",  "extraQualities",
                                                  "extraFeatures", "partOf",
                                                  "seeAlso",       "service"}));
  EXPECT_EQ(boost::json::serialize(info.at("@context")),
            R"(["http://example.org/extension/context1.json","http://iiif.io/api/image/3/context.json"])");
  EXPECT_EQ(boost::json::serialize(info.at("preferredFormats")), R"(["webp","jpg"])") << "gif is not offered";
}

TEST(Info, PrefersTheFormatThatCostsLeast) {
  auto const preferred = [](ImageShape const& shape) {
    auto const info = make_info(Version::v3_0, "https://example.org/x", shape, policy(), {});
    return boost::json::serialize(info.at("preferredFormats"));
  };
  auto shape = make_shape({600, 400});
  EXPECT_EQ(preferred(shape), R"(["jpg","webp"])");
  shape.stored_as = ImageShape::Stored::webp;
  EXPECT_EQ(preferred(shape), R"(["webp","jpg"])");
  shape = make_shape({600, 400});
  shape.pixels.has_alpha = true;
  EXPECT_EQ(preferred(shape), R"(["webp","jpg"])") << "JPEG has no transparency";
}

TEST(Info, GivesVersion2ItsOwnWordsForRights) {
  auto const info = make_info(Version::v2_1, "https://example.org/x", make_shape({600, 400}), policy(), everything());
  EXPECT_EQ(keys(info), (std::vector<std::string>{"@context", "@id", "@type", "protocol", "width", "height", "sizes",
                                                  "tiles", "profile", "attribution", "license", "logo", "service"}));
  EXPECT_EQ(info.at("license").as_string(), "http://creativecommons.org/publicdomain/zero/1.0/");
}

TEST(Linked, NeedsIdAndType) {
  auto const message = [](Linked what, std::string_view text) { return parse_linked(what, text).error().message; };
  EXPECT_TRUE(parse_linked(Linked::service, "[]").has_value());
  EXPECT_EQ(message(Linked::service, R"([{"id": "a", "type": "b"}, {"id": "a"}])"),
            "Item 2 has to have “id” and “type”, or “@id” and “@type”.");
  EXPECT_EQ(message(Linked::see_also, R"([{"@id": "a", "@type": "b"}])"), "Item 1 has to have “id” and “type”.");
  EXPECT_EQ(message(Linked::part_of, R"([{"id": "", "type": "b"}])"), "Item 1 has to have “id” and “type”.");
  EXPECT_EQ(message(Linked::service, "[7]"), "Item 1 is no JSON object.");
  EXPECT_EQ(message(Linked::service, "[").rfind("This is not JSON", 0), 0U);
}

TEST(NegotiateVersion, FollowsTheProfileThatIsWantedMost) {
  auto const of = [](std::string_view accept) { return negotiate_version(accept, Version::v3_0); };
  EXPECT_EQ(negotiate_version(std::nullopt, Version::v2_1), Version::v2_1);
  EXPECT_EQ(of("*/*"), Version::v3_0);
  EXPECT_EQ(of(R"(application/ld+json;profile="http://iiif.io/api/image/2/context.json")"), Version::v2_1);
  EXPECT_EQ(of(R"(application/json;profile="http://library.stanford.edu/iiif/image-api/1.1/context.json")"),
            Version::v1_1);
  EXPECT_EQ(of(R"(application/ld+json;profile="http://iiif.io/api/image/2/context.json";q=0.5, )"
               R"(application/ld+json;profile="http://iiif.io/api/image/3/context.json")"),
            Version::v3_0);
  EXPECT_EQ(of(R"(application/ld+json;profile="http://iiif.io/api/image/2/context.json";q=0)"), Version::v3_0);
  EXPECT_EQ(of(R"(text/html;profile="http://iiif.io/api/image/2/context.json")"), Version::v3_0);
}

TEST(Links, NameTheirRelation) {
  EXPECT_EQ(profile_link(Version::v3_0), "<http://iiif.io/api/image/3/level2.json>;rel=\"profile\"");
  EXPECT_EQ(profile_link(Version::v2_1), "<http://iiif.io/api/image/2/level2.json>;rel=\"profile\"");
  EXPECT_EQ(canonical_link("http://a/b"), "<http://a/b>;rel=\"canonical\"");
}

}  // namespace
}  // namespace triforium::image
