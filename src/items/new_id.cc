#include "items/new_id.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/text.h"
#include "items/incoming.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/tree.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;

constexpr std::size_t kLongest = 80;

struct Letter {
  std::string_view from, to;
};
// The letters of Western and Northern European languages, small and capital.
constexpr std::array<Letter, 64> kLetters{{
    {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"ß", "ss"}, {"æ", "ae"},
    {"Æ", "ae"}, {"œ", "oe"}, {"Œ", "oe"}, {"ø", "o"},  {"Ø", "o"},  {"å", "a"},  {"Å", "a"},  {"à", "a"},
    {"á", "a"},  {"â", "a"},  {"ã", "a"},  {"À", "a"},  {"Á", "a"},  {"Â", "a"},  {"Ã", "a"},  {"ç", "c"},
    {"Ç", "c"},  {"è", "e"},  {"é", "e"},  {"ê", "e"},  {"ë", "e"},  {"È", "e"},  {"É", "e"},  {"Ê", "e"},
    {"Ë", "e"},  {"ì", "i"},  {"í", "i"},  {"î", "i"},  {"ï", "i"},  {"Ì", "i"},  {"Í", "i"},  {"Î", "i"},
    {"Ï", "i"},  {"ñ", "n"},  {"Ñ", "n"},  {"ò", "o"},  {"ó", "o"},  {"ô", "o"},  {"õ", "o"},  {"Ò", "o"},
    {"Ó", "o"},  {"Ô", "o"},  {"Õ", "o"},  {"ù", "u"},  {"ú", "u"},  {"û", "u"},  {"Ù", "u"},  {"Ú", "u"},
    {"Û", "u"},  {"ý", "y"},  {"Ý", "y"},  {"ÿ", "y"},  {"ð", "d"},  {"Ð", "d"},  {"þ", "th"}, {"Þ", "th"},
}};

Letter const* letter_at(std::string_view text) {
  auto const* const found = std::ranges::find_if(kLetters, [&](Letter const& l) { return text.starts_with(l.from); });
  return found == kLetters.end() ? nullptr : found;
}

// Words that say what kind of thing an address leads to, and not which.
bool says_nothing(std::string_view segment) {
  constexpr std::array<std::string_view, 7> kWords{"",      "manifest", "manifests",   "collection",
                                                   "index", "iiif",     "presentation"};
  return std::ranges::find(kWords, segment) != kWords.end();
}

std::string_view without_json(std::string_view segment) {
  constexpr std::string_view kJson = ".json";
  return segment.ends_with(kJson) ? segment.substr(0, segment.size() - kJson.size()) : segment;
}

// "halle-1712" of "https://example.org/iiif/halle-1712/manifest.json"; empty where no part is telling.
std::string telling_part(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  auto const scheme = uri.find("://");
  if (scheme != std::string_view::npos) uri.remove_prefix(scheme + 3);
  auto segments = split(uri, '/');
  while (segments.size() > 1) {
    auto const segment = without_json(segments.back());
    auto const decoded = percent_decode(segment);
    if (!says_nothing(segment) && decoded) return *decoded;
    segments.pop_back();
  }
  return {};
}

// As an id can have it: what was an id elsewhere keeps its capitals.
std::string as_id(std::string_view text) {
  std::string id;
  for (char const c : text.substr(0, kLongest)) {
    bool const may_stay = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
    if (may_stay) id += c;
    if (!may_stay && !id.empty() && id.back() != '-') id += '-';
  }
  while (id.ends_with('-') || id.ends_with('.'))
    id.pop_back();
  return id;
}

std::string valid_or(std::string id, std::string_view otherwise) {
  if (!id.empty() && presentation::is_valid_item_id(id)) return id;
  return std::string(otherwise);
}

std::string_view own_uri(bj::object const& document) {
  auto const uri = presentation::text_of(document, "id");
  return uri.empty() ? presentation::text_of(document, "@id") : uri;
}

// Of a 3.0 document the first text of its label; of 2.1 the label, where it is a text.
std::string any_label(bj::object const& document) {
  auto const text = presentation::text_of(document, "label");
  return text.empty() ? presentation::plain_label(document) : std::string(text);
}

}  // namespace

std::string slug_of(std::string_view text) {
  std::string slug;
  while (!text.empty() && slug.size() < kLongest - 1) {
    auto const first = static_cast<unsigned char>(text.front());
    if (auto const* const letter = letter_at(text)) {
      slug += letter->to;
      text.remove_prefix(letter->from.size());
      continue;
    }
    bool const is_plain = first < 0x80 && std::isalnum(first) != 0;
    if (is_plain) slug += static_cast<char>(std::tolower(first));
    if (!is_plain && !slug.empty() && slug.back() != '-') slug += '-';
    text.remove_prefix(1);
  }
  while (slug.ends_with('-'))
    slug.pop_back();
  return slug;
}

std::string wanted_id(bj::object const& document, std::string_view base_url) {
  auto const uri = own_uri(document);
  auto const quoted_uri = presentation::to_relative(fmt::format("\"{}\"", uri), base_url);
  if (auto const own = own_id(std::string_view(quoted_uri).substr(1, quoted_uri.size() - 2));
      !own.empty() && presentation::is_valid_item_id(own))
    return own;
  if (auto id = valid_or(as_id(telling_part(uri)), ""); !id.empty()) return id;
  return valid_or(slug_of(any_label(document)), "item");
}

std::string numbered_id(std::string_view wanted, std::uint64_t number) {
  return number <= 1 ? std::string(wanted) : fmt::format("{}-{}", wanted, number);
}

}  // namespace triforium::items
