// The report of a dry run: what would be published, and what people should look at first.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "ingest/reading.h"

namespace triforium::ingest {

// Lines for a terminal: collections and items with their counts, then findings, errors first.
std::string describe(Reading const& reading);

// The same for programs: {"collections": […], "items": […], "documents": […], "findings": […], "totals": {…}}.
boost::json::object describe_json(Reading const& reading);

}  // namespace triforium::ingest
