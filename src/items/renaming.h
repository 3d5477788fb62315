// A document whose item gets another id. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace triforium::items {

// `json_text` is a stored document (presentation/marker.h). In it the names of `from` and of its parts, and of its
// documents, become those of `to`; whatever belongs to other items stays, “a/b” beside “a” too. Files and images keep
// their names: an asset's id stays when its item is renamed. Errors: those of json::parse().
Result<std::string> with_item_renamed(std::string_view json_text, std::string_view from, std::string_view to);

}  // namespace triforium::items
