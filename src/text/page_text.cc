#include "text/page_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace triforium::text {
namespace {

bool has_area(Polygon const& polygon) {
  return std::any_of(polygon.begin(), polygon.end(), [&](Point p) { return p != polygon.front(); });
}

void append_words(Line const& line, std::string& out) {
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    out += line.words[i].text;
    if (i + 1 < line.words.size() && !line.words[i].joins_next) out += ' ';
  }
}

void append_joined(Line const& line, std::string& out) {
  bool needs_space = false;
  for (auto const& word : line.words) {
    if (word.hyphenation == Hyphenation::second) continue;
    if (needs_space) out += ' ';
    out += word.hyphenation == Hyphenation::first ? word.whole : word.text;
    needs_space = !word.joins_next;
  }
}

std::vector<std::string_view> split_at_spaces(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t\n", at)) != std::string_view::npos) {
    auto const end = std::min(text.find_first_of(" \t\n", at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end;
  }
  return parts;
}

}  // namespace

Box bounding_box(Polygon const& polygon) {
  if (polygon.empty() || !has_area(polygon)) return {};
  auto const [left, right] =
      std::minmax_element(polygon.begin(), polygon.end(), [](Point a, Point b) { return a.x < b.x; });
  auto const [top, bottom] =
      std::minmax_element(polygon.begin(), polygon.end(), [](Point a, Point b) { return a.y < b.y; });
  return {left->x, top->y, right->x - left->x, bottom->y - top->y};
}

Box united(Box a, Box b) {
  if (a.is_empty()) return b;
  if (b.is_empty()) return a;
  auto const right = std::max(a.x + a.width, b.x + b.width);
  auto const bottom = std::max(a.y + a.height, b.y + b.height);
  Box const corner{std::min(a.x, b.x), std::min(a.y, b.y)};
  return {corner.x, corner.y, right - corner.x, bottom - corner.y};
}

std::string text_of(Line const& line) {
  if (!line.text.empty()) return line.text;
  std::string text;
  append_words(line, text);
  return text;
}

std::string text_of(Block const& block) {
  std::string text;
  for (auto const& line : block.lines) {
    if (!text.empty()) text += '\n';
    text += text_of(line);
  }
  return text;
}

std::string plain_text(PageText const& page, Hyphens hyphens) {
  std::string text;
  for (auto const& block : page.blocks) {
    if (!text.empty()) text += '\n';
    for (auto const& line : block.lines) {
      if (hyphens == Hyphens::keep || line.words.empty()) {
        text += text_of(line);
      } else {
        append_joined(line, text);
      }
      text += '\n';
    }
  }
  for (auto const& cue : page.cues) {
    if (!text.empty()) text += '\n';
    text += (cue.voice.empty() ? "" : cue.voice + ": ") + cue.text + '\n';
  }
  return text;
}

std::vector<Word> words_of(Line const& line) {
  if (!line.words.empty()) return line.words;
  auto const total = static_cast<std::int64_t>(std::max<std::size_t>(count_characters(line.text), 1));
  auto const edge = [&](std::int64_t characters) {
    return line.box.x + static_cast<std::int32_t>(line.box.width * characters / total);
  };
  std::vector<Word> words;
  std::int64_t before = 0;
  char const* done = line.text.data();
  for (auto const part : split_at_spaces(line.text)) {
    before += static_cast<std::int64_t>(count_characters({done, static_cast<std::size_t>(part.data() - done)}));
    auto const after = before + static_cast<std::int64_t>(count_characters(part));
    Word word{.text = std::string(part), .box = line.box, .confidence = line.confidence};
    word.box.x = edge(before);
    word.box.width = edge(after) - word.box.x;
    words.push_back(std::move(word));
    before = after;
    done = part.data() + part.size();
  }
  return words;
}

std::size_t count_words(PageText const& page) {
  std::size_t count = 0;
  for (auto const& block : page.blocks)
    for (auto const& line : block.lines)
      count += line.words.empty() ? split_at_spaces(line.text).size() : line.words.size();
  for (auto const& cue : page.cues)
    count += split_at_spaces(cue.text).size();
  return count;
}

std::size_t count_lines(PageText const& page) {
  std::size_t count = 0;
  for (auto const& block : page.blocks)
    count += block.lines.size();
  return count;
}

}  // namespace triforium::text
