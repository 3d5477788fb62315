// Values that stand where others belong, as what they mean. Nothing comes back where nothing can be made of them.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>

namespace triforium::presentation {

// Texts by language out of a string, a number, {"@value": …, "@language": …} or {"value": …, "language": …}, a list of
// these, or a map whose parts are not lists: {"en": ["…"]}.
// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
std::optional<boost::json::value> as_language_map(boost::json::value const& found);

// The texts of 2.1 likewise: a string, {"@value": …}, or a list of them.
std::optional<boost::json::value> as_value_list(boost::json::value const& found);

// "1200", 1200.0 → 1200
std::optional<boost::json::value> as_positive_integer(boost::json::value const& found);
// "12.5" → 12.5
std::optional<boost::json::value> as_positive_number(boost::json::value const& found);

// "https://example.org/a.jpg" → [{"id": "https://example.org/a.jpg", "type": "Image"}]: of links and pictures, whose
// class is told by the ending.
std::optional<boost::json::value> as_resources(boost::json::value const& found);

// "paged" → ["paged"]; what is no text in a list falls out.
std::optional<boost::json::value> as_texts(boost::json::value const& found);

// "1897-12-14" → "1897-12-14T00:00:00Z", and times without a zone likewise.
std::optional<boost::json::value> as_date_time(boost::json::value const& found);

// One web address within a text, at its beginning: " https://example.org/a " → "https://example.org/a".
std::optional<boost::json::value> as_web_uri(boost::json::value const& found);

}  // namespace triforium::presentation
