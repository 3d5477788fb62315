// A document's text as it goes over the wire. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "items/encoding.h"

namespace triforium::items {

// Error: internal, if memory is short.
Result<std::string> pack(std::string_view text, Encoding encoding);

}  // namespace triforium::items
