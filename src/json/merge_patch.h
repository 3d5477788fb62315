// JSON Merge Patch. Pure.
//
// https://www.rfc-editor.org/rfc/rfc7396
#pragma once

#include <boost/json.hpp>

namespace triforium::json {

// What `target` becomes. The depth of both is what parse() let through; that of the result is no greater.
boost::json::value merge_patch(boost::json::value target, boost::json::value const& patch);

}  // namespace triforium::json
