#include "text/page_xml/page_xml.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

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

struct TextEquiv {
  long index = LONG_MAX;
  std::string text = {};
  std::optional<std::uint8_t> confidence = {};
};

std::uint16_t style_of(pugi::xml_node node) {
  auto const style = child_of(node, "TextStyle");
  std::pair<std::string_view, Style> const names[] = {{"bold", Style::bold},
                                                      {"italic", Style::italic},
                                                      {"underlined", Style::underline},
                                                      {"smallCaps", Style::small_caps},
                                                      {"superscript", Style::superscript},
                                                      {"subscript", Style::subscript},
                                                      {"strikethrough", Style::strikethrough}};
  std::uint16_t bits = 0;
  for (auto const& [name, bit] : names)
    if (attribute_of(style, name) == "true") bits |= bit;
  return bits;
}

std::string language_of(pugi::xml_node node) {
  auto const language = attribute_of(node, "language");
  return to_bcp47(language.empty() ? attribute_of(node, "primaryLanguage") : language);
}

// custom="readingOrder {index:0;} structure {type:heading;}": the value of `key` within `group`.
std::string_view custom_value(pugi::xml_node node, std::string_view group, std::string_view key) {
  auto text = attribute_of(node, "custom");
  auto const at = text.find(group);
  if (at == std::string_view::npos) return {};
  text = text.substr(at, text.find('}', at) - at);
  auto const found = text.find(std::string(key) + ":");
  if (found == std::string_view::npos) return {};
  auto const value = text.substr(found + key.size() + 1);
  return trim(value.substr(0, value.find(';')));
}

std::string kind_of(pugi::xml_node node) {
  auto const structure = custom_value(node, "structure", "type");
  if (!structure.empty()) return std::string(structure);
  auto const type = attribute_of(node, "type");
  return std::string(type.empty() && local_name(node) == "TextRegion" ? "paragraph" : type);
}

class PageXmlReader {
 public:
  PageXmlReader(xml::Document const& xml, Limits const& limits) : xml_(xml), limits_(limits) {}

  Result<Reading> read() {
    auto const node = child_of(xml_.root(), "Page");
    if (!node)
      return fail(ErrorKind::corrupt_source,
                  "line " + std::to_string(xml_.line_of(xml_.root())) + ": PcGts has no Page; expected one");
    auto page = read_page(node);
    if (pieces_ > limits_.words)
      findings_.add(0, "only the first " + std::to_string(limits_.words) + " words were read");
    return Reading{{std::move(page)}, findings_.take()};
  }

