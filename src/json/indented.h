// JSON for people.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace triforium::json {

// Two spaces for each level, a line for each member and element, none at the end. As deep as the value is: parse()
// bounds that.
std::string indented(boost::json::value const& value);

}  // namespace triforium::json
