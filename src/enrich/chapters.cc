#include "enrich/chapters.h"

#include <fmt/format.h>

#include <algorithm>

#include "enrich/chapter_files.h"

namespace triforium::enrich {
namespace {

using presentation::RangeDraft;

// https://www.w3.org/TR/media-frags/#npt-time – "t=0,120.5": seconds, here to the millisecond.
std::string fragment(media::Chapter const& chapter) {
  auto const number = [](double seconds) {
    auto text = fmt::format("{:.3f}", seconds);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
  };
  if (chapter.end >= kUntilTheEnd) return fmt::format("t={}", number(chapter.start));
  return fmt::format("t={},{}", number(chapter.start), number(chapter.end));
}

RangeDraft range_of(std::string const& canvas_key, media::Chapter const& chapter, std::size_t number) {
  RangeDraft range;
  range.key = fmt::format("{}-chapter-{}", canvas_key, number);
  range.description.label.add("none", chapter.title.empty() ? std::to_string(number) : chapter.title);
  range.items.emplace_back(presentation::CanvasPart{canvas_key, fragment(chapter)});
  return range;
}

}  // namespace

std::optional<RangeDraft> chapter_range(std::string const& canvas_key, std::vector<media::Chapter> chapters,
                                        std::optional<double> duration) {
  std::ranges::stable_sort(chapters, {}, &media::Chapter::start);
  RangeDraft all;
  all.key = canvas_key + "-chapters";
  all.description.label.add("en", "Chapters");
  all.description.label.add("de", "Kapitel");
  for (auto& chapter : chapters) {
    if (duration) chapter.end = std::min(chapter.end, *duration);
    if (!(chapter.end - chapter.start >= 0.001)) continue;
    all.items.emplace_back(range_of(canvas_key, chapter, all.items.size() + 1));
  }
  if (all.items.empty()) return std::nullopt;
  return all;
}

}  // namespace triforium::enrich
