#include "text/alto/alto.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "base/utf8.h"
#include "text/finish.h"
#include "text/language.h"
#include "text/numbers.h"
#include "text/xml_limits.h"
#include "xml/document.h"

namespace triforium::text {
namespace {

using namespace xml;

// FONTSTYLE and STYLE: "bold", "italics", "subscript", "superscript", "smallcaps", "underline", "strikethrough".
std::uint16_t parse_style(std::string_view words) {
  std::uint16_t style = 0;
  for (auto const word : split(words, ' ')) {
    if (word == "bold") style |= Style::bold;
    if (word == "italics") style |= Style::italic;
    if (word == "underline") style |= Style::underline;
    if (word == "smallcaps") style |= Style::small_caps;
    if (word == "superscript") style |= Style::superscript;
    if (word == "subscript") style |= Style::subscript;
    if (word == "strikethrough") style |= Style::strikethrough;
  }
  return style;
}

std::optional<std::uint8_t> parse_confidence(std::string_view text) {
  auto const value = parse_number(text);
  if (!value || *value < 0 || *value > 1) return {};
  return static_cast<std::uint8_t>(std::lround(*value * 100));
}

Unit parse_unit(std::string_view text) {
  auto const unit = to_lower(trim(text));
  return unit == "mm10" ? Unit::mm10 : unit == "inch1200" ? Unit::inch1200 : Unit::pixel;
}

Size parse_size(pugi::xml_node node) {
  Size const size{parse_coordinate(attribute_of(node, "WIDTH")).value_or(0),
                  parse_coordinate(attribute_of(node, "HEIGHT")).value_or(0)};
  return size.is_empty() ? Size{} : size;
}

// What stands at the head of the file and is referred to by ID.
using StringsById = std::unordered_map<std::string_view, std::string_view>;

StringsById find_referred(pugi::xml_node parent, std::string_view attribute) {
  StringsById found;
  for (auto const node : parent.children())
    if (auto const id = attribute_of(node, "ID"); !id.empty()) found.emplace(id, attribute_of(node, attribute));
  return found;
}

class AltoReader {
 public:
  AltoReader(xml::Document const& xml, Limits const& limits) : xml_(xml), limits_(limits) {
    auto const root = xml.root();
    auto const description = child_of(root, "Description");
    unit_ = parse_unit(child_of(description, "MeasurementUnit").text().get());
    image_name_ = std::string(trim(child_of(child_of(description, "sourceImageInformation"), "fileName").text().get()));
    styles_ = find_referred(child_of(root, "Styles"), "FONTSTYLE");
    tags_ = find_referred(child_of(root, "Tags"), "LABEL");
  }

  Result<Reading> read() {
    auto const layout = child_of(xml_.root(), "Layout");
    if (!layout)
      return fail(ErrorKind::corrupt_source, "line " + std::to_string(xml_.line_of(xml_.root())) +
                                                 ": the ALTO has no Layout; expected Layout with a Page");
    Reading reading;
    for (auto const page : layout.children())
      if (local_name(page) == "Page") reading.pages.push_back(read_page(page));
    if (reading.pages.empty())
      return fail(ErrorKind::corrupt_source,
                  "line " + std::to_string(xml_.line_of(layout)) + ": the Layout has no Page; expected at least one");
    if (pieces_ > limits_.words)
      findings_.add(0, "only the first " + std::to_string(limits_.words) + " words were read");
    reading.findings = findings_.take();
    return reading;
  }

 private:
  PageText read_page(pugi::xml_node node) {
    PageText page{.unit = unit_, .size = parse_size(node), .image_name = image_name_};
    page.language = language_of(node);
    has_spaces_ = find_space(node);
    auto const print_space = child_of(node, "PrintSpace");
    // A margin's text is read too: what a reader sees on the page is text of the page.
    for (auto const area : node.children())
      read_blocks(area, page);
    if (page.size.is_empty()) page.size = whole_page(print_space);
    if (page.size.is_empty())
      note(node, "the Page has no WIDTH and HEIGHT; without them places depend on the resolution of the image");
    drop_empty(page);
    complete_boxes(page);
    check_extent(page, findings_);
    join_hyphenated(page);
    return page;
  }

