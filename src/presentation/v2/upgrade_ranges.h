// The flat ranges of 2.1, joined by their URIs, → the nested ones of 3.0.
//
// https://iiif.io/api/presentation/2.1/#range
// https://iiif.io/api/presentation/3.0/#54-range
#pragma once

#include <boost/json.hpp>
#include <string>

#include "presentation/v2/upgrade_description.h"

namespace triforium::presentation::v2 {

// `structures` of a manifest → the ranges that none of the others contains, with the others in them.
json::array upgrade_structures(json::value const& structures, std::string const& pointer, Upgrading& upgrading);

// One range by itself: those that it names stay references.
json::object upgrade_range(json::object const& range, std::string const& pointer, Upgrading& upgrading);

}  // namespace triforium::presentation::v2
