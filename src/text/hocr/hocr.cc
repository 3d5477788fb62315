#include "text/hocr/hocr.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "base/utf8.h"
#include "text/finish.h"
#include "text/hocr/tag_soup.h"
#include "text/language.h"
#include "text/numbers.h"

namespace triforium::text {
namespace {

enum class Role { none, page, block, line, word, character, strong, emphasis };

struct RoleOfClass {
  std::string_view name;
  Role role;
};
// https://kba.github.io/hocr-spec/1.2/#typesetting-related-elements and what engines add.
constexpr RoleOfClass kRoles[] = {
    {"ocr_page", Role::page},    {"ocr_carea", Role::block},      {"ocrx_block", Role::block},
    {"ocr_block", Role::block},  {"ocr_par", Role::block},        {"ocr_line", Role::line},
    {"ocrx_line", Role::line},   {"ocr_header", Role::line},      {"ocr_footer", Role::line},
    {"ocr_caption", Role::line}, {"ocr_textfloat", Role::line},   {"ocrx_word", Role::word},
    {"ocr_word", Role::word},    {"ocrx_cinfo", Role::character}, {"ocr_cinfo", Role::character}};

Role role_of(Token const& token) {
  for (auto const name : split(token.attribute("class"), ' '))
    for (auto const& row : kRoles)
      if (row.name == name) return row.role;
  if (equals_ignoring_case(token.name, "strong") || equals_ignoring_case(token.name, "b")) return Role::strong;
  if (equals_ignoring_case(token.name, "em") || equals_ignoring_case(token.name, "i")) return Role::emphasis;
  return Role::none;
}

// "title = property {; property}", a property being its name and values with spaces between.
std::string_view find_property(std::string_view title, std::string_view name) {
  for (auto const part : split(title, ';')) {
    auto const property = trim(part);
    if (property.starts_with(name) && property.size() > name.size() && property[name.size()] == ' ')
      return trim(property.substr(name.size()));
  }
  return {};
}

// "bbox x0 y0 x1 y1": the upper-left and the lower-right corner.
std::optional<Box> parse_bbox(std::string_view value) {
  auto const corners = parse_points(value, 2);
  if (!corners || corners->size() != 2) return {};
  auto const [a, b] = std::pair((*corners)[0], (*corners)[1]);
  Box const box{a.x, a.y, b.x - a.x, b.y - a.y};
  return box.is_empty() ? Box{} : box;
}

// x_wconf by the specification and Tesseract, x_conf by ABBYY's converters.
std::optional<std::uint8_t> parse_confidence(std::string_view title) {
  auto value = find_property(title, "x_wconf");
  if (value.empty()) value = find_property(title, "x_conf");
  auto const number = parse_number(value.substr(0, value.find(' ')));
  if (!number || *number < 0 || *number > 100) return {};
  return static_cast<std::uint8_t>(std::lround(*number));
}

std::string without_quotes(std::string_view text) {
  bool const is_quoted =
      text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  if (is_quoted) text = text.substr(1, text.size() - 2);
  return std::string(text);
}

class HocrReader {
 public:
  HocrReader(std::string_view html, Limits const& limits) : html_(html), limits_(limits) {}

  Result<Reading> read() {
    TagSoup soup(html_);
    for (Token token; soup.next(token);)
      take(token);
    while (!open_.empty())
      close_last();
    if (!has_ocr_)
      return fail(ErrorKind::corrupt_source, "no element is of class ocr_page, ocr_line or ocrx_word; expected hOCR");
    if (pages_.empty()) pages_.emplace_back();
    for (auto& page : pages_)
      finish(page);
    if (pieces_ > limits_.words)
      findings_.add(0, "only the first " + std::to_string(limits_.words) + " words were read");
    return Reading{std::move(pages_), findings_.take()};
  }

 private:
  struct Open {
    std::string_view name;
    Role role;
  };

  void take(Token const& token) {
    if (token.kind == Token::Kind::text) {
      take_text(token.text);
    } else if (token.kind == Token::Kind::end) {
      close(token.name);
    } else {
      open(token);
    }
  }

  void take_text(std::string_view text) {
    if (word_) {
      word_->text += text;
    } else if (line_ && line_->words.empty()) {
      line_->text += text;  // engines that know no words
    }
  }

  void open(Token const& token) {
    auto const role = role_of(token);
    begin(role, token);
    if (token.is_closed) {
      end(role);
    } else if (open_.size() < limits_.depth) {
      open_.push_back({token.name, role});
    } else if (role != Role::none) {
      findings_.add(line_of(token), "elements are nested deeper than " + std::to_string(limits_.depth));
      end(role);
    }
  }

  // A tag that closes nothing open is passed over; one that closes an outer element closes what is in it.
  void close(std::string_view name) {
    auto const found = std::find_if(open_.rbegin(), open_.rend(),
                                    [&](Open const& open) { return equals_ignoring_case(open.name, name); });
    if (found == open_.rend()) return;
    auto const keep = static_cast<std::size_t>(open_.rend() - found) - 1;
    while (open_.size() > keep)
      close_last();
  }

  void close_last() {
    auto const role = open_.back().role;
    open_.pop_back();
    end(role);
  }

