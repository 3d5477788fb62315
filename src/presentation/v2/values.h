// Reading JSON-LD as it is found: one thing or an array of things, a URI or an object with one.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "presentation/model.h"

namespace triforium::presentation::v2 {

namespace json = boost::json;

// The text of `key`; empty where it is absent or no text. Lives as long as the object stays unchanged.
std::string_view text_of(json::object const& object, std::string_view key);

// The URI of a reference, which is text or an object with "@id" or "id"; empty for anything else.
std::string_view uri_of(json::value const& value);
std::string_view uri_of(json::object const& object);

// One element of what may be an array, and where it is.
struct Entry {
  json::value const* value;
  std::string pointer;
};

// The elements of an array, or the value itself; nothing for null. `pointer` is the place of `value`.
std::vector<Entry> entries_of(json::value const& value, std::string const& pointer);

// The same for a property; nothing where it is absent. `pointer` is the place of `object`.
std::vector<Entry> entries_of(json::object const& object, std::string_view key, std::string const& pointer);

// The names of a class, most telling last: "sc:Manifest" → {"Manifest"}, ["oa:CssStyle", "cnt:ContentAsText"] → both.
std::vector<std::string_view> classes_of(json::object const& object, std::string_view key);
bool is_class(json::object const& object, std::string_view key, std::string_view name);

// "oa:commenting" → "commenting"; for the prefixes of Presentation 2 only (sc, oa, dctypes, cnt, iiif, as, dcterms).
std::string_view without_prefix(std::string_view name);

// Appends to the array `key`, which is made where it is missing; an array of one for anything else that stands there.
void append(json::object& object, std::string_view key, json::value value);

// Array of one → its element; anything else stays.
json::value unwrap_single(json::array list);

// The URI without its fragment, and the fragment without "#" (empty: none).
struct FragmentUri {
  std::string_view uri;
  std::string_view fragment;
};
FragmentUri split_fragment(std::string_view uri);

// {"http://example.org:80/a/b"} → "example.org:80"; empty where there is no authority.
std::string_view authority_of(std::string_view uri);

// 1800, 1800.0 or "1800"; nothing for zero, below and what is no whole number.
std::optional<std::int64_t> positive_integer(json::value const& value);

bool is_http_uri(std::string_view text);

}  // namespace triforium::presentation::v2
