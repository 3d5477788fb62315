// In which compression a client gets a document. Pure.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
#pragma once

#include <string_view>

namespace triforium::items {

enum class Encoding { identity, gzip, brotli };
// "", "gzip", "br"
std::string_view name_of(Encoding encoding);

// The smallest that `accept_encoding` (empty if there is none) allows.
Encoding choose_encoding(std::string_view accept_encoding);

}  // namespace triforium::items
