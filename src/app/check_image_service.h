// An image service where it is published: what its info.json says.
//
// https://iiif.io/api/image/3.0/#51-image-information-request  https://iiif.io/api/image/2.1/#image-information
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "app/check_address.h"
#include "presentation/check/report.h"

namespace triforium::app {

// The version of the Image API that an info.json is of, 2 or 3; none where it is no info.json.
std::optional<int> image_version_of(boost::json::value const& document);

// What is wrong with the info.json itself and with the way in which it was sent. Pure.
presentation::Report check_information(Fetched const& fetched, boost::json::object const& info, int version);

// "https://iiif.io/api/image/3.0/#", with the sections of that version.
presentation::Specification specification_of_images(int version);

// A whole number above 0 and below 2^31; nothing for anything else.
std::optional<std::int64_t> positive_of(boost::json::object const& around, std::string_view key);

// 0, 1 or 2; -1 where the profile names no level. 3.0: "level2"; 2.1: a URI, or a list that begins with it.
int level_of_image(boost::json::object const& info, int version);

}  // namespace triforium::app
