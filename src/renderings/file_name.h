// The name under which a client saves a rendering. Pure.
//
// https://www.rfc-editor.org/rfc/rfc6266, https://www.rfc-editor.org/rfc/rfc8187
#pragma once

#include <string>
#include <string_view>

namespace triforium::renderings {

// The value of Content-Disposition: for every client the item's id, for those that know more its label.
// `extension` is "pdf"; `is_shown` where a browser may show it rather than save it.
std::string content_disposition(std::string_view id, std::string_view label, std::string_view extension, bool is_shown);

}  // namespace triforium::renderings
