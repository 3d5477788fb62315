#include "xml/markup.h"

#include <algorithm>

namespace triforium::xml {
namespace {

std::size_t behind(std::string_view text, std::string_view end, std::size_t at) {
  auto const found = text.find(end, at);
  return found == std::string_view::npos ? text.size() : found + end.size();
}

// Quoted values may hold a ">".
std::size_t behind_tag(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '>') {
    if (text[at] == '"' || text[at] == '\'')
      at = behind(text, text.substr(at, 1), at + 1);
    else
      ++at;
  }
  return std::min(at + 1, text.size());
}

// With its internal subset, which may hold a ">" in brackets.
std::size_t behind_document_type(std::string_view text, std::size_t at) {
  auto const close = text.find_first_of("[>", at);
  if (close == std::string_view::npos) return text.size();
  return text[close] == '>' ? close + 1 : behind(text, ">", behind(text, "]", close));
}

}  // namespace

Markup kind_of_markup(std::string_view text) {
  if (text.starts_with("<!--")) return Markup::comment;
  if (text.starts_with("<![CDATA[")) return Markup::character_data;
  if (text.starts_with("<?")) return Markup::instruction;
  if (text.starts_with("<!")) return Markup::document_type;
  return Markup::tag;
}

std::size_t behind_markup(std::string_view text, std::size_t at) {
  switch (kind_of_markup(text.substr(at))) {
    case Markup::comment:
      return behind(text, "-->", at + 4);
    case Markup::character_data:
      return behind(text, "]]>", at + 9);
    case Markup::instruction:
      return behind(text, "?>", at + 2);
    case Markup::document_type:
      return behind_document_type(text, at + 2);
    case Markup::tag:
      return behind_tag(text, at + 1);
  }
  return text.size();
}

}  // namespace triforium::xml
