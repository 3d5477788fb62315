// info.json in three versions, and what HTTP says beside it: media types, versions by Accept, Link headers.
//
// https://iiif.io/api/image/3.0/#5-image-information
// https://iiif.io/api/image/2.1/#image-information
// https://iiif.io/api/image/1.1/#image-info-request
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/plan.h"

namespace triforium::image {

// What info.json says that is not in the image: configured for all images, or for one.
struct InfoSettings {
  // Best first; those that are not offered are left out. Empty: what costs least to send without losing transparency.
  std::vector<Format> preferred_formats;
  std::string rights;                 // a URI; `license` in 2.1
  std::string attribution;            // 2.1 only
  std::string logo;                   // a URI; 2.1 only
  boost::json::array services;        // as parse_linked returns them
  boost::json::array part_of;         // 3.0 only
  boost::json::array see_also;        // 3.0 only
  std::vector<std::string> contexts;  // URIs of extension contexts, before the API's own; 3.0 only
};

// The document, keys in the order in which the specification's own example has them. `id` is the base URI as the client
// reaches it, without a slash at its end.
boost::json::object make_info(Version version, std::string_view id, ImageShape const& shape, Policy const& policy,
                              InfoSettings const& settings);

// A JSON array of objects (or one object) for `service`, `partOf`, `seeAlso`. Errors: bad_request in a sentence that
// names the item that has no id (a service may say @id) or no type (@type).
enum class Linked : std::uint8_t { service, part_of, see_also };
Result<boost::json::array> parse_linked(Linked what, std::string_view json);

// Sizes at which the whole image is at hand or cheap, largest last, within the limits; upright.
std::vector<PixelSize> listed_sizes(ImageShape const& shape, Policy const& policy);
// The tiles that are offered, within the limits; upright.
struct TileSet {
  PixelSize tile;
  std::vector<std::int64_t> scale_factors;
  friend bool operator==(TileSet const&, TileSet const&) = default;
};
TileSet listed_tiles(ImageShape const& shape, Policy const& policy);

// The Content-Type of info.json for a request with that Accept header (nullopt: none).
std::string info_media_type(Version version, std::optional<std::string_view> accept);

// The version for a prefix without one: the one whose context an application/ld+json (or application/json) range of
// Accept names in its profile, the most wanted first; otherwise `otherwise`.
Version negotiate_version(std::optional<std::string_view> accept, Version otherwise);

// 1.1: the offered format that Accept wants most; the first offered one if it says nothing about them.
// https://iiif.io/api/image/1.1/#parameters-format
Format negotiate_format(std::optional<std::string_view> accept, Policy const& policy);

// "http://iiif.io/api/image/3/level2.json", and the value of a Link header that says it, or the canonical URI.
std::string_view profile_uri(Version version);
std::string profile_link(Version version);
std::string canonical_link(std::string_view url);

}  // namespace triforium::image