 private:
  PageText read_page(pugi::xml_node node) {
    PageText page{.image_name = std::string(attribute_of(node, "imageFilename")), .language = language_of(node)};
    page.size = {parse_coordinate(attribute_of(node, "imageWidth")).value_or(0),
                 parse_coordinate(attribute_of(node, "imageHeight")).value_or(0)};
    if (page.size.is_empty()) {
      page.size = {};
      note(node, "imageWidth and imageHeight are not two numbers above 0; places are taken as pixels");
    }
    read_order(child_of(node, "ReadingOrder"));
    read_regions(node);
    std::stable_sort(regions_.begin(), regions_.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    for (auto& [place, block] : regions_)
      page.blocks.push_back(std::move(block));
    drop_empty(page);
    complete_boxes(page);
    check_extent(page, findings_);
    join_hyphenated(page);
    return page;
  }

  // OrderedGroup, UnorderedGroup and their Indexed forms hold references and groups again. What counts among siblings
  // is @index, where there is one.
  void read_order(pugi::xml_node group) {
    std::vector<std::pair<long, pugi::xml_node>> children;
    for (auto const child : group.children())
      children.emplace_back(std::lround(std::clamp(parse_number(attribute_of(child, "index")).value_or(1e6), 0.0, 1e6)),
                            child);
    std::stable_sort(children.begin(), children.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    for (auto const& [index, child] : children) {
      if (auto const region = attribute_of(child, "regionRef"); !region.empty()) order_.emplace(region, order_.size());
      read_order(child);
    }
  }

  // Table, image and other regions may hold text regions; the depth of the tree is bounded.
  void read_regions(pugi::xml_node parent) {
    for (auto const node : parent.children()) {
      auto const name = local_name(node);
      if (!name.ends_with("Region")) continue;
      if (name == "TextRegion" && take_piece()) regions_.emplace_back(place_of(node), read_region(node));
      read_regions(node);
    }
  }

  std::size_t place_of(pugi::xml_node region) const {
    if (auto const found = order_.find(attribute_of(region, "id")); found != order_.end()) return found->second;
    if (!order_.empty()) return limits_.elements;
    auto const index = parse_number(custom_value(region, "readingOrder", "index"));
    return index && *index >= 0 && *index < 1e6 ? static_cast<std::size_t>(*index) : limits_.elements;
  }

  Block read_region(pugi::xml_node node) {
    Block block{.kind = kind_of(node), .polygon = read_coords(node), .language = language_of(node)};
    block.box = bounding_box(block.polygon);
    auto const style = style_of(node);
    for (auto const child : node.children())
      if (local_name(child) == "TextLine" && take_piece()) block.lines.push_back(read_line(child, style));
    bool const has_text = std::any_of(block.lines.begin(), block.lines.end(),
                                      [](Line const& line) { return !line.words.empty() || !line.text.empty(); });
    if (!has_text) add_text_of_region(node, block);
    return block;
  }

  // Text that is known for the region only: its lines have no places of their own.
  void add_text_of_region(pugi::xml_node node, Block& block) {
    auto const equivs = read_equivs(node, false);
    if (equivs.empty()) return;
    for (auto const part : split(equivs[0].text, '\n'))
      if (auto text = with_single_spaces(part); !text.empty() && take_piece())
        block.lines.push_back({.text = std::move(text), .box = block.box, .confidence = equivs[0].confidence});
  }

  Line read_line(pugi::xml_node node, std::uint16_t style) {
    Line line{.polygon = read_coords(node), .language = language_of(node)};
    line.box = bounding_box(line.polygon);
    if (auto points = parse_points(attribute_of(child_of(node, "Baseline"), "points"), limits_.points))
      line.baseline = std::move(*points);
    style |= style_of(node);
    for (auto const child : node.children()) {
      if (local_name(child) != "Word" || !take_piece()) continue;
      if (auto word = read_word(child, style); !word.text.empty()) line.words.push_back(std::move(word));
    }
    if (auto equivs = read_equivs(node, true); !equivs.empty()) {
      line.confidence = equivs[0].confidence;
      if (equivs[0].text != text_of(line)) line.text = std::move(equivs[0].text);
    }
    return line;
  }

  Word read_word(pugi::xml_node node, std::uint16_t style) {
    Word word{.polygon = read_coords(node), .language = language_of(node)};
    word.box = bounding_box(word.polygon);
    word.style = static_cast<std::uint16_t>(style | style_of(node));
    auto equivs = read_equivs(node, true);
    if (equivs.empty()) return word;
    word.text = std::move(equivs[0].text);
    word.confidence = equivs[0].confidence;
    for (std::size_t i = 1; i < equivs.size() && i <= 16; ++i)
      word.alternatives.push_back(std::move(equivs[i].text));
    return word;
  }

  // "index: Used for sort order in case multiple TextEquivs are defined. The text content with the lowest index should
  //  be interpreted as the main text content."
  static std::vector<TextEquiv> read_equivs(pugi::xml_node parent, bool on_one_line) {
    std::vector<TextEquiv> equivs;
    for (auto const node : parent.children()) {
      if (local_name(node) != "TextEquiv") continue;
      auto const unicode = child_of(node, "Unicode");
      std::string_view const raw = (unicode ? unicode : child_of(node, "PlainText")).text().get();
      auto text = on_one_line ? with_single_spaces(raw) : std::string(raw);
      if (text.empty()) continue;
      auto const index = parse_number(attribute_of(node, "index"));
      auto const confidence = parse_number(attribute_of(node, "conf"));
      TextEquiv equiv{.text = std::move(text)};
      if (index && std::abs(*index) < 1e6) equiv.index = std::lround(*index);
      if (confidence && *confidence >= 0 && *confidence <= 1)
        equiv.confidence = static_cast<std::uint8_t>(std::lround(*confidence * 100));
      equivs.push_back(std::move(equiv));
    }
    std::stable_sort(equivs.begin(), equivs.end(), [](auto const& a, auto const& b) { return a.index < b.index; });
    return equivs;
  }

  Polygon read_coords(pugi::xml_node node) {
    auto const coords = child_of(node, "Coords");
    if (!coords) return {};
    if (!has_attribute(coords, "points")) return read_point_elements(coords);
    auto points = parse_points(attribute_of(coords, "points"), limits_.points);
    if (!points) note(coords, "points is no list of pairs of numbers");
    return std::move(points).value_or(Polygon{});
  }

  // Until 2010 every point was an element: <Point x="1" y="2"/>.
  Polygon read_point_elements(pugi::xml_node coords) const {
    Polygon polygon;
    for (auto const node : coords.children()) {
      auto const x = parse_coordinate(attribute_of(node, "x"));
      auto const y = parse_coordinate(attribute_of(node, "y"));
      if (x && y && polygon.size() < limits_.points) polygon.push_back({*x, *y});
    }
    return polygon;
  }

  bool take_piece() { return ++pieces_ <= limits_.words; }
  void note(pugi::xml_node node, std::string message) {
    if (!findings_.is_full()) findings_.add(xml_.line_of(node), std::move(message));
  }

  xml::Document const& xml_;
  Limits const& limits_;
  std::unordered_map<std::string_view, std::size_t> order_;
  std::vector<std::pair<std::size_t, Block>> regions_ = {};
  std::size_t pieces_ = 0;
  Findings findings_;
};

}  // namespace

Result<Reading> read_page_xml(ByteView bytes, Limits const& limits) {
  TRIFORIUM_TRY(auto const xml, xml::Document::parse(as_text(bytes), xml_limits(limits)));
  if (local_name(xml.root()) != "PcGts")
    return fail(ErrorKind::corrupt_source, "line " + std::to_string(xml.line_of(xml.root())) +
                                               ": the root element is " + quoted(xml.root().name()) +
                                               "; expected “PcGts”");
  return PageXmlReader(xml, limits).read();
}

}  // namespace triforium::text
