#include "ingest/language.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium::ingest {
namespace {

struct Row {
  std::string_view two, terminological, bibliographic, english, german;
};

// https://www.loc.gov/standards/iso639-2/php/code_list.php, those that libraries meet most
constexpr auto kRows = std::to_array<Row>({
    {"ar", "ara", "ara", "Arabic", "Arabisch"},
    {"bg", "bul", "bul", "Bulgarian", "Bulgarisch"},
    {"bo", "bod", "tib", "Tibetan", "Tibetisch"},
    {"ca", "cat", "cat", "Catalan", "Katalanisch"},
    {"cs", "ces", "cze", "Czech", "Tschechisch"},
    {"cy", "cym", "wel", "Welsh", "Walisisch"},
    {"da", "dan", "dan", "Danish", "Dänisch"},
    {"de", "deu", "ger", "German", "Deutsch"},
    {"el", "ell", "gre", "Greek", "Griechisch"},
    {"en", "eng", "eng", "English", "Englisch"},
    {"es", "spa", "spa", "Spanish", "Spanisch"},
    {"et", "est", "est", "Estonian", "Estnisch"},
    {"eu", "eus", "baq", "Basque", "Baskisch"},
    {"fa", "fas", "per", "Persian", "Persisch"},
    {"fi", "fin", "fin", "Finnish", "Finnisch"},
    {"fr", "fra", "fre", "French", "Französisch"},
    {"fy", "fry", "fry", "Frisian", "Friesisch"},
    {"ga", "gle", "gle", "Irish", "Irisch"},
    {"gd", "gla", "gla", "Gaelic", "Gälisch"},
    {"he", "heb", "heb", "Hebrew", "Hebräisch"},
    {"hi", "hin", "hin", "Hindi", "Hindi"},
    {"hr", "hrv", "hrv", "Croatian", "Kroatisch"},
    {"hu", "hun", "hun", "Hungarian", "Ungarisch"},
    {"hy", "hye", "arm", "Armenian", "Armenisch"},
    {"id", "ind", "ind", "Indonesian", "Indonesisch"},
    {"is", "isl", "ice", "Icelandic", "Isländisch"},
    {"it", "ita", "ita", "Italian", "Italienisch"},
    {"ja", "jpn", "jpn", "Japanese", "Japanisch"},
    {"ka", "kat", "geo", "Georgian", "Georgisch"},
    {"ko", "kor", "kor", "Korean", "Koreanisch"},
    {"la", "lat", "lat", "Latin", "Latein"},
    {"lb", "ltz", "ltz", "Luxembourgish", "Luxemburgisch"},
    {"lt", "lit", "lit", "Lithuanian", "Litauisch"},
    {"lv", "lav", "lav", "Latvian", "Lettisch"},
    {"mk", "mkd", "mac", "Macedonian", "Mazedonisch"},
    {"ms", "msa", "may", "Malay", "Malaiisch"},
    {"nl", "nld", "dut", "Dutch", "Niederländisch"},
    {"no", "nor", "nor", "Norwegian", "Norwegisch"},
    {"pl", "pol", "pol", "Polish", "Polnisch"},
    {"ps", "pus", "pus", "Pashto", "Paschtu"},
    {"pt", "por", "por", "Portuguese", "Portugiesisch"},
    {"ro", "ron", "rum", "Romanian", "Rumänisch"},
    {"ru", "rus", "rus", "Russian", "Russisch"},
    {"sa", "san", "san", "Sanskrit", "Sanskrit"},
    {"sk", "slk", "slo", "Slovak", "Slowakisch"},
    {"sl", "slv", "slv", "Slovenian", "Slowenisch"},
    {"sq", "sqi", "alb", "Albanian", "Albanisch"},
    {"sr", "srp", "srp", "Serbian", "Serbisch"},
    {"sv", "swe", "swe", "Swedish", "Schwedisch"},
    {"th", "tha", "tha", "Thai", "Thai"},
    {"tr", "tur", "tur", "Turkish", "Türkisch"},
    {"uk", "ukr", "ukr", "Ukrainian", "Ukrainisch"},
    {"ur", "urd", "urd", "Urdu", "Urdu"},
    {"vi", "vie", "vie", "Vietnamese", "Vietnamesisch"},
    {"yi", "yid", "yid", "Yiddish", "Jiddisch"},
    {"zh", "zho", "chi", "Chinese", "Chinesisch"},
});

bool is_alphanumeric(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

bool is_alphabetic(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

std::string language_tag(std::string_view code) {
  auto const parts = split(trim(code), '-');
  auto primary = to_lower(parts.front());
  if (primary.size() < 2 || primary.size() > 3 || !is_alphabetic(primary)) return {};
  for (auto const& row : kRows) {
    if (primary == row.terminological || primary == row.bibliographic) primary = row.two;
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].empty() || parts[i].size() > 8 || i > 4 || !is_alphanumeric(parts[i])) return {};
    primary += "-" + std::string(parts[i]);
  }
  return primary;
}

LanguageName language_name(std::string_view tag) {
  for (auto const& row : kRows) {
    if (tag == row.two) return {std::string(row.english), std::string(row.german)};
  }
  return {std::string(tag), std::string(tag)};
}

bool is_right_to_left(std::string_view tag_or_script) {
  constexpr auto kTags = std::to_array<std::string_view>(
      {"ar", "fa", "he", "ps", "ur", "yi", "arab", "hebr", "syrc", "thaa", "nkoo", "ota", "syr", "arc", "dv"});
  return std::ranges::find(kTags, to_lower(tag_or_script)) != kTags.end();
}

}  // namespace triforium::ingest
