// What a client would like to have: media types and their preferences.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triforium::http {

// "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"". Type, subtype and the names of parameters
// are in lower case, values as written, without their quotes.
struct MediaType {
  std::string type;
  std::string subtype;
  std::vector<std::pair<std::string, std::string>> parameters;

  std::optional<std::string_view> parameter(std::string_view name) const;
};

// One element of an Accept header.
struct MediaRange {
  MediaType media;     // "*" stands for any type or subtype
  int quality = 1000;  // thousandths
};

// Absent if there is no type and subtype to be seen.
std::optional<MediaType> parse_media_type(std::string_view text);

// Tolerant: elements that make no sense are left out, a weight that makes none counts as 1, "*" as "*/*".
std::vector<MediaRange> parse_accept(std::string_view header);

// In thousandths, how much the client wants `offer`: the weight of the most specific range that matches it; 0: not at
// all.
int quality_of(std::span<MediaRange const> accept, MediaType const& offer);

// The index of the offer that the client likes best; among equals the first, so offers stand in our own order of
// preference. Absent if none is acceptable. An empty header accepts everything.
std::optional<std::size_t> preferred(std::string_view accept, std::span<std::string_view const> offers);

}  // namespace triforium::http
