#include "text/language.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium::text {
namespace {

struct Row {
  std::string_view tag;
  std::string_view terminology;    // ISO 639-2/T
  std::string_view bibliographic;  // ISO 639-2/B, where it differs
  std::string_view name;
};

constexpr std::array kLanguages = std::to_array<Row>({
    {"af", "afr", "", "afrikaans"},      {"ar", "ara", "", "arabic"},        {"bg", "bul", "", "bulgarian"},
    {"ca", "cat", "", "catalan"},        {"cs", "ces", "cze", "czech"},      {"cy", "cym", "wel", "welsh"},
    {"da", "dan", "", "danish"},         {"de", "deu", "ger", "german"},     {"el", "ell", "gre", "greek"},
    {"en", "eng", "", "english"},        {"eo", "epo", "", "esperanto"},     {"es", "spa", "", "spanish"},
    {"et", "est", "", "estonian"},       {"eu", "eus", "baq", "basque"},     {"fa", "fas", "per", "persian"},
    {"fi", "fin", "", "finnish"},        {"fr", "fra", "fre", "french"},     {"ga", "gle", "", "irish"},
    {"grc", "grc", "", "ancient greek"}, {"he", "heb", "", "hebrew"},        {"hi", "hin", "", "hindi"},
    {"hr", "hrv", "", "croatian"},       {"hu", "hun", "", "hungarian"},     {"is", "isl", "ice", "icelandic"},
    {"it", "ita", "", "italian"},        {"ja", "jpn", "", "japanese"},      {"ko", "kor", "", "korean"},
    {"la", "lat", "", "latin"},          {"lb", "ltz", "", "luxembourgish"}, {"lt", "lit", "", "lithuanian"},
    {"lv", "lav", "", "latvian"},        {"mi", "mri", "mao", "maori"},      {"nb", "nob", "", "norwegian bokmål"},
    {"nl", "nld", "dut", "dutch"},       {"no", "nor", "", "norwegian"},     {"pl", "pol", "", "polish"},
    {"pt", "por", "", "portuguese"},     {"ro", "ron", "rum", "romanian"},   {"ru", "rus", "", "russian"},
    {"sa", "san", "", "sanskrit"},       {"sk", "slk", "slo", "slovak"},     {"sl", "slv", "", "slovenian"},
    {"sr", "srp", "", "serbian"},        {"sv", "swe", "", "swedish"},       {"tr", "tur", "", "turkish"},
    {"uk", "ukr", "", "ukrainian"},      {"ur", "urd", "", "urdu"},          {"vi", "vie", "", "vietnamese"},
    {"vo", "vol", "", "volapük"},        {"yi", "yid", "", "yiddish"},       {"zh", "zho", "chi", "chinese"},
});

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// "langtag = language ["-" script] ["-" region] …": letters first, then subtags of one to eight letters and digits.
bool is_tag(std::string_view text) {
  auto const subtags = split(text, '-');
  if (subtags.front().size() < 2 || subtags.front().size() > 3 || text.size() > 35) return false;
  return std::all_of(subtags.begin(), subtags.end(), [](std::string_view subtag) {
    return !subtag.empty() && subtag.size() <= 8 && std::all_of(subtag.begin(), subtag.end(), is_letter_or_digit);
  });
}

}  // namespace

std::string to_bcp47(std::string_view language) {
  auto text = std::string(trim(language));
  std::replace(text.begin(), text.end(), '_', '-');
  auto const lower = to_lower(text);
  if (lower == "unknown" || lower == "und" || lower == "mul" || lower == "other") return {};
  if (lower == "frk" || lower == "fraktur" || lower.starts_with("deu-") || lower == "gt4histocr") return "de-Latf";
  if (text.empty()) return {};
  for (auto const& row : kLanguages)
    if (lower == row.tag || lower == row.terminology || lower == row.bibliographic || lower == row.name)
      return std::string(row.tag);
  return is_tag(text) ? text : std::string();
}

}  // namespace triforium::text
