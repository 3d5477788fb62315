#include "text/pdf/bbox_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "text/finish.h"
#include "text/numbers.h"
#include "text/xml_limits.h"
#include "xml/document.h"

namespace triforium::text {
namespace {

using namespace xml;

constexpr double kParts = 100;  // of a point

std::int32_t parts(pugi::xml_node node, std::string_view attribute) {
  auto const value = parse_number(attribute_of(node, attribute)).value_or(0) * kParts;
  return static_cast<std::int32_t>(std::lround(std::clamp(value, -16'777'216.0, 16'777'216.0)));
}

Box box_of(pugi::xml_node node) {
  auto const x = parts(node, "xMin"), y = parts(node, "yMin");
  return {x, y, parts(node, "xMax") - x, parts(node, "yMax") - y};
}

class Reader {
 public:
  explicit Reader(Limits const& limits) : left_(limits.words) {}

  Block read_block(pugi::xml_node node) {
    Block block{.box = box_of(node)};
    for (auto const child : node.children())
      if (local_name(child) == "line") block.lines.push_back(read_line(child));
    return block;
  }

 private:
  Line read_line(pugi::xml_node node) {
    Line line{.box = box_of(node)};
    for (auto const child : node.children()) {
      if (local_name(child) != "word" || left_ == 0) continue;
      --left_;
      Word word{.text = child.text().get(), .box = box_of(child)};
      if (!word.text.empty()) line.words.push_back(std::move(word));
    }
    return line;
  }

  std::size_t left_;
};

}  // namespace

Result<PageText> read_bbox_layout(ByteView bytes, bool is_turned, Limits const& limits) {
  TRIFORIUM_TRY(auto const xml, xml::Document::parse(as_text(bytes), xml_limits(limits)));
  auto const node = child_of(child_of(child_of(xml.root(), "body"), "doc"), "page");
  if (!node) return fail(ErrorKind::corrupt_source, "there is no page; expected html with body, doc and page");
  PageText page{.size = {parts(node, "width"), parts(node, "height")}};
  if (is_turned) std::swap(page.size.width, page.size.height);
  if (page.size.is_empty()) page.size = {};
  Reader reader(limits);
  for (auto const flow : node.children())
    for (auto const block : flow.children())
      if (local_name(block) == "block") page.blocks.push_back(reader.read_block(block));
  drop_empty(page);
  complete_boxes(page);
  join_hyphenated(page);
  return page;
}

}  // namespace triforium::text