  void begin(Role role, Token const& token) {
    has_ocr_ |= role == Role::page || role == Role::line || role == Role::word;
    switch (role) {
      case Role::page:
        return begin_page(token);
      case Role::block:
        return begin_block(token);
      case Role::line:
        return begin_line(token);
      case Role::word:
        return begin_word(token);
      case Role::character:
        has_characters_ = true;
        return;
      case Role::strong:
        style_ |= Style::bold;
        break;
      case Role::emphasis:
        style_ |= Style::italic;
        break;
      case Role::none:
        break;
    }
    if (word_) word_->style |= style_;
  }

  void end(Role role) {
    if (role == Role::word) end_word();
    if (role == Role::line) end_line();
    if (role == Role::page) end_line();
    if (role == Role::strong) style_ &= static_cast<std::uint16_t>(~Style::bold);
    if (role == Role::emphasis) style_ &= static_cast<std::uint16_t>(~Style::italic);
  }

  void begin_page(Token const& token) {
    end_line();
    if (!take_piece()) return;
    auto const title = token.attribute("title");
    auto const box = box_of(token);
    PageText page{.size = {box.x + box.width, box.y + box.height}, .language = language_of(token)};
    if (page.size.is_empty()) page.size = {};
    page.image_name = without_quotes(find_property(title, "image"));
    if (page.image_name.empty()) page.image_name = without_quotes(find_property(title, "x_source"));
    pages_.push_back(std::move(page));
  }

  // Areas hold paragraphs: the innermost that has lines is the block; those without are dropped at the end.
  void begin_block(Token const& token) {
    end_line();
    if (!take_piece()) return;
    Block block{.box = box_of(token), .language = language_of(token)};
    if (block.language.empty() && !page().blocks.empty() && page().blocks.back().lines.empty())
      block.language = page().blocks.back().language;
    if (token.attribute("class").find("ocr_par") != std::string_view::npos) block.kind = "paragraph";
    page().blocks.push_back(std::move(block));
  }

  void begin_line(Token const& token) {
    end_line();
    auto const title = token.attribute("title");
    line_ = Line{.box = box_of(token), .confidence = parse_confidence(title), .language = language_of(token)};
    auto const angle = parse_number(find_property(title, "textangle"));
    if (angle && std::abs(*angle) <= 360) line_->angle = static_cast<std::int32_t>(std::lround(*angle * 100));
  }

  void begin_word(Token const& token) {
    end_word();
    if (!line_) line_.emplace();  // words that stand on no line
    auto const title = token.attribute("title");
    word_ = Word{.box = box_of(token), .confidence = parse_confidence(title), .language = language_of(token)};
    word_->style = style_;
    has_characters_ = false;
  }

  void end_word() {
    if (!word_) return;
    auto text = with_single_spaces(word_->text);
    if (has_characters_) std::erase(text, ' ');  // the white space between elements for single characters
    // "&nbsp;" fills words in which nothing was found.
    if (!text.empty() && text != "\u00A0" && line_ && take_piece()) {
      word_->text = std::move(text);
      line_->text.clear();
      line_->words.push_back(std::move(*word_));
    }
    word_.reset();
  }

  void end_line() {
    end_word();
    if (!line_) return;
    line_->text = line_->words.empty() ? with_single_spaces(line_->text) : std::string();
    if ((!line_->words.empty() || !line_->text.empty()) && take_piece()) {
      if (page().blocks.empty()) page().blocks.emplace_back();
      page().blocks.back().lines.push_back(std::move(*line_));
    }
    line_.reset();
  }

  void finish(PageText& page) {
    drop_empty(page);
    complete_boxes(page);
    check_extent(page, findings_);
    join_hyphenated(page);
  }

  PageText& page() {
    if (pages_.empty()) pages_.emplace_back();
    return pages_.back();
  }

  Box box_of(Token const& token) {
    auto const value = find_property(token.attribute("title"), "bbox");
    if (value.empty()) return {};
    auto const box = parse_bbox(value);
    if (!box) findings_.add(line_of(token), "bbox " + quoted(value) + " is not four numbers");
    return box.value_or(Box{});
  }

  static std::string language_of(Token const& token) {
    auto language = token.attribute("lang");
    if (language.empty()) language = token.attribute("xml:lang");
    if (language.empty()) language = find_property(token.attribute("title"), "ocrp_lang");
    return to_bcp47(language);
  }

  std::size_t line_of(Token const& token) const {
    if (findings_.is_full()) return 0;
    auto const end = html_.begin() + static_cast<std::ptrdiff_t>(token.offset);
    return 1 + static_cast<std::size_t>(std::count(html_.begin(), end, '\n'));
  }

  bool take_piece() { return ++pieces_ <= limits_.words; }

  std::string_view html_;
  Limits const& limits_;
  std::vector<Open> open_;
  std::vector<PageText> pages_;
  std::optional<Line> line_;
  std::optional<Word> word_;
  std::uint16_t style_ = 0;
  bool has_characters_ = false;
  bool has_ocr_ = false;
  std::size_t pieces_ = 0;
  Findings findings_;
};

}  // namespace

Result<Reading> read_hocr(ByteView bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large, "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                                          std::to_string(limits.bytes) + " are read");
  bool const is_latin =
      to_lower(as_text(bytes.first(std::min<std::size_t>(bytes.size(), 1000)))).find("iso-8859-1") != std::string::npos;
  auto const html = decode_text(bytes, is_latin ? "iso-8859-1" : "");
  return HocrReader(html, limits).read();
}

}  // namespace triforium::text
