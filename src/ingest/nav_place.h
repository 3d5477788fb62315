// Places on the earth as the navPlace extension writes them.
//
// https://iiif.io/api/extension/navplace/
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace triforium::ingest {

// A FeatureCollection with one point. Absent where these are no degrees of latitude (−90…90) and longitude (−180…180).
std::optional<std::string> nav_place(std::string_view latitude, std::string_view longitude);

// A FeatureCollection from GeoJSON of any kind: a geometry, a Feature, or a collection as it is. Absent for other text.
std::optional<std::string> nav_place_of_geojson(std::string_view text);

}  // namespace triforium::ingest
