// What a file of XML is, from its first bytes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace triforium::xml {

// The local name of the root element and its namespace; "" where it is no XML.
struct Root {
  std::string name, xml_namespace;
};
Root sniff_root(std::string_view head);

}  // namespace triforium::xml
