// JSON Pointer. Pure.
//
// https://www.rfc-editor.org/rfc/rfc6901
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::json {

// The way from a root into a document; empty: the root.
using Pointer = std::vector<std::string>;

// "/a~1b/0" → {"a/b", "0"}. Error: bad_request, for a text that neither is empty nor begins with “/”, or has a “~” that
// neither 0 nor 1 follows.
Result<Pointer> parse_pointer(std::string_view text);

// "0", "17", but not "01"; nothing for what is no index below `size`.
std::optional<std::size_t> array_index(std::string_view token, std::size_t size);

// What is there; null where nothing is. Lives as long as `root` stays as it is.
boost::json::value* find(boost::json::value& root, Pointer const& pointer);

}  // namespace triforium::json
