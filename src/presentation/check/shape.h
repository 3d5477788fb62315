// The JSON shapes in which properties are written, each with what is said when a value has another one.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string_view>

#include "presentation/check/dialect.h"

namespace triforium::presentation {

// Reports every value in there that is not of the shape; `anchor` is the property's place in the specification.
void check_shape(boost::json::value const& value, Shape shape, Path const& path, std::string_view anchor,
                 Findings& findings);

// All that it may report.
std::span<Rule const> shape_rules();

}  // namespace triforium::presentation
