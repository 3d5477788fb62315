// Where a piece of XML's markup ends, before anything is known to be well-formed. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace triforium::xml {

enum class Markup { comment, character_data, instruction, document_type, tag };

// `text` begins with "<".
Markup kind_of_markup(std::string_view text);

// Behind the markup that begins at `at`, which is a "<"; the text's end where it has no end.
std::size_t behind_markup(std::string_view text, std::size_t at);

}  // namespace triforium::xml
