// Canvases, 3.0 → 2.1: images stay, everything else goes to lists of its own.
//
// https://iiif.io/api/presentation/3.0/#53-canvas
// https://iiif.io/api/presentation/2.1/#canvas
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string>

#include "presentation/v2/downgrade_description.h"

namespace triforium::presentation::v2 {

// `position` among the canvases, from 1: the label of one without.
json::object downgrade_canvas(json::object const& canvas, std::size_t position, std::string const& pointer,
                              Downgrading& downgrading);

}  // namespace triforium::presentation::v2
