// What of the limits of a page of text concerns its XML.
#pragma once

#include "text/reading.h"
#include "xml/document.h"

namespace triforium::text {

inline xml::Limits xml_limits(Limits const& limits) {
  return {.bytes = limits.bytes,
          .shape = {.depth = limits.depth, .elements = limits.elements, .attributes = limits.attributes},
          .bad_bytes = xml::BadBytes::replaced};
}

}  // namespace triforium::text
