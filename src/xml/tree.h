// Questions to a tree of XML. Names are without their prefix: METS and MODS are written with any, or none.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::xml {

std::string_view local_name(pugi::xml_node node);
bool is_named(pugi::xml_node node, std::string_view name);

// Child elements of that name, in order; the first of them (a null node where there is none).
std::vector<pugi::xml_node> children_of(pugi::xml_node node, std::string_view name);
pugi::xml_node child_of(pugi::xml_node node, std::string_view name);
// Every element of that name below, in document order; of any depth, without recursion.
std::vector<pugi::xml_node> descendants_of(pugi::xml_node node, std::string_view name);

// "" where there is none. Lives as long as the document.
std::string_view attribute_of(pugi::xml_node node, std::string_view name);
bool has_attribute(pugi::xml_node node, std::string_view name);

// All text below, runs of white space as one space, none at the ends.
std::string text_of(pugi::xml_node node);

}  // namespace triforium::xml
