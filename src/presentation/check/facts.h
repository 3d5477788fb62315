// What is known of a whole document before the walk over it.
#pragma once

#include <boost/json.hpp>

#include "presentation/check/dialect.h"

namespace triforium::presentation {

// Of 3.0 and 4.0: the canvases (timelines, scenes) and ranges of a manifest.
Facts gather_facts(boost::json::object const& root);

}  // namespace triforium::presentation
