#include "image/info.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/value_from.hpp>

#include "http/accept.h"
#include "image/wide.h"

namespace triforium::image {
namespace {

namespace json = boost::json;

constexpr std::string_view kProtocol = "http://iiif.io/api/image";
constexpr std::string_view kContext3 = "http://iiif.io/api/image/3/context.json";
constexpr std::string_view kContext2 = "http://iiif.io/api/image/2/context.json";
constexpr std::string_view kContext11 = "http://library.stanford.edu/iiif/image-api/1.1/context.json";

// Tiles of files are offered as they are stored, unless that would make very many or very large requests.
constexpr std::int64_t kSmallestTile = 128;
constexpr std::int64_t kLargestTile = 2048;

json::array strings(std::vector<std::string_view> const& words) {
  json::array result;
  for (auto const word : words)
    result.emplace_back(word);
  return result;
}

void set_unless_empty(json::object& object, std::string_view key, json::array list) {
  if (!list.empty()) object[key] = std::move(list);
}
void set_unless_empty(json::object& object, std::string_view key, std::string const& text) {
  if (!text.empty()) object[key] = text;
}

bool is_in(Version version, Format format) {
  return parse_format(version, name_of(format)).has_value();
}

std::vector<Format> offered_formats(Version version, Policy const& policy) {
  std::vector<Format> formats;
  std::copy_if(policy.formats.begin(), policy.formats.end(), std::back_inserter(formats),
               [&](Format format) { return is_in(version, format); });
  return formats;
}

json::array format_names(std::vector<Format> const& formats) {
  json::array names;
  for (auto const format : formats)
    names.emplace_back(name_of(format));
  return names;
}

// https://iiif.io/api/image/3.0/#quality
// "The server SHOULD NOT include color in the extraQualities list in such cases" – where there is no colour.
json::array quality_names(Version version, ImageShape const& shape, bool with_default) {
  json::array names;
  if (with_default) names.emplace_back(name_of(Quality::standard, version));
  if (shape.has_colour()) names.emplace_back(name_of(Quality::color, version));
  names.emplace_back(name_of(Quality::gray, version));
  names.emplace_back(name_of(Quality::bitonal, version));
  return names;
}

void add_limits(json::object& object, Limits const& limits) {
  if (limits.max_width != 0) object["maxWidth"] = limits.max_width;
  // "maxWidth MUST be specified if maxHeight is specified."
  if (limits.max_width != 0 && limits.max_height != 0) object["maxHeight"] = limits.max_height;
  if (limits.max_area != 0) object["maxArea"] = limits.max_area;
}

// https://iiif.io/api/image/3.0/#53-sizes
json::array sizes_json(ImageShape const& shape, Policy const& policy) {
  json::array sizes;
  for (auto const size : listed_sizes(shape, policy)) {
    sizes.emplace_back(json::object{{"width", size.width}, {"height", size.height}});
  }
  return sizes;
}

// https://iiif.io/api/image/3.0/#54-tiles
json::array tiles_json(TileSet const& tiles) {
  json::object entry{{"width", tiles.tile.width}};
  // "If it is not specified in the JSON, then it defaults to the same as width, resulting in square tiles."
  if (tiles.tile.height != tiles.tile.width) entry["height"] = tiles.tile.height;
  entry["scaleFactors"] = json::value_from(tiles.scale_factors);
  return json::array{std::move(entry)};
}

// https://iiif.io/api/image/3.0/#57-extra-functionality
// "A server that supports sizeUpscaling MUST specify maxWidth or maxArea"
bool announces_upscaling(Policy const& policy) {
  return policy.allow_upscaling && policy.limits.is_set();
}

// "The @context property SHOULD appear as the very first key-value pair … Its value MUST be either the URI
//  http://iiif.io/api/image/3/context.json or a JSON array with the URI … as the last item."
json::value context_3(InfoSettings const& settings) {
  if (settings.contexts.empty()) return json::value(kContext3);
  json::array contexts;
  for (auto const& context : settings.contexts)
    contexts.emplace_back(context);
  contexts.emplace_back(kContext3);
  return contexts;
}

// https://iiif.io/api/image/3.0/#55-preferred-formats
// "The format parameter values listed MUST be among those specified in the referenced profile or listed in the
//  extraFormats property"
json::array preferred_formats(ImageShape const& shape, Policy const& policy, InfoSettings const& settings) {
  // OPTIMIZATION: viewers take the first that they know for all their tiles (OpenSeadragon does), and to encode WebP
  // costs ten times what JPEG does, which mostly is stored.
  bool const is_webp_best = shape.stored_as == ImageShape::Stored::webp || shape.pixels.has_alpha;
  auto const by_cost = is_webp_best ? std::vector{Format::webp, Format::jpg} : std::vector{Format::jpg, Format::webp};
  json::array names;
  for (auto const format : settings.preferred_formats.empty() ? by_cost : settings.preferred_formats) {
    if (policy.offers(format)) names.emplace_back(name_of(format));
  }
  return names;
}

// Beyond http://iiif.io/api/image/3/level2.json.
json::array extra_formats(Policy const& policy) {
  json::array names;
  for (auto const format : policy.formats) {
    if (format != Format::jpg && format != Format::png) names.emplace_back(name_of(format));
  }
  return names;
}

json::array extra_features(Policy const& policy) {
  auto features = strings({"canonicalLinkHeader", "mirroring", "profileLinkHeader", "rotationArbitrary"});
  if (announces_upscaling(policy)) features.emplace_back("sizeUpscaling");
  return features;
}

// The order of keys is that of the complete example: https://iiif.io/api/image/3.0/#59-complete-response
json::object make_info_3(std::string_view id, ImageShape const& shape, Policy const& policy,
                         InfoSettings const& settings) {
  auto const size = shape.upright();
  json::object info;
  info["@context"] = context_3(settings);
  info["id"] = id;
  info["type"] = "ImageService3";
  info["protocol"] = kProtocol;
  info["profile"] = "level2";
  info["width"] = size.width;
  info["height"] = size.height;
  add_limits(info, policy.limits);
  set_unless_empty(info, "sizes", sizes_json(shape, policy));
  info["tiles"] = tiles_json(listed_tiles(shape, policy));
  // https://iiif.io/api/image/3.0/#56-rights
  set_unless_empty(info, "rights", settings.rights);
  set_unless_empty(info, "preferredFormats", preferred_formats(shape, policy, settings));
  set_unless_empty(info, "extraFormats", extra_formats(policy));
  // "Regardless of level of compliance, services that make additional qualities beyond default available MUST list
  // those
  //  qualities in the extraQualities property"
  info["extraQualities"] = quality_names(Version::v3_0, shape, false);
  info["extraFeatures"] = extra_features(policy);
  set_unless_empty(info, "partOf", settings.part_of);
  set_unless_empty(info, "seeAlso", settings.see_also);
  set_unless_empty(info, "service", settings.services);
  return info;
}

// https://iiif.io/api/image/2.1/#profile-description – what goes beyond level2.json.
json::object profile_2(ImageShape const& shape, Policy const& policy) {
  json::object profile;
  profile["formats"] = format_names(offered_formats(Version::v2_1, policy));
  profile["qualities"] = quality_names(Version::v2_1, shape, true);
  auto supports =
      strings({"canonicalLinkHeader", "mirroring", "profileLinkHeader", "regionSquare", "rotationArbitrary"});
  if (policy.allow_upscaling) supports.emplace_back("sizeAboveFull");
  profile["supports"] = std::move(supports);
  add_limits(profile, policy.limits);
  return profile;
}

json::object make_info_2(std::string_view id, ImageShape const& shape, Policy const& policy,
                         InfoSettings const& settings) {
  auto const size = shape.upright();
  json::object info;
  info["@context"] = kContext2;
  info["@id"] = id;
  info["@type"] = "iiif:Image";
  info["protocol"] = kProtocol;
  info["width"] = size.width;
  info["height"] = size.height;
  set_unless_empty(info, "sizes", sizes_json(shape, policy));
  info["tiles"] = tiles_json(listed_tiles(shape, policy));
  // "The first entry in the list MUST be a compliance level URI."
  info["profile"] = json::array{json::value(profile_uri(Version::v2_1)), profile_2(shape, policy)};
  // https://iiif.io/api/image/2.1/#rights-and-licensing-properties
  set_unless_empty(info, "attribution", settings.attribution);
  set_unless_empty(info, "license", settings.rights);
  set_unless_empty(info, "logo", settings.logo);
  set_unless_empty(info, "service", settings.services);  // https://iiif.io/api/image/2.1/#related-services
  return info;
}

json::object make_info_11(std::string_view id, ImageShape const& shape, Policy const& policy) {
  auto const size = shape.upright();
  auto const tiles = listed_tiles(shape, policy);
  json::object info;
  info["@context"] = kContext11;
  info["@id"] = id;
  info["width"] = size.width;
  info["height"] = size.height;
  info["scale_factors"] = json::value_from(tiles.scale_factors);
  info["tile_width"] = tiles.tile.width;
  info["tile_height"] = tiles.tile.height;
  info["formats"] = format_names(offered_formats(Version::v1_1, policy));
  info["qualities"] = quality_names(Version::v1_1, shape, true);
  info["profile"] = profile_uri(Version::v1_1);
  return info;
}

// The upright size of the level that stands for that scale; without one, what viewers compute: rounded up.
PixelSize size_at(ImageShape const& shape, std::int64_t scale) {
  for (auto const& level : shape.levels) {
    if (exact_scale(shape.stored, level.size) == scale) {
      return codecs::swaps_sides(shape.orientation) ? level.size.transposed() : level.size;
    }
  }
  auto const full = shape.upright();
  return {ceil_div(full.width, scale), ceil_div(full.height, scale)};
}

PixelSize stored_tile(ImageShape const& shape) {
  auto const tile = shape.levels.front().tile;
  auto const is_usable = [](std::int64_t side) { return side >= kSmallestTile && side <= kLargestTile; };
  if (!is_usable(tile.width) || !is_usable(tile.height)) return {};
  return codecs::swaps_sides(shape.orientation) ? tile.transposed() : tile;
}

// "Servers MUST ensure that sizes specified by any sizes or tiles properties are within any size limits expressed."
PixelSize tile_within(PixelSize tile, Limits const& limits) {
  if (is_within(tile, limits)) return tile;
  return largest_size(tile, limits);
}

// Powers of two from 1 on: until the whole image is in one tile, and as far down as the file has levels.
std::vector<std::int64_t> scale_factors(ImageShape const& shape, PixelSize tile) {
  auto const full = shape.upright();
  std::int64_t last = 1;
  while (ceil_div(full.width, last) > tile.width || ceil_div(full.height, last) > tile.height)
    last *= 2;
  for (auto const& level : shape.levels)
    last = std::max(last, exact_scale(shape.stored, level.size));

  std::vector<std::int64_t> factors;
  for (std::int64_t factor = 1; factor <= last; factor *= 2)
    factors.push_back(factor);
  return factors;
}

struct NamedProfile {
  Version version;
  std::string_view context;  // without the scheme
};
constexpr NamedProfile kProfiles[] = {
    {Version::v3_0, "://iiif.io/api/image/3/context.json"},
    {Version::v2_1, "://iiif.io/api/image/2/context.json"},
    {Version::v1_1, "://iiif.io/api/image/1/context.json"},
    {Version::v1_1, "://library.stanford.edu/iiif/image-api/1.1/context.json"},
};

bool is_json(http::MediaType const& media) {
  return media.type == "application" && (media.subtype == "ld+json" || media.subtype == "json");
}

// The version whose context the media type's profile names, if any.
// https://www.rfc-editor.org/rfc/rfc6906#section-3.1 – a profile may be a list of URIs, separated by spaces.
std::optional<Version> version_of(http::MediaType const& media) {
  auto const profile = media.parameter("profile");
  if (!profile) return std::nullopt;
  for (auto const& known : kProfiles) {
    if (profile->find(known.context) != std::string_view::npos) return known.version;
  }
  return std::nullopt;
}

// How much application/`subtype` is wanted: in thousandths, by a range that names it, or by a wildcard.
// "Note that content types provided in the Accept header of the request MAY include parameters, for example profile or
//  charset." Only a profile of another version makes a range one that does not mean us.
struct Wanted {
  int named = -1;    // -1: not named
  int wildcard = 0;  // by "*/*" or "application/*"
  int either() const { return named >= 0 ? named : wildcard; }
};
Wanted wanted(std::vector<http::MediaRange> const& accept, std::string_view subtype, Version version) {
  Wanted result;
  for (auto const& range : accept) {
    if (range.media.type == "application" && range.media.subtype == subtype) {
      if (version_of(range.media).value_or(version) == version) result.named = std::max(result.named, range.quality);
    } else if (range.media.subtype == "*" && (range.media.type == "*" || range.media.type == "application")) {
      result.wildcard = std::max(result.wildcard, range.quality);
    }
  }
  return result;
}

bool is_from_browser(std::vector<http::MediaRange> const& accept) {
  return std::any_of(accept.begin(), accept.end(), [](auto const& range) {
    return range.media.type == "text" && range.media.subtype == "html" && range.quality > 0;
  });
}

// https://iiif.io/api/image/3.0/#58-linking-properties
Result<void> check_linked(Linked what, json::value const& item, std::size_t number) {
  auto const* object = item.if_object();
  auto const has_text = [&](std::string_view key) {
    auto const* value = object->if_contains(key);
    return value != nullptr && value->is_string() && !value->get_string().empty();
  };
  auto const refuse = [&](std::string_view problem) {
    return fail(ErrorKind::bad_request, fmt::format("Item {} {}.", number, problem));
  };
  if (object == nullptr) return refuse("is no JSON object");
  // "but MUST have either the id and type properties, or the @id and @type properties for backwards compatibility with
  //  other IIIF APIs." – services only.
  bool const is_service = what == Linked::service;
  if (has_text("id") && has_text("type")) return {};
  if (is_service && has_text("@id") && has_text("@type")) return {};
  return refuse(is_service ? "has to have “id” and “type”, or “@id” and “@type”" : "has to have “id” and “type”");
}

}  // namespace

json::object make_info(Version version, std::string_view id, ImageShape const& shape, Policy const& policy,
                       InfoSettings const& settings) {
  switch (version) {
    case Version::v1_1:
      return make_info_11(id, shape, policy);
    case Version::v2_1:
      return make_info_2(id, shape, policy, settings);
    case Version::v3_0:
      break;
  }
  return make_info_3(id, shape, policy, settings);
}

Result<json::array> parse_linked(Linked what, std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error) return fail(ErrorKind::bad_request, fmt::format("This is not JSON: {}.", error.message()));
  auto items = value.is_array() ? std::move(value.get_array()) : json::array{std::move(value)};
  for (std::size_t i = 0; i < items.size(); ++i)
    TRIFORIUM_CHECK(check_linked(what, items[i], i + 1));
  return items;
}

