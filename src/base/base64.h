// Bytes as text. Pure.
//
// https://www.rfc-editor.org/rfc/rfc4648#section-4
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace triforium {

// With its padding.
std::string to_base64(ByteView bytes);

// With or without padding; absent for any character that belongs to neither.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace triforium
