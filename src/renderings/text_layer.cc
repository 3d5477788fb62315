#include "renderings/text_layer.h"

#include <fmt/format.h>

#include <algorithm>

#include "renderings/characters.h"

namespace triforium::renderings {
namespace {

// Quarter turns counter-clockwise of a line whose angle is in hundredths of a degree.
int quarter_turns(std::int32_t angle) {
  auto const turns = (angle % 36000 + 36000 + 4500) / 9000;
  return turns % 4;
}

// 9.4.2: where the text begins and where it goes, by the corner of the box at which its first letter stands.
struct Course {
  int a, b, c, d;
  double x, y;
  double length, height;
};

Course course_of(TextBox const& box, int turns) {
  auto const right = box.x + box.width, top = box.y + box.height;
  switch (turns) {
    case 1:
      return {0, 1, -1, 0, right, box.y, box.height, box.width};
    case 2:
      return {-1, 0, 0, -1, right, top, box.width, box.height};
    case 3:
      return {0, -1, 1, 0, box.x, top, box.height, box.width};
    default:
      return {1, 0, 0, 1, box.x, box.y, box.width, box.height};
  }
}

bool runs_to_the_left(std::string_view text) {
  auto const all = code_points_of(text);
  return std::ranges::any_of(all, is_right_to_left);
}

class Layer {
 public:
  Layer(std::string_view font_name, HiddenFont& font) : font_name_(font_name), font_(font) {}

  // A space behind it keeps words apart for readers that do not look at places.
  void add(std::string_view text, TextBox const& box, int turns, bool joins_next) {
    if (text.empty() || box.width <= 0 || box.height <= 0) return;
    bool const is_mirrored = turns == 0 && runs_to_the_left(text);
    auto const course = course_of(box, turns);
    auto const shown = font_.show(text);
    auto const natural = HiddenFont::kAdvance * static_cast<double>(shown.codes) * course.height;
    auto const stretch = 100 * course.length / natural;
    // Letters follow each other as they are read, so a line from right to left advances to the left.
    auto const a = is_mirrored ? -course.a : course.a;
    auto const x = is_mirrored ? box.x + box.width : course.x;
    fmt::format_to(std::back_inserter(content_), "/{} {} Tf {} Tz {} {} {} {} {} {} Tm {} Tj\n", font_name_,
                   pdf_number(course.height), pdf_number(stretch), a, course.b, course.c, course.d, pdf_number(x),
                   pdf_number(course.y), shown.hex);
    if (!joins_next) content_ += "<0020> Tj\n";
  }

  std::string finish() && { return content_.empty() ? std::string() : "BT 3 Tr\n" + content_ + "ET\n"; }

 private:
  std::string_view font_name_;
  HiddenFont& font_;
  std::string content_;
};

bool has_places(std::vector<text::Word> const& words) {
  return std::ranges::any_of(words, [](text::Word const& word) { return !word.box.is_empty(); });
}

TextBox box_on_page(text::Box const& box, PagePlane const& plane) {
  return {box.x * plane.scale, plane.height - (box.y + static_cast<double>(box.height)) * plane.scale,
          box.width * plane.scale, box.height * plane.scale};
}

template <typename Use>
void for_each_line(text::PageText const& page, Use&& use) {
  for (auto const& block : page.blocks) {
    for (auto const& line : block.lines)
      use(line);
  }
}

std::size_t count_unplaced(text::PageText const& page) {
  std::size_t count = 0;
  for_each_line(page, [&](text::Line const& line) { count += has_places(text::words_of(line)) ? 0 : 1; });
  return count;
}

}  // namespace

std::string text_layer(text::PageText const& page, PagePlane const& plane, std::string_view font_name,
                       HiddenFont& font) {
  Layer layer(font_name, font);
  auto const pitch = plane.height / static_cast<double>(count_unplaced(page) + 1);
  auto next = plane.height;
  for_each_line(page, [&](text::Line const& line) {
    auto const words = text::words_of(line);
    if (!has_places(words)) {
      next -= pitch;
      layer.add(text::text_of(line), {0, next, plane.width, pitch / 2}, 0, false);
      return;
    }
    auto const turns = quarter_turns(line.angle);
    for (auto const& word : words)
      layer.add(word.text, box_on_page(word.box, plane), turns, word.joins_next);
  });
  return std::move(layer).finish();
}

std::string hidden_line(std::string_view utf8, TextBox const& box, std::string_view font_name, HiddenFont& font) {
  Layer layer(font_name, font);
  layer.add(utf8, box, 0, false);
  return std::move(layer).finish();
}

}  // namespace triforium::renderings
