// Names of ours in stored documents: relative to whatever base URL a request came by, so that a new host name or prefix
// needs no rewrite, and a stored document is served without being parsed.
#pragma once

#include <string>
#include <string_view>

namespace triforium::presentation {

// Stands in stored JSON where a served document has the base URL and "/": "urn:triforium:id/x" ↔ "https://host/id/x".
inline constexpr std::string_view kRelativeMarker = "urn:triforium:";

// Both work on JSON text, in one pass, and change strings (keys too) only at their very beginning: a link in the middle
// of a text stays as it was written. `base_url` may end with "/" or not; an empty one leaves the text as it is.
//
// Slashes of the base that are written as \/ are recognised; other escapes (\u0068) and another case of the host are
// not. A string that is the base URL and nothing else, without "/", stays.
std::string to_relative(std::string_view json_text, std::string_view base_url);

// Characters that would end a JSON string or are not allowed in one are percent-encoded in the base. Of a text that
// came from outside, strings that begin with the marker become names of ours: refuse or keep them apart when they come
// in.
std::string to_absolute(std::string_view json_text, std::string_view base_url);

}  // namespace triforium::presentation
