// The nested ranges of 3.0 → the flat ones of 2.1.
//
// https://iiif.io/api/presentation/3.0/#54-range
// https://iiif.io/api/presentation/2.1/#range
#pragma once

#include <boost/json.hpp>
#include <string>

#include "presentation/v2/downgrade_description.h"

namespace triforium::presentation::v2 {

// `range` and all within it, parents before children. `within` is the URI of its parent; empty: it stands at the top.
void downgrade_range(json::object const& range, std::string const& within, std::string const& pointer,
                     json::array& structures, Downgrading& downgrading);

}  // namespace triforium::presentation::v2
