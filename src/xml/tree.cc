#include "xml/tree.h"

#include "base/utf8.h"

namespace triforium::xml {
namespace {

std::string_view without_prefix(std::string_view name) {
  auto const colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The node that follows `node` in document order within `root`; null behind the last.
pugi::xml_node next_within(pugi::xml_node node, pugi::xml_node root) {
  if (node.first_child()) return node.first_child();
  while (node && node != root) {
    if (node.next_sibling()) return node.next_sibling();
    node = node.parent();
  }
  return {};
}

pugi::xml_attribute find_attribute(pugi::xml_node node, std::string_view name) {
  return node.find_attribute([&](pugi::xml_attribute each) { return without_prefix(each.name()) == name; });
}

}  // namespace

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
  return node.find_child([&](pugi::xml_node child) { return is_named(child, name); });
}

std::vector<pugi::xml_node> descendants_of(pugi::xml_node node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (auto at = next_within(node, node); at; at = next_within(at, node)) {
    if (is_named(at, name)) found.push_back(at);
  }
  return found;
}

std::string_view attribute_of(pugi::xml_node node, std::string_view name) {
  return find_attribute(node, name).value();
}

bool has_attribute(pugi::xml_node node, std::string_view name) {
  return static_cast<bool>(find_attribute(node, name));
}

std::string text_of(pugi::xml_node node) {
  std::string text;
  for (auto at = next_within(node, node); at; at = next_within(at, node)) {
    if (at.type() == pugi::node_pcdata || at.type() == pugi::node_cdata) text += std::string(at.value()) + ' ';
  }
  return with_single_spaces(text);
}

}  // namespace triforium::xml
