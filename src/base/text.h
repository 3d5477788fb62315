// Small pure functions on text that more than one room needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium {

bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII letters only
std::string to_lower(std::string_view text);                        // ASCII letters only
std::string_view trim(std::string_view text);                       // spaces and tabs at both ends

// "a,b,,c" by ',' → {"a", "b", "", "c"}; the empty text → {""}.
std::vector<std::string_view> split(std::string_view text, char separator);

// Decimal digits only (no sign, no space), at most `max`.
std::optional<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t max = UINT64_MAX);

// https://www.rfc-editor.org/rfc/rfc3986#section-2.1
// Decodes %XX once. An error for a '%' that two hexadecimal digits do not follow; the message gives the position.
Result<std::string> percent_decode(std::string_view text);

// Encodes every byte but the unreserved characters of RFC 3986, section 2.3, and those in `also_allowed`.
std::string percent_encode(std::string_view text, std::string_view also_allowed = {});

// https://www.rfc-editor.org/rfc/rfc3629#section-4 – no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_valid_utf8(std::string_view text);

// Any C0 control character, NUL and DEL included.
bool has_control_character(std::string_view text);

// For HTML text and attribute values: & < > " '.
std::string escape_html(std::string_view text);

// For messages: quotes the text, cuts it after `limit` bytes, and shows bytes outside printable ASCII as \xNN.
std::string quoted(std::string_view text, std::size_t limit = 80);

}  // namespace triforium
