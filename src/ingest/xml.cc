#include "ingest/xml.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ingest/encoding.h"

namespace triforium::ingest {
namespace {

std::string_view without_prefix(std::string_view name) {
  auto const colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Behind the next `end` from `at`; the text's end if there is none.
std::size_t behind(std::string_view text, std::string_view end, std::size_t at) {
  auto const found = text.find(end, at);
  return found == std::string_view::npos ? text.size() : found + end.size();
}

// The end of a tag: behind its ">", quoted values skipped.
std::size_t behind_tag(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != '>') {
    if (text[at] == '"' || text[at] == '\'')
      at = behind(text, text.substr(at, 1), at + 1);
    else
      ++at;
  }
  return std::min(at + 1, text.size());
}

// A document type with its internal subset, which may hold ">" in brackets.
std::size_t behind_doctype(std::string_view text, std::size_t at) {
  auto const close = text.find_first_of("[>", at);
  if (close == std::string_view::npos) return text.size();
  return text[close] == '>' ? close + 1 : behind(text, ">", behind(text, "]", close));
}

// Looked at before parsing, because the tree's memory and the depth of its destructor follow from these two.
Result<void> check_shape(std::string_view text, XmlLimits const& limits) {
  std::size_t depth = 0, elements = 0;
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    auto const rest = text.substr(at);
    if (rest.starts_with("<!--"))
      at = behind(text, "-->", at + 4);
    else if (rest.starts_with("<![CDATA["))
      at = behind(text, "]]>", at + 9);
    else if (rest.starts_with("<?"))
      at = behind(text, "?>", at + 2);
    else if (rest.starts_with("<!"))
      at = behind_doctype(text, at + 2);
    else {
      auto const end = behind_tag(text, at + 1);
      bool const closes = rest.starts_with("</"), is_empty = end >= 2 && text[end - 2] == '/';
      if (closes)
        depth -= depth > 0 ? 1 : 0;
      else if (++elements > limits.elements)
        return fail(ErrorKind::too_large, fmt::format("more than {} elements", limits.elements));
      else if (!is_empty && ++depth > limits.depth)
        return fail(ErrorKind::too_large, fmt::format("elements lie more than {} deep", limits.depth));
      at = end;
    }
  }
  return {};
}

std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;)
    starts.push_back(++at);
  return starts;
}

std::size_t line_at(std::vector<std::size_t> const& starts, std::size_t offset) {
  return static_cast<std::size_t>(std::ranges::upper_bound(starts, offset) - starts.begin());
}

// The element that follows `node` in document order within `root`; null behind the last.
pugi::xml_node next_within(pugi::xml_node node, pugi::xml_node root) {
  if (node.first_child()) return node.first_child();
  while (node && node != root) {
    if (node.next_sibling()) return node.next_sibling();
    node = node.parent();
  }
  return {};
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The value of an attribute in the text of a start tag; "" where there is none.
std::string_view attribute_in(std::string_view tag, std::string_view name) {
  for (auto at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    auto const equals = at + name.size();
    if (at == 0 || !is_space(tag[at - 1]) || equals + 1 >= tag.size() || tag[equals] != '=') continue;
    auto const quote = tag[equals + 1];
    if (quote != '"' && quote != '\'') continue;
    auto const end = tag.find(quote, equals + 2);
    if (end != std::string_view::npos) return tag.substr(equals + 2, end - equals - 2);
  }
  return {};
}

}  // namespace

Result<Xml> Xml::parse(std::string_view bytes, XmlLimits limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large, fmt::format("more than {} bytes of XML", limits.bytes));
  auto const decoded = decode_text(bytes);
  if (!decoded) return fail(ErrorKind::corrupt_source, decoded.error().message);
  auto const declared = to_lower(bytes.substr(0, bytes.substr(0, 200).find("?>")));
  if (decoded->guessed == "Windows-1252" && declared.find("8859-1") == std::string::npos &&
      declared.find("1252") == std::string::npos) {
    return fail(ErrorKind::corrupt_source, "it says that it is UTF-8, and is not");
  }
  TRIFORIUM_CHECK(check_shape(decoded->text, limits));

  Xml xml;
  xml.document_ = std::make_unique<pugi::xml_document>();
  xml.line_starts_ = line_starts(decoded->text);
  auto const result =
      xml.document_->load_buffer(decoded->text.data(), decoded->text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) {
    auto const line = line_at(xml.line_starts_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)));
    return fail(ErrorKind::corrupt_source,
                fmt::format("line {} is not well-formed XML: {}", line, result.description()));
  }
  return xml;
}

std::size_t Xml::line_of(pugi::xml_node node) const {
  auto const offset = node.offset_debug();
  return offset < 0 ? 1 : line_at(line_starts_, static_cast<std::size_t>(offset));
}

std::string_view local_name(pugi::xml_node node) {
  return without_prefix(node.name());
}

bool is_named(pugi::xml_node node, std::string_view name) {
  return node.type() == pugi::node_element && local_name(node) == name;
}

std::vector<pugi::xml_node> children_of(pugi::xml_node node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (auto const child : node.children()) {
    if (is_named(child, name)) found.push_back(child);
  }
  return found;
}

pugi::xml_node child_of(pugi::xml_node node, std::string_view name) {
  for (auto const child : node.children()) {
    if (is_named(child, name)) return child;
  }
  return {};
}

std::vector<pugi::xml_node> descendants_of(pugi::xml_node node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (auto at = next_within(node, node); at; at = next_within(at, node)) {
    if (is_named(at, name)) found.push_back(at);
  }
  return found;
}

std::string attribute_of(pugi::xml_node node, std::string_view name) {
  for (auto const attribute : node.attributes()) {
    if (without_prefix(attribute.name()) == name) return attribute.value();
  }
  return {};
}

std::string normalised_space(std::string_view text) {
  std::string normalised;
  for (char const c : text) {
    if (!is_space(c))
      normalised += c;
    else if (!normalised.empty() && normalised.back() != ' ')
      normalised += ' ';
  }
  if (!normalised.empty() && normalised.back() == ' ') normalised.pop_back();
  return normalised;
}

std::string text_of(pugi::xml_node node) {
  std::string text;
  for (auto at = next_within(node, node); at; at = next_within(at, node)) {
    if (at.type() == pugi::node_pcdata || at.type() == pugi::node_cdata) text += std::string(at.value()) + ' ';
  }
  return normalised_space(text);
}

XmlRoot sniff_xml_root(std::string_view head) {
  std::size_t at = head.find('<');
  while (at != std::string_view::npos) {
    auto const rest = head.substr(at);
    if (rest.starts_with("<!--"))
      at = behind(head, "-->", at);
    else if (rest.starts_with("<?"))
      at = behind(head, "?>", at);
    else if (rest.starts_with("<!"))
      at = behind_doctype(head, at + 2);
    else
      break;
    at = head.find('<', at);
  }
  if (at == std::string_view::npos) return {};
  auto const tag = head.substr(at + 1, behind_tag(head, at) - at - 1);
  auto const name = tag.substr(0, tag.find_first_of(" \t\r\n/>"));
  auto const colon = name.find(':');
  auto const declaration = colon == std::string_view::npos ? "xmlns" : "xmlns:" + std::string(name.substr(0, colon));
  return {std::string(without_prefix(name)), std::string(attribute_in(tag, declaration))};
}

}  // namespace triforium::ingest
