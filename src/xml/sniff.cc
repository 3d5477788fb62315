#include "xml/sniff.h"

#include "xml/markup.h"

namespace triforium::xml {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The value of an attribute in the text of a start tag; "" where there is none.
std::string_view attribute_in(std::string_view tag, std::string_view name) {
  for (auto at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    auto const equals = at + name.size();
    if (at == 0 || !is_space(tag[at - 1]) || equals + 1 >= tag.size() || tag[equals] != '=') continue;
    auto const quote = tag[equals + 1];
    if (quote != '"' && quote != '\'') continue;
    auto const end = tag.find(quote, equals + 2);
    if (end != std::string_view::npos) return tag.substr(equals + 2, end - equals - 2);
  }
  return {};
}

}  // namespace

Root sniff_root(std::string_view head) {
  auto at = head.find('<');
  while (at != std::string_view::npos && kind_of_markup(head.substr(at)) != Markup::tag)
    at = head.find('<', behind_markup(head, at));
  if (at == std::string_view::npos) return {};
  auto const tag = head.substr(at + 1, behind_markup(head, at) - at - 1);
  auto const name = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
  auto const colon = name.find(':');
  bool const has_prefix = colon != std::string_view::npos;
  auto const declaration = has_prefix ? "xmlns:" + std::string(name.substr(0, colon)) : "xmlns";
  auto const local = has_prefix ? name.substr(colon + 1) : name;
  return {std::string(local), std::string(attribute_in(tag, declaration))};
}

}  // namespace triforium::xml
