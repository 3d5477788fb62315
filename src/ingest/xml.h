// XML from outside: bounded, without entities of its own making, and with lines for messages.
//
// https://www.w3.org/TR/xml/ – pugixml skips document types, so that neither external entities nor bombs of internal
// ones are ever expanded.
#pragma once

#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::ingest {

struct XmlLimits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 128;           // elements within each other: pugixml frees them by recursion
  std::size_t elements = 2'000'000;  // some hundred bytes of memory each
};

class Xml {
 public:
  // Errors: too_large beyond the limits; corrupt_source for what is not well-formed, with its line.
  static Result<Xml> parse(std::string_view bytes, XmlLimits limits = {});

  pugi::xml_node root() const { return document_->document_element(); }
  // From 1.
  std::size_t line_of(pugi::xml_node node) const;

 private:
  std::unique_ptr<pugi::xml_document> document_;
  std::vector<std::size_t> line_starts_;
};

// Names without their prefix: METS and MODS are written with any, or none.
std::string_view local_name(pugi::xml_node node);
bool is_named(pugi::xml_node node, std::string_view name);

// Child elements of that name, in order; the first of them (a null node where there is none).
std::vector<pugi::xml_node> children_of(pugi::xml_node node, std::string_view name);
pugi::xml_node child_of(pugi::xml_node node, std::string_view name);
// Every element of that name below, in document order; of any depth, without recursion.
std::vector<pugi::xml_node> descendants_of(pugi::xml_node node, std::string_view name);

// "" where there is none. `name` without prefix.
std::string attribute_of(pugi::xml_node node, std::string_view name);

// All text below, runs of white space as one space, none at the ends.
std::string text_of(pugi::xml_node node);
std::string normalised_space(std::string_view text);

// The local name of the root element from the first bytes of a file, and its namespace; "" where it is no XML.
struct XmlRoot {
  std::string name, xml_namespace;
};
XmlRoot sniff_xml_root(std::string_view head);

}  // namespace triforium::ingest
