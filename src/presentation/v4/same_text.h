// OPTIMIZATION: text of 3.0 that is text of 4.0, but for its context, without being parsed: pages of collections, which
// list a thousand manifests and are made anew whenever one of them changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace triforium::presentation {

// What read_v3 and write_v4 would make of `v3`, a JSON document that begins with the context of 3.0; absent where they
// might change more than that. Pure.
std::optional<std::string> same_in_v4(std::string_view v3);

}  // namespace triforium::presentation
