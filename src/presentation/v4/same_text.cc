#include "presentation/v4/same_text.h"

#include <algorithm>
#include <array>

#include "presentation/model.h"

namespace triforium::presentation {
namespace {

constexpr std::string_view kBeginning = R"({"@context":"http://iiif.io/api/presentation/3/context.json",)";

// The words on which shape.cc does anything but hand on what it finds.
constexpr std::array<std::string_view, 13> kWords = {
    "@context",           "Canvas",     "Sound",  "Scene",    "SpecificResource", "Annotation", "placeholderCanvas",
    "accompanyingCanvas", "motivation", "source", "selector", "language",         "bodyValue"};

constexpr std::array<bool, 256> kFirstLetters = [] {
  std::array<bool, 256> letters{};
  for (auto const word : kWords)
    letters[static_cast<unsigned char>(word.front())] = true;
  return letters;
}();

// Whether `text` goes on with one of the words and a quotation mark.
bool begins_with_word(std::string_view text) {
  if (text.empty() || !kFirstLetters[static_cast<unsigned char>(text.front())]) return false;
  return std::ranges::any_of(kWords, [&](std::string_view word) {
    return text.starts_with(word) && text.substr(word.size()).starts_with('"');
  });
}

// Whether a string of the text, key or value, is one of the words.
bool has_word(std::string_view text) {
  for (auto at = text.find('"'); at != std::string_view::npos; at = text.find('"', at + 1)) {
    if (begins_with_word(text.substr(at + 1))) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> same_in_v4(std::string_view v3) {
  if (!v3.starts_with(kBeginning)) return std::nullopt;
  auto const rest = v3.substr(kBeginning.size());
  // A word may be written in other ways: "Canv\u0061s".
  if (rest.find("\\u") != std::string_view::npos) return std::nullopt;
  if (has_word(rest)) return std::nullopt;
  std::string text = R"({"@context":")";
  text.reserve(v3.size());
  text.append(kContextOfV4).append("\",").append(rest);
  return text;
}

}  // namespace triforium::presentation
