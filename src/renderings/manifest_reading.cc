#include "renderings/manifest_reading.h"

#include <array>
#include <utility>

#include "base/utf8.h"
#include "presentation/check/html.h"

namespace triforium::renderings {
namespace {

namespace bj = boost::json;

constexpr std::size_t kLongest = 2000;

// Never in the middle of a character.
void cut(std::string& text) {
  if (text.size() <= kLongest) return;
  auto end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  text.resize(end);
  text += "…";
}

void append_values(bj::value const& values, std::string& text) {
  auto const* const all = values.if_array();
  if (all == nullptr) return;
  for (auto const& value : *all) {
    if (!value.is_string() || text.size() > kLongest) continue;
    auto const plain = with_single_spaces(with_valid_utf8(without_markup(value.get_string())));
    if (plain.empty()) continue;
    if (!text.empty()) text += "; ";
    text += plain;
  }
}

// What stands at an "&".
std::pair<std::string_view, std::size_t> entity_at(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {
      {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "}}};
  for (auto const& [name, meaning] : kEntities)
    if (text.starts_with(name)) return {meaning, name.size()};
  return {"&", 1};
}

}  // namespace

bj::array const& list_at(bj::object const& object, std::string_view key) {
  static bj::array const none;
  auto const* const value = object.if_contains(key);
  return value == nullptr || !value->is_array() ? none : value->get_array();
}

bj::object const& object_at(bj::object const& object, std::string_view key) {
  static bj::object const none;
  auto const* const value = object.if_contains(key);
  return value == nullptr || !value->is_object() ? none : value->get_object();
}

bj::object const& object_in(bj::array const& list, std::size_t index) {
  static bj::object const none;
  return index >= list.size() || !list[index].is_object() ? none : list[index].get_object();
}

double number_at(bj::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value == nullptr || !value->is_number() ? 0 : value->to_number<double>();
}

std::string first_language_text(bj::object const& languages) {
  std::string text;
  if (!languages.empty()) append_values(languages.begin()->value(), text);
  cut(text);
  return text;
}

std::string every_language_text(bj::object const& languages) {
  std::string text;
  for (auto const& language : languages)
    append_values(language.value(), text);
  cut(text);
  return text;
}

std::string without_markup(std::string_view text) {
  if (!presentation::is_html(text)) return std::string(text);
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '<') {
      at = std::min(text.find('>', at), text.size() - 1) + 1;
      plain += ' ';
    } else if (text[at] == '&') {
      auto const [meaning, length] = entity_at(text.substr(at));
      plain += meaning;
      at += length;
    } else {
      plain += text[at++];
    }
  }
  return plain;
}

}  // namespace triforium::renderings
