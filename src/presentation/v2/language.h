// Text in languages: the values of Presentation 2 and the language maps of Presentation 3.
//
// https://iiif.io/api/presentation/2.1/#language-of-property-values
// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "presentation/model.h"

namespace triforium::presentation::v2 {

namespace json = boost::json;

// A string, {"@value", "@language"}, or an array of these → {"en": ["…"], "none": ["…"]}, in order. What is no text is
// lost, and said so. Empty for an empty array.
json::object upgrade_text(json::value const& value, std::string const& pointer, Losses& losses);

// A language map → a string, or {"@value", "@language"}, or an array of these: one for each value, never joined. Null
// where the map holds no text; what is no language map is lost, and said so.
json::value downgrade_text(json::value const& map, std::string const& pointer, Losses& losses);

// {"none": ["text"]}
json::object plain_text(std::string_view text);
// {"en": ["text"]}
json::object english_text(std::string_view text);

// The first value in `language`, else the first of all; empty where there is none.
std::string_view pick_text(json::object const& map, std::string_view language);

}  // namespace triforium::presentation::v2