std::vector<PixelSize> listed_sizes(ImageShape const& shape, Policy const& policy) {
  std::vector<PixelSize> sizes;
  for (auto const scale : listed_tiles(shape, policy).scale_factors)
    sizes.push_back(size_at(shape, scale));
  // Pyramids whose steps are no powers of two.
  for (auto const& level : shape.levels) {
    if (level.is_stored && exact_scale(shape.stored, level.size) == 0) {
      sizes.push_back(codecs::swaps_sides(shape.orientation) ? level.size.transposed() : level.size);
    }
  }
  sizes.erase(std::remove_if(sizes.begin(), sizes.end(), [&](auto size) { return !is_within(size, policy.limits); }),
              sizes.end());
  std::sort(sizes.begin(), sizes.end(), [](auto a, auto b) { return a.area() < b.area(); });
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

TileSet listed_tiles(ImageShape const& shape, Policy const& policy) {
  auto tile = stored_tile(shape);
  if (tile.is_empty()) tile = {policy.tile_size, policy.tile_size};
  tile = tile_within(tile, policy.limits);
  return {tile, scale_factors(shape, tile)};
}

// https://iiif.io/api/image/3.0/#51-image-information-request
std::string info_media_type(Version version, std::optional<std::string_view> accept) {
  auto const ranges = http::parse_accept(accept.value_or(std::string_view()));
  auto const linked = wanted(ranges, "ld+json", version), plain = wanted(ranges, "json", version);

  // 2.1: "If the client explicitly wants the JSON-LD content-type, then it MUST specify this in an Accept header,
  //  otherwise the server MUST return the regular JSON content-type."
  if (version != Version::v3_0) {
    return linked.named > 0 && linked.named >= plain.named ? "application/ld+json" : "application/json";
  }
  std::string const linked_3 = fmt::format("application/ld+json;profile=\"{}\"", kContext3);
  // "If the request does not include an Accept header, the HTTP Content-Type header of the response SHOULD have the
  //  value application/ld+json (JSON-LD) with the profile parameter …"
  if (ranges.empty()) return linked_3;
  // CHOICE: a browser that is led here shows JSON, but offers to save what it does not know.
  if (is_from_browser(ranges) && linked.named < 0) return "application/json";
  return plain.either() > linked.either() ? "application/json" : linked_3;
}

Version negotiate_version(std::optional<std::string_view> accept, Version otherwise) {
  int most = 0;
  for (auto const& range : http::parse_accept(accept.value_or(std::string_view()))) {
    auto const named = version_of(range.media);
    if (!named || !is_json(range.media) || range.quality <= most) continue;
    most = range.quality;
    otherwise = *named;
  }
  return otherwise;
}

Format negotiate_format(std::optional<std::string_view> accept, Policy const& policy) {
  auto const formats = offered_formats(Version::v1_1, policy);
  std::vector<std::string_view> offers;
  for (auto const format : formats)
    offers.push_back(media_type_of(format));
  auto const chosen = http::preferred(accept.value_or(std::string_view()), offers);
  return formats.empty() ? Format::jpg : formats[chosen.value_or(0)];
}

// https://iiif.io/api/image/3.0/#6-compliance-level-and-profile-document
std::string_view profile_uri(Version version) {
  switch (version) {
    case Version::v1_1:
      return "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level2";
    case Version::v2_1:
      return "http://iiif.io/api/image/2/level2.json";
    case Version::v3_0:
      break;
  }
  return "http://iiif.io/api/image/3/level2.json";
}

std::string profile_link(Version version) {
  return fmt::format(FMT_COMPILE("<{}>;rel=\"profile\""), profile_uri(version));
}
std::string canonical_link(std::string_view url) {
  return fmt::format(FMT_COMPILE("<{}>;rel=\"canonical\""), url);
}

}  // namespace triforium::image
