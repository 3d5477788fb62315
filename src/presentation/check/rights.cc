#include "presentation/check/rights.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "base/text.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

constexpr std::array<std::string_view, 17> kLicences{
    "by",    "by-sa", "by-nd",    "by-nc", "by-nc-sa",   "by-nc-nd",  "by-nd-nc",     "nc",      "nd",
    "nd-nc", "nc-sa", "sampling", "sa",    "devnations", "sampling+", "nc-sampling+", "nd-nc-sa"};
constexpr std::array<std::string_view, 5> kVersions{"1.0", "2.0", "2.1", "2.5", "3.0"};
constexpr std::array<std::string_view, 12> kStatements{"InC",    "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU", "NoC-CR",
                                                       "NoC-NC", "NoC-OKLR",  "NoC-US",  "CNE",    "UND",     "NKC"};

bool is_one_of(std::string_view text, std::span<std::string_view const> names) {
  return std::ranges::find(names, text) != names.end();
}

// "creativecommons.org/licenses/by/4.0/?x" → "creativecommons.org", "licenses", "by", "4.0"
std::vector<std::string> parts_of(std::string_view uri) {
  auto name = without_scheme(uri);
  name = name.substr(0, name.find_first_of("?#"));
  if (name.starts_with("www.")) name.remove_prefix(4);
  std::vector<std::string> parts;
  for (auto const part : split(name, '/'))
    if (!part.empty()) parts.emplace_back(part);
  return parts;
}

// Of older versions there are ports to the law of a country: "by/3.0/de".
bool is_country(std::string_view part) {
  return part == "scotland" || part == "igo" ||
         (part.size() == 2 && std::ranges::all_of(part, [](char c) { return c >= 'a' && c <= 'z'; }));
}

std::optional<std::string> canonical_licence(std::vector<std::string> const& parts) {
  auto const& code = parts[2];
  auto const& version = parts[3];
  auto const is_licence =
      parts[1] == "licenses" && is_one_of(code, kLicences) && (version == "4.0" || is_one_of(version, kVersions));
  auto const is_mark = parts[1] == "publicdomain" && (code == "zero" || code == "mark") && version == "1.0";
  if (!is_licence && !is_mark) return std::nullopt;
  auto name = "http://creativecommons.org/" + parts[1] + "/" + code + "/" + version + "/";
  if (is_licence && version != "4.0" && parts.size() > 4 && is_country(parts[4])) name += parts[4] + "/";
  return name;
}

std::optional<std::string> canonical_statement(std::vector<std::string> const& parts) {
  bool const is_statement = (parts[1] == "vocab" || parts[1] == "page") && is_one_of(parts[2], kStatements);
  if (!is_statement || parts[3] != "1.0") return std::nullopt;
  return "http://rightsstatements.org/vocab/" + parts[2] + "/1.0/";
}

}  // namespace

bool is_registered_rights(std::string_view uri) {
  auto const parts = parts_of(uri);
  return !parts.empty() && (parts[0] == "creativecommons.org" || parts[0] == "rightsstatements.org");
}

std::optional<std::string> canonical_rights(std::string_view uri) {
  auto const parts = parts_of(uri);
  if (parts.size() < 4) return std::nullopt;
  if (parts[0] == "creativecommons.org") return canonical_licence(parts);
  if (parts[0] == "rightsstatements.org") return canonical_statement(parts);
  return std::nullopt;
}

}  // namespace triforium::presentation
