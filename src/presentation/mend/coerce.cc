#include "presentation/mend/coerce.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "base/text.h"
#include "presentation/check/values.h"
#include "presentation/classes.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

std::optional<std::string> text_from(json::value const& found) {
  if (found.is_string()) return std::string(found.get_string());
  if (found.is_int64() || found.is_uint64() || found.is_bool()) return json::serialize(found);
  if (found.is_double()) {
    auto const number = found.get_double();
    std::array<char, 32> digits;
    auto const [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return std::string(digits.data(), end);
  }
  return std::nullopt;
}

struct Said {
  std::string language = "none";
  json::value const* text = nullptr;
};

// The JSON-LD object for a text, with "@" as it should be and as it is found.
std::optional<Said> said(json::object const& object) {
  Said made;
  for (std::string_view const name : {"@value", "value"})
    if (made.text == nullptr) made.text = find_member(object, name);
  if (made.text == nullptr) return std::nullopt;
  for (std::string_view const name : {"@language", "language"})
    if (auto const tag = text_of(find_member(object, name)); is_language_tag(tag)) made.language = tag;
  return made;
}

void add_text(json::object& map, std::string_view language, json::value const& found);

void add_texts(json::object& map, std::string_view language, json::value const& found) {
  if (!found.is_array()) return add_text(map, language, found);
  for (auto const& one : found.get_array())
    add_text(map, language, one);
}

void add_text(json::object& map, std::string_view language, json::value const& found) {
  auto const* const object = found.if_object();
  auto const inner = object != nullptr ? said(*object) : std::nullopt;
  auto const text = text_from(inner ? *inner->text : found);
  if (!text) return;
  auto& texts = map[inner && inner->language != "none" ? std::string_view(inner->language) : language];
  if (!texts.is_array()) texts.emplace_array();
  texts.get_array().emplace_back(*text);
}

std::string_view language_of(std::string_view key) {
  return is_language_tag(key) ? key : std::string_view("none");
}

std::optional<double> number_from(json::value const& found) {
  if (found.is_string()) {
    auto const text = trim(std::string_view(found.get_string()));
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
  }
  if (!found.is_number()) return std::nullopt;
  return found.to_number<double>();
}

}  // namespace

std::optional<json::value> as_language_map(json::value const& found) {
  json::object map;
  auto const* const object = found.if_object();
  if (object == nullptr || said(*object)) {
    add_texts(map, "none", found);
  } else {
    for (auto const& [key, texts] : *object)
      add_texts(map, language_of(key), texts);
  }
  if (map.empty()) return std::nullopt;
  return map;
}

std::optional<json::value> as_value_list(json::value const& found) {
  if (auto const text = text_from(found)) return json::value(*text);
  if (auto const* const object = found.if_object()) {
    auto const one = said(*object);
    auto const text = one ? text_from(*one->text) : std::nullopt;
    if (!text) return std::nullopt;
    if (one->language == "none") return json::value(*text);
    return json::object{{"@value", *text}, {"@language", one->language}};
  }
  json::array list;
  if (found.is_array())
    for (auto const& element : found.get_array())
      if (auto one = element.is_array() ? std::nullopt : as_value_list(element)) list.push_back(std::move(*one));
  if (list.empty()) return std::nullopt;
  return list;
}

std::optional<json::value> as_positive_integer(json::value const& found) {
  constexpr double kMost = 1e9;
  auto const number = number_from(found);
  if (!number || !(*number >= 0.5) || *number > kMost) return std::nullopt;
  return json::value(static_cast<std::int64_t>(std::llround(*number)));
}

std::optional<json::value> as_positive_number(json::value const& found) {
  auto const number = number_from(found);
  if (!number || !std::isfinite(*number) || *number <= 0) return std::nullopt;
  return json::value(*number);
}

std::optional<json::value> as_resources(json::value const& found) {
  json::array list;
  auto const add = [&](json::value const& one) {
    auto const uri = trim(text_of(&one));
    if (one.is_object()) list.push_back(one);
    if (is_web_uri(uri)) list.push_back(json::object{{"id", uri}, {"type", class_of_uri(uri)}});
  };
  if (found.is_array()) {
    for (auto const& one : found.get_array())
      add(one);
  } else {
    add(found);
  }
  if (list.empty()) return std::nullopt;
  return list;
}

std::optional<json::value> as_texts(json::value const& found) {
  json::array list;
  for (auto const text : strings_of(&found))
    list.emplace_back(text);
  if (list.empty()) return std::nullopt;
  return list;
}

std::optional<json::value> as_date_time(json::value const& found) {
  auto const written = text_from(found);
  if (!written) return std::nullopt;
  auto const text = std::string(trim(std::string_view(*written)));
  for (auto const* const rest : {"", "Z", ":00Z", "T00:00:00Z", "-01T00:00:00Z", "-01-01T00:00:00Z"})
    if (is_date_time(text + rest)) return json::value(text + rest);
  return std::nullopt;
}

std::optional<json::value> as_web_uri(json::value const& found) {
  auto const text = trim(text_of(&found));
  auto const uri = text.substr(0, text.find_first_of(" \t\r\n"));
  if (!is_web_uri(uri)) return std::nullopt;
  return json::value(uri);
}

}  // namespace triforium::presentation