  // A print space that starts in the corner is as good as the page.
  static Size whole_page(pugi::xml_node print_space) {
    bool const is_at_corner = parse_coordinate(attribute_of(print_space, "HPOS")).value_or(0) == 0 &&
                              parse_coordinate(attribute_of(print_space, "VPOS")).value_or(0) == 0;
    return is_at_corner ? parse_size(print_space) : Size{};
  }

  // Some programs write no SP at all: then every two Strings are apart.
  static bool find_space(pugi::xml_node page) {
    return static_cast<bool>(page.find_node([](pugi::xml_node node) { return local_name(node) == "SP"; }));
  }

  // ComposedBlocks hold blocks, which may be composed again; the depth of the tree is bounded.
  void read_blocks(pugi::xml_node parent, PageText& page) {
    for (auto const node : parent.children()) {
      if (local_name(node) == "TextBlock") {
        page.blocks.push_back(read_block(node));
      } else if (local_name(node) == "ComposedBlock") {
        read_blocks(node, page);
      }
    }
  }

  Block read_block(pugi::xml_node node) {
    Block block{
        .kind = kind_of(node), .box = read_box(node), .polygon = read_shape(node), .language = language_of(node)};
    auto const style = style_of(node);
    for (auto const child : node.children())
      if (local_name(child) == "TextLine" && take_piece()) block.lines.push_back(read_line(child, style));
    return block;
  }

  Line read_line(pugi::xml_node node, std::uint16_t style) {
    Line line{.box = read_box(node), .polygon = read_shape(node), .language = language_of(node)};
    if (auto points = parse_points(attribute_of(node, "BASELINE"), limits_.points)) line.baseline = std::move(*points);
    style |= style_of(node);
    for (auto const child : node.children())
      read_part(child, style, line);
    if (!line.words.empty()) line.words.back().joins_next = false;
    lift_single_string(line);
    return line;
  }

  void read_part(pugi::xml_node node, std::uint16_t style, Line& line) {
    auto const name = local_name(node);
    if (name == "String" && take_piece()) {
      add_word(read_word(node, style), line);
    } else if (name == "SP" && !line.words.empty()) {
      line.words.back().joins_next = false;
    } else if (name == "HYP" && !line.words.empty()) {
      add_hyphen(attribute_of(node, "CONTENT"), line.words.back());
    }
  }

  void add_word(Word word, Line& line) const {
    if (word.text.empty()) return;
    word.joins_next = has_spaces_;  // until a SP follows
    line.words.push_back(std::move(word));
  }

  static void add_hyphen(std::string_view hyphen, Word& word) {
    if (!hyphen.empty() && hyphen.size() <= 8 && !word.text.ends_with(hyphen)) word.text += hyphen;
  }

  // Programs that recognise whole lines (kraken, eScriptorium) put each into one String.
  static void lift_single_string(Line& line) {
    if (line.words.size() != 1 || line.words[0].text.find(' ') == std::string::npos) return;
    auto& word = line.words[0];
    line.text = std::move(word.text);
    line.confidence = word.confidence;
    if (line.polygon.empty()) line.polygon = std::move(word.polygon);
    if (line.box.is_empty()) line.box = word.box;
    line.words.clear();
  }

  Word read_word(pugi::xml_node node, std::uint16_t style) {
    Word word{
        .text = with_single_spaces(attribute_of(node, "CONTENT")), .box = read_box(node), .polygon = read_shape(node)};
    word.confidence = parse_confidence(attribute_of(node, "WC"));
    word.language = language_of(node);
    word.style = static_cast<std::uint16_t>(style | style_of(node) | parse_style(attribute_of(node, "STYLE")));
    read_hyphenation(node, word);
    for (auto const child : node.children())
      if (local_name(child) == "ALTERNATIVE" && word.alternatives.size() < 16)
        word.alternatives.push_back(with_single_spaces(child.text().get()));
    return word;
  }

