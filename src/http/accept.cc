#include "http/accept.h"

#include <algorithm>

#include "base/text.h"

namespace triforium::http {
namespace {

// The text up to the next `separator` outside of quotes; takes it and the separator off the front of `text`.
std::string_view take_until(std::string_view& text, char separator) {
  bool is_quoted = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (is_quoted && text[end] == '\\' && end + 1 < text.size()) {
      ++end;
    } else if (text[end] == '"') {
      is_quoted = !is_quoted;
    } else if (text[end] == separator && !is_quoted) {
      break;
    }
  }
  std::string_view const part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.4
std::string unquote(std::string_view text) {
  if (text.empty() || text.front() != '"') return std::string(text);
  std::string value;
  for (std::size_t i = 1; i < text.size() && text[i] != '"'; ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    value += text[i];
  }
  return value;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2
//
//   qvalue = ( "0" [ "." 0*3("0"/"1"..."9") ] ) / ( "1" [ "." 0*3("0") ] )
//
// Also ".8", "1.5" (as 1) and digits beyond the third, which clients send. Absent if it is no number.
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text == ".") return std::nullopt;
  auto const dot = text.find('.');
  std::string_view const whole = text.substr(0, dot);
  std::string_view const fraction = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(whole.begin(), whole.end(), is_digit)) return std::nullopt;
  if (!std::all_of(fraction.begin(), fraction.end(), is_digit)) return std::nullopt;
  if (whole.find_first_not_of('0') != std::string_view::npos) return 1000;
  int quality = 0;
  for (std::size_t i = 0; i < 3; ++i)
    quality = quality * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return quality;
}

// A profile is a list of URIs separated by spaces (RFC 6906, section 3.1): it matches if one of them does.
bool contains_word(std::string_view list, std::string_view word) {
  auto const words = split(list, ' ');
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool matches_parameter(std::string_view name, std::string_view wanted, MediaType const& offer) {
  auto const has = offer.parameter(name);
  if (!has) return false;
  if (name == "profile") return contains_word(wanted, *has);
  return equals_ignoring_case(wanted, *has);
}

// How closely the range describes the offer, 0 if it does not.
//
// "Media ranges can be overridden by more specific media ranges or specific media types. If more than one media range
//  applies to a given type, the most specific reference has precedence."
int specificity(MediaType const& range, MediaType const& offer) {
  if (range.type == "*") return 1;
  if (range.type != offer.type) return 0;
  if (range.subtype == "*") return 2;
  if (range.subtype != offer.subtype) return 0;
  for (auto const& [name, value] : range.parameters) {
    if (!matches_parameter(name, value, offer)) return 0;
  }
  return 3 + static_cast<int>(range.parameters.size());
}

}  // namespace

std::optional<std::string_view> MediaType::parameter(std::string_view name) const {
  for (auto const& [key, value] : parameters) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::optional<MediaType> parse_media_type(std::string_view text) {
  std::string_view const essence = trim(take_until(text, ';'));
  MediaType media;
  if (essence == "*") {
    media.type = media.subtype = "*";
  } else {
    auto const slash = essence.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    media.type = to_lower(trim(essence.substr(0, slash)));
    media.subtype = to_lower(trim(essence.substr(slash + 1)));
  }
  if (media.type.empty() || media.subtype.empty()) return std::nullopt;
  while (!text.empty()) {
    std::string_view parameter = take_until(text, ';');
    std::string_view const name = trim(take_until(parameter, '='));
    if (!name.empty()) media.parameters.emplace_back(to_lower(name), unquote(trim(parameter)));
  }
  return media;
}

std::vector<MediaRange> parse_accept(std::string_view header) {
  std::vector<MediaRange> ranges;
  while (!header.empty()) {
    auto media = parse_media_type(take_until(header, ','));
    if (!media) continue;
    MediaRange range{std::move(*media), 1000};
    // "q" separates the parameters of the media type from extensions; no media type has a parameter of that name.
    auto& parameters = range.media.parameters;
    auto const weight =
        std::find_if(parameters.begin(), parameters.end(), [](auto const& p) { return p.first == "q"; });
    if (weight != parameters.end()) {
      range.quality = parse_quality(weight->second).value_or(1000);
      parameters.erase(weight, parameters.end());
    }
    ranges.push_back(std::move(range));
  }
  return ranges;
}

int quality_of(std::span<MediaRange const> accept, MediaType const& offer) {
  int best = 0;
  int quality = 0;
  for (auto const& range : accept) {
    int const closeness = specificity(range.media, offer);
    if (closeness > best || (closeness == best && closeness > 0 && range.quality > quality)) {
      best = closeness;
      quality = range.quality;
    }
  }
  return quality;
}

std::optional<std::size_t> preferred(std::string_view accept, std::span<std::string_view const> offers) {
  auto const ranges = parse_accept(accept);
  if (trim(accept).empty() && !offers.empty()) return 0;
  std::optional<std::size_t> best;
  int best_quality = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    auto const offer = parse_media_type(offers[i]);
    int const quality = offer ? quality_of(ranges, *offer) : 0;
    if (quality > best_quality) {
      best = i;
      best_quality = quality;
    }
  }
  return best;
}

}  // namespace triforium::http
