#include "ingest/rights.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace triforium::ingest {
namespace {

// Without scheme and "www."; absent if the text is no address.
std::optional<std::string_view> address(std::string_view text) {
  for (std::string_view const scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    if (text.starts_with("www.")) text.remove_prefix(4);
    return text;
  }
  return std::nullopt;
}

std::vector<std::string_view> path_of(std::string_view address) {
  auto parts = split(address.substr(0, address.find_first_of("?#")), '/');
  while (!parts.empty() && parts.back().empty())
    parts.pop_back();
  return parts;
}

// licenses/by-sa/3.0/de/deed.en → http://creativecommons.org/licenses/by-sa/3.0/de/
std::optional<std::string> creative_commons(std::vector<std::string_view> parts) {
  if (parts.size() < 3 || (parts[1] != "licenses" && parts[1] != "publicdomain")) return std::nullopt;
  std::erase_if(parts, [](std::string_view part) { return part.starts_with("deed") || part == "legalcode"; });
  std::string uri = "http://creativecommons.org/";
  for (std::size_t i = 1; i < parts.size() && i < 5; ++i)
    uri += std::string(parts[i]) + "/";
  return uri;
}

std::optional<std::string> rights_statement(std::vector<std::string_view> const& parts) {
  if (parts.size() < 4 || (parts[1] != "vocab" && parts[1] != "page")) return std::nullopt;
  return "http://rightsstatements.org/vocab/" + std::string(parts[2]) + "/" + std::string(parts[3]) + "/";
}

// Letters, digits and dots in words: "CC-BY_SA 4.0" → {"cc", "by", "sa", "4.0"}.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (char const c : to_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool is_version(std::string_view word) {
  return word.size() == 3 && word[0] >= '1' && word[0] <= '4' && word[1] == '.' && (word[2] == '0' || word[2] == '5');
}

std::optional<std::string> by_code(std::vector<std::string> const& words) {
  constexpr auto kElements = std::to_array<std::string_view>({"by", "nc", "nd", "sa"});
  if (words.size() < 3 || words.front() != "cc" || words[1] != "by") return std::nullopt;
  std::string elements, version;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (is_version(words[i]) && version.empty())
      version = words[i];
    else if (version.empty() && std::ranges::find(kElements, words[i]) != kElements.end())
      elements += (elements.empty() ? "" : "-") + words[i];
    // A country, as in "3.0 DE", names a ported licence with a text of its own.
    else if (!version.empty() && words[i].size() == 2 && i + 1 == words.size())
      version += "/" + words[i];
    else
      return std::nullopt;
  }
  if (version.empty()) return std::nullopt;
  return "http://creativecommons.org/licenses/" + elements + "/" + version + "/";
}

}  // namespace

std::optional<std::string> rights_uri(std::string_view text) {
  text = trim(text);
  if (text.size() > 300 || has_control_character(text)) return std::nullopt;
  if (auto const rest = address(text)) {
    auto const parts = path_of(*rest);
    if (parts.empty()) return std::nullopt;
    if (parts.front() == "creativecommons.org") return creative_commons(parts);
    if (parts.front() == "rightsstatements.org") return rights_statement(parts);
    return std::nullopt;
  }
  auto const words = words_of(text);
  auto const is = [&](std::initializer_list<std::string_view> expected) { return std::ranges::equal(words, expected); };
  if (is({"cc0"}) || is({"cc0", "1.0"}) || is({"cc", "0"}) || is({"cc", "0", "1.0"}))
    return "http://creativecommons.org/publicdomain/zero/1.0/";
  if (is({"pdm"}) || is({"public", "domain", "mark"}) || is({"public", "domain", "mark", "1.0"}) ||
      is({"pdm", "1.0"})) {
    return "http://creativecommons.org/publicdomain/mark/1.0/";
  }
  return by_code(words);
}

}  // namespace triforium::ingest
