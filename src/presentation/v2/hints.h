// behavior of 3.0 and viewingHint of 2.1.
//
// https://iiif.io/api/presentation/2.1/#viewinghint
// https://iiif.io/api/presentation/3.0/#behavior
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "presentation/model.h"

namespace triforium::presentation::v2 {

namespace json = boost::json;

// "paged" → ["paged"]; empty for what a resource of `type` (a class of 3.0) cannot have there, which is lost, and for
// "top", which 3.0 says by nesting.
json::array upgrade_hint(json::value const& hint, std::string_view type, std::string const& pointer, Losses& losses);

// ["auto-advance", "paged"] → "paged", the one value that 2.1 has room for, or empty; the others are lost.
std::string downgrade_behavior(json::value const& behavior, std::string const& pointer, Losses& losses);

// Whether the behaviors of a 3.0 resource contain `value`.
bool has_behavior(json::object const& resource, std::string_view value);

// "2017-01-01T12:00:00+02:00" → "2017-01-01T10:00:00Z". Text that is no such date as it is.
std::string to_utc(std::string_view date);

// 2.1 did not insist on a time zone, 3.0 does: "2017-01-01T12:00:00" → "2017-01-01T12:00:00Z", a day alone begins it.
std::string with_time_zone(std::string_view date);

}  // namespace triforium::presentation::v2
