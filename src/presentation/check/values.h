// Questions that rules ask about a JSON value. Pure; nothing throws.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "presentation/tree.h"

namespace triforium::presentation {

// The member, or nothing where it is missing.
boost::json::value const* find_member(boost::json::object const& object, std::string_view name);
// The same, where it has that type.
boost::json::object const* find_object(boost::json::object const& object, std::string_view name);
boost::json::array const* find_array(boost::json::object const& object, std::string_view name);
// The text of a string; empty for anything else, nothing included. Of a member: text_of in tree.h.
std::string_view text_of(boost::json::value const* value);
std::optional<double> number_of(boost::json::object const& object, std::string_view name);

// What a value names: a text, or the "id" of an object; "" for anything else.
std::string_view id_or_text(boost::json::value const& value);

// The strings of a value that is one or is a list of them, in order.
std::vector<std::string_view> strings_of(boost::json::value const* value);

// "http://" or "https://" with something behind it and no space, or a name of ours in stored documents (marker.h).
bool is_web_uri(std::string_view text);

// Whether the text has a scheme: "x:y", without spaces.
bool is_uri(std::string_view text);

// Language tags by their form: https://www.rfc-editor.org/rfc/bcp/bcp47.txt, section 2.1, loosely – subtags of at most
// eight letters and digits, the first of letters.
bool is_language_tag(std::string_view text);

// The tag that is meant, where only its form is wrong: "@none" → "none", "en_GB" → "en-GB"; others stay.
std::string language_tag_meant(std::string_view text);

// xsd:dateTime with a time zone, its fields in range: "2010-01-01T00:00:00Z".
bool is_date_time(std::string_view text);

// "type/subtype", parameters allowed.
bool is_media_type(std::string_view text);

// "https://creativecommons.org/x" → "creativecommons.org/x"; what has no scheme stays.
std::string_view without_scheme(std::string_view uri);

// The text behind "#".
std::string_view fragment_of(std::string_view uri);

}  // namespace triforium::presentation
