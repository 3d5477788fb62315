#include "text/annotations.h"

#include <fmt/format.h>

namespace triforium::text {
namespace {

std::string fragment_of(Box box) {
  return box.is_empty() ? std::string() : fmt::format("xywh={},{},{},{}", box.x, box.y, box.width, box.height);
}

// https://www.w3.org/TR/media-frags/#naming-time – normal play time in seconds, no more digits than needed.
std::string seconds_of(std::int64_t milliseconds) {
  auto text = fmt::format("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

bool is_rectangle(Polygon const& polygon, Box box) {
  if (polygon.size() > 5) return false;
  for (auto const [x, y] : polygon)
    if ((x != box.x && x != box.x + box.width) || (y != box.y && y != box.y + box.height)) return false;
  return true;
}

TextAnnotation make_annotation(std::string key, std::string text, Box box, Polygon const& polygon) {
  TextAnnotation annotation{.key = std::move(key), .text = std::move(text), .fragment = fragment_of(box)};
  if (polygon.size() >= 3 && !is_rectangle(polygon, box)) annotation.polygon = polygon;
  return annotation;
}

std::string const& first_said(std::string const& inner, std::string const& outer) {
  return inner.empty() ? outer : inner;
}

class Maker {
 public:
  Maker(PageText const& page, Granularity granularity) : page_(page), granularity_(granularity) {}

  std::vector<TextAnnotation> make() {
    std::size_t number = 0;
    for (auto const& block : page_.blocks) {
      ++number;
      auto const& language = first_said(block.language, page_.language);
      if (granularity_ == Granularity::block)
        add(make_annotation(fmt::format("b{}", number), text_of(block), block.box, block.polygon), language);
      for (auto const& line : block.lines)
        add_line(line, first_said(line.language, language));
    }
    for (std::size_t i = 0; i < page_.cues.size(); ++i)
      add_cue(page_.cues[i], i + 1);
    return std::move(made_);
  }

 private:
  void add_line(Line const& line, std::string const& language) {
    auto key = fmt::format("l{}", ++lines_);
    if (granularity_ == Granularity::line) {
      add(make_annotation(std::move(key), text_of(line), line.box, line.polygon), language);
    } else if (granularity_ == Granularity::word) {
      std::size_t number = 0;
      for (auto const& word : words_of(line))
        add(make_annotation(fmt::format("{}w{}", key, ++number), word.text, word.box, word.polygon),
            first_said(word.language, language));
    }
  }

  void add(TextAnnotation annotation, std::string const& language) {
    if (annotation.text.empty()) return;
    annotation.granularity = granularity_;
    annotation.language = language;
    made_.push_back(std::move(annotation));
  }

  void add_cue(Cue const& cue, std::size_t number) {
    TextAnnotation annotation{.key = fmt::format("c{}", number), .text = cue.text, .has_granularity = false};
    annotation.fragment = "t=" + seconds_of(cue.start) + "," + seconds_of(cue.end);
    annotation.language = page_.language;
    made_.push_back(std::move(annotation));
  }

  PageText const& page_;
  Granularity granularity_;
  std::size_t lines_ = 0;
  std::vector<TextAnnotation> made_;
};

}  // namespace

std::string_view name_of(Granularity granularity) {
  switch (granularity) {
    case Granularity::block:
      return "block";
    case Granularity::line:
      return "line";
    case Granularity::word:
      return "word";
  }
  return "line";
}

std::vector<TextAnnotation> make_annotations(PageText const& page, Granularity granularity) {
  return Maker(page, granularity).make();
}

std::string make_svg(Polygon const& polygon) {
  std::string path;
  for (auto const [x, y] : polygon)
    path += fmt::format("{}{},{}", path.empty() ? "M" : " L", x, y);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"" + path + " Z\"/></svg>";
}

}  // namespace triforium::text
