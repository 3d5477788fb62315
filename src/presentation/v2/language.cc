#include "presentation/v2/language.h"

#include <algorithm>
#include <utility>

#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {
namespace {

bool is_language_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

// "The keys must be the BCP 47 language codes for the language of the string, or if the language is either not known
// or the string does not have a language, then the key must be the string none." Found in practice: en_US.
std::string language_key(std::string_view written) {
  std::string key(written);
  std::ranges::replace(key, '_', '-');
  bool const is_code = !key.empty() && std::ranges::all_of(key, is_language_character);
  return is_code ? key : "none";
}

// Numbers and truth values are found where text is meant: their JSON is their text.
json::string scalar_text(json::value const& value) {
  if (auto const* text = value.if_string()) return *text;
  return json::string(json::serialize(value));
}

void add_scalar(json::object& map, std::string_view language, Entry const& entry, Losses& losses) {
  if (entry.value->is_structured() || entry.value->is_null()) {
    losses.push_back({entry.pointer, "@value", "is no text and was left out"});
    return;
  }
  append(map, language, scalar_text(*entry.value));
}

json::value make_value(std::string_view language, json::value const& text) {
  // "If the value is plain text without a language, it is a string."
  if (language == "none" || language == "@none") return text;
  return json::object{{"@value", text}, {"@language", language}};
}

}  // namespace

json::object upgrade_text(json::value const& value, std::string const& pointer, Losses& losses) {
  json::object map;
  for (auto const& entry : entries_of(value, pointer)) {
    auto const* object = entry.value->if_object();
    if (object == nullptr) {
      add_scalar(map, "none", entry, losses);
      continue;
    }
    // Found in practice: {"value", "language"}, as JSON-LD would have them by another context.
    bool const is_bare = !object->contains("@value") && object->contains("value");
    auto const language = language_key(text_of(*object, is_bare ? "language" : "@language"));
    auto const texts = entries_of(*object, is_bare ? "value" : "@value", entry.pointer);
    if (texts.empty()) losses.push_back({entry.pointer, "@value", "there is no text in this value; it was left out"});
    for (auto const& text : texts)
      add_scalar(map, language, text, losses);
  }
  return map;
}

json::value downgrade_text(json::value const& map, std::string const& pointer, Losses& losses) {
  auto const* object = map.if_object();
  if (object == nullptr) {
    if (map.is_string()) return map;
    losses.push_back({pointer, "", "is no language map and was left out"});
    return nullptr;
  }
  json::array values;
  for (auto const& [language, texts] : *object)
    for (auto const& text : entries_of(texts, pointer_to(pointer, language))) {
      if (text.value->is_string()) {
        values.push_back(make_value(language, *text.value));
      } else {
        losses.push_back({text.pointer, language, "is no text and was left out"});
      }
    }
  return values.empty() ? json::value(nullptr) : unwrap_single(std::move(values));
}

json::object plain_text(std::string_view text) {
  return {{"none", json::array{text}}};
}

json::object english_text(std::string_view text) {
  return {{"en", json::array{text}}};
}

std::string_view pick_text(json::object const& map, std::string_view language) {
  auto const first_of = [](json::value const& texts) -> std::string_view {
    auto const* list = texts.if_array();
    auto const* text = list == nullptr || list->empty() ? nullptr : list->front().if_string();
    return text == nullptr ? std::string_view{} : std::string_view(text->data(), text->size());
  };
  if (auto const* wanted = map.if_contains(language))
    if (auto const text = first_of(*wanted); !text.empty()) return text;
  for (auto const& [key, texts] : map)
    if (auto const text = first_of(texts); !text.empty()) return text;
  return {};
}

}  // namespace triforium::presentation::v2
