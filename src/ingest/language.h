// Languages as catalogues and file names write them.
//
// https://www.rfc-editor.org/rfc/rfc5646 – a language with a two-letter code is never written with three.
#pragma once

#include <string>
#include <string_view>

namespace triforium::ingest {

// "ger", "deu", "de", "de-AT" → "de", "de", "de", "de-AT"; three-letter codes without a shorter form stay. Empty for
// what is no language tag.
std::string language_tag(std::string_view code);

// A name for people, in English and German where this table has it; the code otherwise.
struct LanguageName {
  std::string english, german;
};
LanguageName language_name(std::string_view tag);

// Whether pages of this language or script (ISO 15924) are turned from right to left.
bool is_right_to_left(std::string_view tag_or_script);

}  // namespace triforium::ingest
