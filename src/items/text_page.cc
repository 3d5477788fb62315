#include "items/text_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "presentation/marker.h"
#include "presentation/model.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using text::Granularity;

constexpr std::string_view kGranularityContext = "http://iiif.io/api/extension/text-granularity/context.json";
constexpr std::string_view kLines = "-text";
constexpr std::string_view kWords = "-words";

bj::object body_of(text::TextAnnotation const& annotation, std::string_view language) {
  bj::object body{{"type", "TextualBody"}, {"value", annotation.text}, {"format", "text/plain"}};
  auto const said = annotation.language.empty() ? language : annotation.language;
  if (!said.empty()) body["language"] = said;
  return body;
}

// https://iiif.io/api/presentation/3.0/#values-for-motivation
//   "supplementing: … resources that … are from the canvas": the text of the picture, not a remark on it.
bj::object annotation_of(std::string_view item, std::string_view canvas, text::TextAnnotation const& annotation,
                         std::string_view language) {
  auto const target = presentation::canvas_name(item, canvas);
  bj::object made{{"id", presentation::annotation_name(item, fmt::format("{}-{}", canvas, annotation.key))},
                  {"type", "Annotation"},
                  {"motivation", "supplementing"}};
  if (annotation.has_granularity) made["textGranularity"] = text::name_of(annotation.granularity);
  made["body"] = body_of(annotation, language);
  made["target"] = annotation.fragment.empty() ? target : target + "#" + annotation.fragment;
  return made;
}

}  // namespace

std::optional<TextPageKey> parse_text_page_key(std::string_view key) {
  auto const without = [&](std::string_view suffix) { return std::string(key.substr(0, key.size() - suffix.size())); };
  if (key.size() > kLines.size() && key.ends_with(kLines)) return TextPageKey{without(kLines), Granularity::line};
  if (key.size() > kWords.size() && key.ends_with(kWords)) return TextPageKey{without(kWords), Granularity::word};
  return std::nullopt;
}

std::string page_of_text_annotation(std::string_view key) {
  auto const at = key.rfind('-');
  if (at == std::string_view::npos || at == 0 || at + 1 == key.size()) return {};
  auto rest = key.substr(at + 1);
  auto const skip_number = [&](char letter) {
    if (!rest.starts_with(letter)) return false;
    auto const end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (end > 1) rest.remove_prefix(end);
    return end > 1;
  };
  bool const is_cue = skip_number('c');
  bool const is_line = !is_cue && skip_number('l');
  bool const is_word = is_line && skip_number('w');
  if (!rest.empty() || (!is_cue && !is_line)) return {};
  return fmt::format("{}{}", key.substr(0, at), is_word ? kWords : kLines);
}

bj::object text_page(std::string_view item, TextPageKey const& key, text::PageText const& page,
                     std::string_view language) {
  bool const is_of_lines = key.granularity == Granularity::line;
  auto const page_key = fmt::format("{}{}", key.canvas, is_of_lines ? kLines : kWords);
  bj::object made{{"@context", bj::array{kGranularityContext, presentation::kContextOfV3}},
                  {"id", presentation::annotation_page_name(item, page_key, 3)},
                  {"type", "AnnotationPage"}};
  bj::array items;
  for (auto const& annotation : text::make_annotations(page, key.granularity))
    items.push_back(annotation_of(item, key.canvas, annotation, language));
  made["items"] = std::move(items);
  return made;
}

}  // namespace triforium::items
