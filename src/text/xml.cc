#include "text/xml.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "text/utf8.h"

namespace triforium::text {
namespace {

std::size_t line_at(std::string_view text, std::size_t offset) {
  auto const end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

// Reads only tags, to know the depth and the number of nodes before pugixml allocates them: its tree is taken down by
// recursion.
class ShapeCheck {
 public:
  ShapeCheck(std::string_view text, Limits const& limits) : text_(text), limits_(limits) {}

  Result<void> run() {
    while ((at_ = text_.find('<', at_)) != std::string_view::npos) {
      auto const rest = text_.substr(at_);
      if (rest.starts_with("<!--")) {
        skip_past("-->");
      } else if (rest.starts_with("<![CDATA[")) {
        skip_past("]]>");
      } else if (rest.starts_with("<?")) {
        skip_past("?>");
      } else if (rest.starts_with("<!")) {
        TRIFORIUM_CHECK(document_type());
      } else {
        TRIFORIUM_CHECK(tag());
      }
    }
    return {};
  }

 private:
  void skip_past(std::string_view end) {
    auto const found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  Result<void> document_type() {
    auto const end = text_.find_first_of("[>", at_);
    if (end != std::string_view::npos && text_[end] == '[')
      return fail(ErrorKind::corrupt_source, "line " + std::to_string(line_at(text_, at_)) +
                                                 ": the document type has an internal subset, which is not read");
    at_ = std::min(end, text_.size());
    return {};
  }

  Result<void> tag() {
    bool const is_end = text_.substr(at_).starts_with("</");
    bool const is_empty = pass_tag();
    if (is_end) {
      depth_ -= depth_ > 0;
      return {};
    }
    depth_ += !is_empty;
    if (++elements_ > limits_.elements || attributes_ > limits_.attributes)
      return fail(ErrorKind::too_large, "the XML has more than " + std::to_string(limits_.elements) + " elements or " +
                                            std::to_string(limits_.attributes) + " attributes");
    if (depth_ > limits_.depth)
      return fail(ErrorKind::too_large, "line " + std::to_string(line_at(text_, at_)) +
                                            ": elements are nested deeper than " + std::to_string(limits_.depth));
    return {};
  }

  // To the end of the tag, over quoted values; whether it ends with "/>".
  bool pass_tag() {
    for (++at_; at_ < text_.size() && text_[at_] != '>'; ++at_) {
      attributes_ += text_[at_] == '=';
      if (text_[at_] == '"' || text_[at_] == '\'') at_ = std::min(text_.find(text_[at_], at_ + 1), text_.size() - 1);
    }
    return at_ < text_.size() && text_[at_ - 1] == '/';
  }

  std::string_view text_;
  Limits const& limits_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t elements_ = 0;
  std::size_t attributes_ = 0;
};

std::string declared_encoding(ByteView bytes) {
  auto const head = as_text(bytes.first(std::min<std::size_t>(bytes.size(), 200)));
  auto const at = head.find("encoding=");
  if (!head.starts_with("<?xml") || at == std::string_view::npos || at + 10 >= head.size()) return {};
  auto const value = head.substr(at + 10);
  return to_lower(value.substr(0, value.find(head[at + 9])));
}

bool is_separator(char c) {
  return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r' || c == ';';
}

// The next number and what follows it; `text` is not empty and starts with no separator.
std::optional<std::int32_t> take_coordinate(std::string_view& text) {
  auto const end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), is_separator) - text.begin());
  auto const value = parse_coordinate(text.substr(0, end));
  text.remove_prefix(end);
  return value;
}

void skip_separators(std::string_view& text) {
  while (!text.empty() && is_separator(text.front()))
    text.remove_prefix(1);
}

}  // namespace

std::size_t XmlDocument::line_of(pugi::xml_node node) const {
  auto const offset = node.offset_debug();
  return offset < 0 ? 0 : line_at(text_, static_cast<std::size_t>(offset));
}

Result<XmlDocument> parse_xml(ByteView bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large, "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                                          std::to_string(limits.bytes) + " are read");
  XmlDocument xml;
  xml.text_ = decode_text(bytes, declared_encoding(bytes));
  TRIFORIUM_CHECK(ShapeCheck(xml.text_, limits).run());
  auto const parsed =
      xml.document_.load_buffer(xml.text_.data(), xml.text_.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed)
    return fail(
        ErrorKind::corrupt_source,
        "line " +
            std::to_string(line_at(xml.text_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)))) +
            ": the XML is not well-formed: " + parsed.description());
  return xml;
}

std::string_view local_name(pugi::xml_node node) {
  std::string_view const name = node.name();
  auto const colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node find_child(pugi::xml_node node, std::string_view name) {
  return node.find_child([&](pugi::xml_node child) { return local_name(child) == name; });
}

pugi::xml_attribute find_attribute(pugi::xml_node node, std::string_view name) {
  return node.find_attribute([&](pugi::xml_attribute attribute) {
    std::string_view const whole = attribute.name();
    auto const colon = whole.find(':');
    return (colon == std::string_view::npos ? whole : whole.substr(colon + 1)) == name;
  });
}

std::string_view value_of(pugi::xml_node node, std::string_view attribute) {
  return find_attribute(node, attribute).value();
}

std::optional<double> parse_number(std::string_view text) {
  text = trim(text);
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return {};
  return value;
}

std::optional<std::int32_t> parse_coordinate(std::string_view text) {
  auto const value = parse_number(text);
  if (!value || std::abs(*value) > 16'777'216) return {};
  return static_cast<std::int32_t>(std::floor(*value + 0.5));
}

std::optional<Polygon> parse_points(std::string_view text, std::size_t limit) {
  Polygon polygon;
  for (skip_separators(text); !text.empty() && polygon.size() < limit; skip_separators(text)) {
    auto const x = take_coordinate(text);
    skip_separators(text);
    if (!x || text.empty()) return {};
    auto const y = take_coordinate(text);
    if (!y) return {};
    polygon.push_back({*x, *y});
  }
  return polygon;
}

}  // namespace triforium::text
