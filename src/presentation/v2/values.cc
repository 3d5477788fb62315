#include "presentation/v2/values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.h"

namespace triforium::presentation::v2 {
namespace {

std::string_view view(json::string const& text) {
  return {text.data(), text.size()};
}

}  // namespace

std::string_view text_of(json::object const& object, std::string_view key) {
  auto const* value = object.if_contains(key);
  auto const* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : view(*text);
}

std::string_view uri_of(json::value const& value) {
  if (auto const* text = value.if_string()) return view(*text);
  auto const* object = value.if_object();
  return object == nullptr ? std::string_view{} : uri_of(*object);
}

std::string_view uri_of(json::object const& object) {
  auto const id = text_of(object, "@id");
  return id.empty() ? text_of(object, "id") : id;
}

std::vector<Entry> entries_of(json::value const& value, std::string const& pointer) {
  std::vector<Entry> entries;
  if (auto const* list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      entries.push_back({&(*list)[i], pointer_to(pointer, i)});
  } else if (!value.is_null()) {
    entries.push_back({&value, pointer});
  }
  return entries;
}

std::vector<Entry> entries_of(json::object const& object, std::string_view key, std::string const& pointer) {
  auto const* value = object.if_contains(key);
  return value == nullptr ? std::vector<Entry>{} : entries_of(*value, pointer_to(pointer, key));
}

std::vector<std::string_view> classes_of(json::object const& object, std::string_view key) {
  std::vector<std::string_view> classes;
  auto const* value = object.if_contains(key);
  if (value == nullptr) return classes;
  for (auto const& entry : entries_of(*value, {}))
    if (auto const* name = entry.value->if_string()) classes.push_back(without_prefix(view(*name)));
  return classes;
}

bool is_class(json::object const& object, std::string_view key, std::string_view name) {
  auto const classes = classes_of(object, key);
  return std::ranges::find(classes, name) != classes.end();
}

std::string_view without_prefix(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kPrefixes = {
      "sc:", "oa:", "dctypes:", "dcTypes:", "dcmitype:", "cnt:", "iiif:", "as:", "dcterms:"};
  for (auto const prefix : kPrefixes)
    if (name.starts_with(prefix)) return name.substr(prefix.size());
  return name;
}

void append(json::object& object, std::string_view key, json::value value) {
  auto& place = object[key];
  if (place.is_null()) {
    place.emplace_array();
  } else if (!place.is_array()) {
    place = json::array{std::move(place)};
  }
  place.get_array().push_back(std::move(value));
}

json::value unwrap_single(json::array list) {
  if (list.size() == 1) return std::move(list.front());
  return list;
}

FragmentUri split_fragment(std::string_view uri) {
  auto const hash = uri.find('#');
  if (hash == std::string_view::npos) return {uri, {}};
  return {uri.substr(0, hash), uri.substr(hash + 1)};
}

std::string_view authority_of(std::string_view uri) {
  auto const slashes = uri.find("://");
  if (slashes == std::string_view::npos) return {};
  auto const rest = uri.substr(slashes + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

std::optional<std::int64_t> positive_integer(json::value const& value) {
  constexpr double kMost = 9007199254740992.0;  // above, a JSON number is not exact everywhere
  std::optional<double> number;
  if (auto const* text = value.if_string()) {
    auto const parsed = parse_unsigned(view(*text), std::uint64_t{1} << 53U);
    if (parsed) number = static_cast<double>(*parsed);
  } else if (value.is_number()) {
    number = value.to_number<double>();
  }
  if (!number || *number < 1 || *number > kMost || std::floor(*number) != *number) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

bool is_http_uri(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

}  // namespace triforium::presentation::v2
