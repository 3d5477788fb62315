// Canvases, 2.1 → 3.0.
//
// https://iiif.io/api/presentation/2.1/#canvas
// https://iiif.io/api/presentation/3.0/#53-canvas
#pragma once

#include <boost/json.hpp>
#include <string>

#include "presentation/v2/upgrade_description.h"

namespace triforium::presentation::v2 {

json::object upgrade_canvas(json::object const& canvas, std::string const& pointer, Upgrading& upgrading);

// What 3.0 demands and `out` lacks: its id stands for its label, and a loss says so.
void demand_label(UpgradedResource const& resource, Upgrading& upgrading);

}  // namespace triforium::presentation::v2
