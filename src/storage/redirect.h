// Where an origin's answer leads.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-15.4
#pragma once

#include <string>

#include "base/result.h"

namespace triforium::storage {

// Whether the status says that what was asked for is at Location.
bool is_redirect(long status);

// What a Location, or any other reference, means at `base`. Errors: upstream, where one of the two is no URL.
Result<std::string> resolve_location(std::string const& base, std::string const& location);

}  // namespace triforium::storage
