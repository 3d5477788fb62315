#include "text/finish.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace triforium::text {
namespace {

constexpr std::array<std::string_view, 3> kSureHyphens = {"\u00AD", "\u00AC", "\u2E17"};

std::size_t sure_hyphen(std::string_view text) {
  for (auto const hyphen : kSureHyphens)
    if (text.ends_with(hyphen) && text.size() > hyphen.size()) return hyphen.size();
  return 0;
}

// How many bytes at the end of `text` are a hyphen that cuts the word before `next`; 0: none.
std::size_t cutting_hyphen(std::string_view text, std::string_view next) {
  if (auto const size = sure_hyphen(text); size > 0) return size;
  bool const goes_on_small = !next.empty() && next[0] >= 'a' && next[0] <= 'z';
  bool const is_single = text.size() > 1 && text.ends_with('-') && text[text.size() - 2] != '-';
  return is_single && goes_on_small ? 1 : 0;
}

void join_if_cut(Word& first, Word& second) {
  if (first.hyphenation != Hyphenation::none || second.hyphenation != Hyphenation::none) return;
  auto const hyphen = cutting_hyphen(first.text, second.text);
  if (hyphen == 0) return;
  first.whole = first.text.substr(0, first.text.size() - hyphen) + second.text;
  second.whole = first.whole;
  first.hyphenation = Hyphenation::first;
  second.hyphenation = Hyphenation::second;
}

void complete(Line& line) {
  for (auto& word : line.words)
    if (word.box.is_empty()) word.box = bounding_box(word.polygon);
  if (line.box.is_empty()) line.box = bounding_box(line.polygon);
  if (!line.box.is_empty()) return;
  for (auto const& word : line.words)
    line.box = united(line.box, word.box);
}

}  // namespace

void complete_boxes(PageText& page) {
  for (auto& block : page.blocks) {
    for (auto& line : block.lines)
      complete(line);
    if (block.box.is_empty()) block.box = bounding_box(block.polygon);
    if (!block.box.is_empty()) continue;
    for (auto const& line : block.lines)
      block.box = united(block.box, line.box);
  }
}

void join_hyphenated(PageText& page) {
  for (auto& block : page.blocks) {
    for (std::size_t i = 0; i + 1 < block.lines.size(); ++i) {
      auto& words = block.lines[i].words;
      auto& next = block.lines[i + 1].words;
      if (!words.empty() && !next.empty()) join_if_cut(words.back(), next.front());
    }
  }
}

PageText with_words(PageText page) {
  for (auto& block : page.blocks)
    for (auto& line : block.lines)
      if (line.words.empty()) line.words = words_of(line);
  join_hyphenated(page);
  return page;
}

void check_extent(PageText const& page, Findings& findings) {
  Box all;
  for (auto const& block : page.blocks)
    for (auto const& line : block.lines)
      all = united(all, line.box);
  if (page.size.is_empty() || all.is_empty()) return;
  auto const [width, height] = page.size;
  if (all.x + all.width <= width + width / 50 && all.y + all.height <= height + height / 50) return;
  findings.add(0, "text reaches to " + std::to_string(all.x + all.width) + "," + std::to_string(all.y + all.height) +
                      ", outside the page of " + std::to_string(width) + " × " + std::to_string(height) +
                      ": expected places in the page's own unit");
}

void drop_empty(PageText& page) {
  for (auto& block : page.blocks)
    std::erase_if(block.lines, [](Line const& line) { return line.words.empty() && line.text.empty(); });
  std::erase_if(page.blocks, [](Block const& block) { return block.lines.empty(); });
}

}  // namespace triforium::text
