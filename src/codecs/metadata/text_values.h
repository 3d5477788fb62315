// Text from metadata blocks, made safe to hand on; and the shape of XML before a recursive parser sees it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace triforium::codecs::detail {

// UTF-8 (what is none is taken as Latin-1), up to the first NUL, control characters as spaces, trimmed, at most
// `limit` bytes, never cut within a character.
std::string clean_text(std::string_view text, std::size_t limit = 4096);

// The text between tags or within quoted attributes.
std::string escape_xml(std::string_view text);

// Whether elements nest at most `max_depth` deep, in UTF-8 and without a document type (whose entities could expand to
// anything). What is not well-formed may pass or not: the parser behind will refuse it.
bool is_harmless_xml(std::string_view xml, int max_depth = 64);

}  // namespace triforium::codecs::detail