  // "SUBS_TYPE: Type of the substitution (if any)." – HypPart1, HypPart2, Abbreviation.
  // "SUBS_CONTENT: Content of the substitution."
  static void read_hyphenation(pugi::xml_node node, Word& word) {
    auto const type = attribute_of(node, "SUBS_TYPE");
    auto whole = with_single_spaces(attribute_of(node, "SUBS_CONTENT"));
    if (whole.empty()) return;
    if (type == "HypPart1") word.hyphenation = Hyphenation::first;
    if (type == "HypPart2") word.hyphenation = Hyphenation::second;
    if (word.hyphenation == Hyphenation::none) {
      word.alternatives.push_back(std::move(whole));
    } else {
      word.whole = std::move(whole);
    }
  }

  Box read_box(pugi::xml_node node) {
    auto const left = parse_number(attribute_of(node, "HPOS"));
    auto const top = parse_number(attribute_of(node, "VPOS"));
    auto const width = parse_number(attribute_of(node, "WIDTH"));
    auto const height = parse_number(attribute_of(node, "HEIGHT"));
    if (!left || !top || !width || !height) {
      if (has_attribute(node, "HPOS")) note(node, "HPOS, VPOS, WIDTH and HEIGHT are not four numbers");
      return {};
    }
    constexpr double kLimit = 16'777'216;
    if (std::max({std::abs(*left), std::abs(*top), std::abs(*left + *width), std::abs(*top + *height)}) > kLimit)
      return {};
    auto const whole = [](double value) { return static_cast<std::int32_t>(std::floor(value + 0.5)); };
    Box const box{whole(*left), whole(*top), whole(*left + *width) - whole(*left), whole(*top + *height) - whole(*top)};
    return box.is_empty() ? Box{} : box;
  }

  Polygon read_shape(pugi::xml_node node) {
    auto const shape = child_of(child_of(node, "Shape"), "Polygon");
    if (!shape) return {};
    auto points = parse_points(attribute_of(shape, "POINTS"), limits_.points);
    if (!points) note(shape, "POINTS is no list of pairs of numbers");
    return std::move(points).value_or(Polygon{});
  }

  // "language" in versions 1 and 2, LANG since 2.1.
  static std::string language_of(pugi::xml_node node) {
    auto const language = attribute_of(node, "LANG");
    return to_bcp47(language.empty() ? attribute_of(node, "language") : language);
  }

  std::string kind_of(pugi::xml_node node) const {
    for (auto const id : split(attribute_of(node, "TAGREFS"), ' '))
      if (auto const tag = tags_.find(id); tag != tags_.end()) return std::string(tag->second);
    return std::string(attribute_of(node, "TYPE"));
  }

  std::uint16_t style_of(pugi::xml_node node) const {
    std::uint16_t style = 0;
    for (auto const id : split(attribute_of(node, "STYLEREFS"), ' '))
      if (auto const found = styles_.find(id); found != styles_.end()) style |= parse_style(found->second);
    return style;
  }

  bool take_piece() { return ++pieces_ <= limits_.words; }
  void note(pugi::xml_node node, std::string message) {
    if (!findings_.is_full()) findings_.add(xml_.line_of(node), std::move(message));
  }

  xml::Document const& xml_;
  Limits const& limits_;
  Unit unit_ = Unit::pixel;
  std::string image_name_;
  StringsById styles_;
  StringsById tags_;
  bool has_spaces_ = false;
  std::size_t pieces_ = 0;
  Findings findings_;
};

}  // namespace

Result<Reading> read_alto(ByteView bytes, Limits const& limits) {
  TRIFORIUM_TRY(auto const xml, xml::Document::parse(as_text(bytes), xml_limits(limits)));
  if (local_name(xml.root()) != "alto")
    return fail(ErrorKind::corrupt_source, "line " + std::to_string(xml.line_of(xml.root())) +
                                               ": the root element is " + quoted(xml.root().name()) +
                                               "; expected “alto”");
  return AltoReader(xml, limits).read();
}

}  // namespace triforium::text
