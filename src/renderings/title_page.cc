#include "renderings/title_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"
#include "codecs/vips/vips_library.h"

namespace triforium::renderings {
namespace {

constexpr int kDotsPerInch = 150;
constexpr double kPointsPerInch = 72;
constexpr int kMargin = 110;                       // dots
constexpr int kGap = 14;                           // dots between paragraphs
constexpr double kTitleSize = 18, kLineSize = 10;  // points

double points_of(int dots) {
  return dots * kPointsPerInch / kDotsPerInch;
}
int dots_of(double points) {
  return static_cast<int>(points * kDotsPerInch / kPointsPerInch);
}

// A paragraph as it will be drawn.
struct Paragraph {
  codecs::vips::ImageHandle picture;  // null: there is nothing to be seen of it
  std::string text;
  std::string link;

  int height() const { return picture ? vips_image_get_height(picture.get()) + kGap : 0; }
};

// A title that fills the page leaves no room for what has to stand there.
std::string shortened(std::string_view title) {
  constexpr std::size_t kLongest = 400;
  if (title.size() <= kLongest) return std::string(title);
  return with_valid_utf8(title.substr(0, title.rfind(' ', kLongest))) + " …";
}

struct Wording {
  std::string markup, text, link;
  double size = kLineSize;
};

Wording wording_of(BookLine const& line) {
  auto const value = with_valid_utf8(line.value), label = with_valid_utf8(line.label);
  if (label.empty()) return {escape_html(value), value, line.link};
  return {fmt::format("<b>{}:</b> {}", escape_html(label), escape_html(value)), fmt::format("{}: {}", label, value),
          line.link};
}

Result<Paragraph> blocking_draw(Wording const& wording, int width) {
  VipsImage* drawn = nullptr;
  auto const font = fmt::format("sans {}", wording.size);
  auto const status = vips_text(&drawn, wording.markup.c_str(), "font", font.c_str(), "width", width, "dpi",
                                kDotsPerInch, "wrap", VIPS_TEXT_WRAP_WORD_CHAR, nullptr);
  if (status != 0) return fail(ErrorKind::internal, "A title page cannot be drawn here.", codecs::vips::take_message());
  codecs::vips::ImageHandle const handle(drawn);
  // Drawn now, not when it is looked at.
  Paragraph made{codecs::vips::ImageHandle(vips_image_copy_memory(handle.get())), wording.text, wording.link};
  if (!made.picture) return fail(ErrorKind::busy, "The server has no memory left for this request.");
  return made;
}

class Sheet {
 public:
  Sheet() {
    page_.size = {dots_of(page_.width), dots_of(page_.height)};
    page_.gray.assign(static_cast<std::size_t>(page_.size.area()), 255);
  }

  int text_width() const { return static_cast<int>(page_.size.width) - 2 * kMargin; }
  int room() const { return static_cast<int>(page_.size.height) - kMargin - next_; }

  void put(Paragraph const& paragraph) {
    if (!paragraph.picture) return;
    auto const* const picture = paragraph.picture.get();
    auto const width = std::min(vips_image_get_width(picture), text_width());
    auto const height = std::min(vips_image_get_height(picture), room());
    for (int y = 0; y < height; ++y)
      put_row(VIPS_IMAGE_ADDR(picture, 0, y), width, next_ + y);
    if (height > 0) {
      page_.words.push_back(
          {paragraph.text,
           {points_of(kMargin), page_.height - points_of(next_ + height), points_of(width), points_of(height)},
           paragraph.link});
    }
    next_ += paragraph.height();
  }
  void skip(int dots) { next_ += dots; }
  TitlePage finish() && { return std::move(page_); }

 private:
  // Ink where the mask says so.
  void put_row(VipsPel const* mask, int width, int y) {
    auto* const row = page_.gray.data() + static_cast<std::ptrdiff_t>(y * page_.size.width) + kMargin;
    for (int x = 0; x < width; ++x)
      row[x] = static_cast<std::uint8_t>(255 - mask[x]);
  }

  TitlePage page_;
  int next_ = kMargin;  // dots from the top
};

}  // namespace

Result<TitlePage> blocking_draw_title_page(Book const& book, std::vector<BookLine> const& lines) {
  TRIFORIUM_CHECK(codecs::vips::start());
  Sheet sheet;
  auto title = wording_of({"", shortened(book.title), ""});
  title.size = kTitleSize;
  std::vector<Paragraph> last;
  int needed = 0;
  for (auto const& line : lines) {
    TRIFORIUM_TRY(auto paragraph, blocking_draw(wording_of(line), sheet.text_width()));
    needed += paragraph.height();
    last.push_back(std::move(paragraph));
  }
  if (!title.text.empty()) {
    TRIFORIUM_TRY(auto const paragraph, blocking_draw(title, sheet.text_width()));
    sheet.put(paragraph);
    sheet.skip(2 * kGap);
  }
  for (auto const& line : book.lines) {
    TRIFORIUM_TRY(auto const paragraph, blocking_draw(wording_of(line), sheet.text_width()));
    if (paragraph.height() + needed > sheet.room()) break;
    sheet.put(paragraph);
  }
  sheet.skip(kGap);
  for (auto const& paragraph : last)
    sheet.put(paragraph);
  return std::move(sheet).finish();
}

}  // namespace triforium::renderings
