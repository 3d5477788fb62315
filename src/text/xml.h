// XML from outside, bounded before a tree is built. pugixml knows no external entities; documents with an internal
// subset, where entities could be declared, are refused.
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "text/page_text.h"
#include "text/reading.h"

namespace triforium::text {

class XmlDocument {
 public:
  pugi::xml_node root() const { return document_.document_element(); }
  std::size_t line_of(pugi::xml_node node) const;  // from 1; takes time in proportion to the file

 private:
  friend Result<XmlDocument> parse_xml(ByteView, Limits const&);
  std::string text_;
  pugi::xml_document document_;
};

// Errors: too_large (bytes, depth, elements); corrupt_source with the line, also for a document type with an internal
// subset.
Result<XmlDocument> parse_xml(ByteView bytes, Limits const& limits);

std::string_view local_name(pugi::xml_node node);
// The first child, or attribute, of that local name; null if there is none.
pugi::xml_node find_child(pugi::xml_node node, std::string_view name);
pugi::xml_attribute find_attribute(pugi::xml_node node, std::string_view name);
std::string_view value_of(pugi::xml_node node, std::string_view attribute);  // "" if absent

// A finite decimal number, spaces around it allowed.
std::optional<double> parse_number(std::string_view text);
// The nearest whole unit; nothing for what is no number or further than 16,777,216 from 0.
std::optional<std::int32_t> parse_coordinate(std::string_view text);
// "x,y x,y", "x y x y" and what is between; at most `limit` points. Nothing if a number is none or one is missing.
std::optional<Polygon> parse_points(std::string_view text, std::size_t limit);

}  // namespace triforium::text
