#include "ingest/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"

namespace triforium::ingest {
namespace {

constexpr std::size_t kMaxKey = 100;

bool is_plain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

// http://www.isthe.com/chongo/tech/comp/fnv/ – FNV-1a, 32 bits: the same everywhere, for ever.
std::string digits_of(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (char const c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return fmt::format("{:08x}", hash);
}

// U+00C0…U+017F without accents, as German, Scandinavian and French cataloguers write them.
constexpr std::array<std::string_view, 192> kLatin = {
    "A", "A", "A",  "A",  "Ae", "A", "Ae", "C", "E", "E", "E", "E", "I",  "I", "I",  "I",   //
    "D", "N", "O",  "O",  "O",  "O", "Oe", "-", "O", "U", "U", "U", "Ue", "Y", "Th", "ss",  //
    "a", "a", "a",  "a",  "ae", "a", "ae", "c", "e", "e", "e", "e", "i",  "i", "i",  "i",   //
    "d", "n", "o",  "o",  "o",  "o", "oe", "-", "o", "u", "u", "u", "ue", "y", "th", "y",   //
    "A", "a", "A",  "a",  "A",  "a", "C",  "c", "C", "c", "C", "c", "C",  "c", "D",  "d",   //
    "D", "d", "E",  "e",  "E",  "e", "E",  "e", "E", "e", "E", "e", "G",  "g", "G",  "g",   //
    "G", "g", "G",  "g",  "H",  "h", "H",  "h", "I", "i", "I", "i", "I",  "i", "I",  "i",   //
    "I", "i", "Ij", "ij", "J",  "j", "K",  "k", "k", "L", "l", "L", "l",  "L", "l",  "L",   //
    "l", "L", "l",  "N",  "n",  "N", "n",  "N", "n", "n", "N", "n", "O",  "o", "O",  "o",   //
    "O", "o", "Oe", "oe", "R",  "r", "R",  "r", "R", "r", "S", "s", "S",  "s", "S",  "s",   //
    "S", "s", "T",  "t",  "T",  "t", "T",  "t", "U", "u", "U", "u", "U",  "u", "U",  "u",   //
    "U", "u", "U",  "u",  "W",  "w", "Y",  "y", "Y", "Z", "z", "Z", "z",  "Z", "z",  "s"};

// The code point U+0080…U+07FF at `at`; absent for anything else.
std::optional<unsigned> two_byte_point(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return std::nullopt;
  auto const first = static_cast<unsigned char>(text[at]), second = static_cast<unsigned char>(text[at + 1]);
  if (first < 0xC2 || first > 0xDF || (second & 0xC0) != 0x80) return std::nullopt;
  return ((first & 0x1FU) << 6) | (second & 0x3FU);
}

struct Folded {
  std::string key;
  bool lost = false;  // letters that have no Latin form
};

void add_dash(std::string& key) {
  if (!key.empty() && key.back() != '-') key += '-';
}

Folded fold(std::string_view name) {
  Folded folded;
  for (std::size_t at = 0; at < name.size(); ++at) {
    auto const point = two_byte_point(name, at);
    if (is_plain(name[at])) {
      folded.key += name[at];
    } else if (point) {
      // U+0300…U+036F: accents that stand after their letter, as file names from Apple's systems have them.
      if (*point >= 0xC0 && *point < 0x180)
        folded.key += kLatin[*point - 0xC0];
      else if (*point >= 0x180 && (*point < 0x300 || *point > 0x36F))
        folded.lost = true;
      ++at;
    } else {
      if (static_cast<unsigned char>(name[at]) >= 0xE0) folded.lost = true;
      add_dash(folded.key);
    }
  }
  return folded;
}

std::string_view without_edges(std::string_view key) {
  while (!key.empty() && (key.front() == '-' || key.front() == '.'))
    key.remove_prefix(1);
  while (!key.empty() && (key.back() == '-' || key.back() == '.'))
    key.remove_suffix(1);
  return key;
}

bool is_folio(std::string_view text) {
  if (!text.empty() && (text.back() == 'r' || text.back() == 'v')) text.remove_suffix(1);
  return !text.empty() && text.size() < 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string make_key(std::string_view name) {
  auto const folded = fold(name);
  auto key = std::string(without_edges(folded.key));
  if (!folded.lost && !key.empty() && key.size() <= kMaxKey) return key;
  key.resize(std::min(key.size(), kMaxKey - 9));
  return key.empty() ? "x" + digits_of(name) : key + "-" + digits_of(name);
}

std::string make_id(std::string_view path) {
  std::string id;
  for (auto const segment : split(path, '/')) {
    if (segment.empty()) continue;
    if (!id.empty()) id += '/';
    id += make_key(segment);
  }
  if (id.size() <= 200 && !id.empty()) return id;
  return id.substr(0, 100) + "-" + digits_of(path);
}

bool is_id(std::string_view name) {
  if (name.empty() || name.size() > 200) return false;
  if (!std::ranges::all_of(name, [](char c) { return is_plain(c) || c == '~' || c == ':' || c == '/'; })) return false;
  return std::ranges::none_of(split(name, '/'),
                              [](std::string_view part) { return part.empty() || part == "." || part == ".."; });
}

std::string UniqueKeys::take(std::string_view name) {
  auto key = make_key(name);
  if (taken_.insert(key).second) return key;
  key = key.substr(0, kMaxKey - 9) + "-" + digits_of(name);
  auto numbered = key;
  while (!taken_.insert(numbered).second)
    numbered = key + "-" + std::to_string(++again_[key] + 1);
  return numbered;
}

std::string page_label(std::string_view stem, std::string_view item_name) {
  auto rest = stem;
  if (!item_name.empty() && rest.starts_with(item_name)) rest.remove_prefix(item_name.size());
  while (!rest.empty() && (rest.front() == '_' || rest.front() == '-' || rest.front() == ' '))
    rest.remove_prefix(1);
  if (!is_folio(rest)) return std::string(stem);
  while (rest.size() > 1 && rest.front() == '0' && rest[1] >= '0' && rest[1] <= '9')
    rest.remove_prefix(1);
  return std::string(rest);
}

}  // namespace triforium::ingest
