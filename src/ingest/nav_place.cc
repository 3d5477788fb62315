#include "ingest/nav_place.h"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "json/parse.h"

namespace triforium::ingest {
namespace {

namespace json = boost::json;

std::optional<double> degrees(std::string_view text, double limit) {
  text = trim(text);
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(std::abs(value) <= limit)) return std::nullopt;
  return value;
}

std::string collection_of(json::value feature) {
  return json::serialize(json::object{{"type", "FeatureCollection"}, {"features", json::array{std::move(feature)}}});
}

json::object feature_of(json::value geometry) {
  return {{"type", "Feature"}, {"properties", json::object()}, {"geometry", std::move(geometry)}};
}

}  // namespace

std::optional<std::string> nav_place(std::string_view latitude, std::string_view longitude) {
  auto const y = degrees(latitude, 90), x = degrees(longitude, 180);
  if (!x || !y) return std::nullopt;
  return collection_of(feature_of(json::object{{"type", "Point"}, {"coordinates", json::array{*x, *y}}}));
}

std::optional<std::string> nav_place_of_geojson(std::string_view text) {
  auto parsed = triforium::json::parse(text, {.bytes = std::size_t{1} << 20, .depth = 16});
  if (!parsed || !parsed->is_object()) return std::nullopt;
  auto const* type = parsed->as_object().if_contains("type");
  if (!type || !type->is_string()) return std::nullopt;
  if (type->as_string() == "FeatureCollection") return json::serialize(*parsed);
  if (type->as_string() == "Feature") return collection_of(std::move(*parsed));
  return collection_of(feature_of(std::move(*parsed)));
}

}  // namespace triforium::ingest
