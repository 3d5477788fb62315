// Which property stands on which class, and in what shape, in Presentation 3.0 and 4.0.
//
// https://iiif.io/api/presentation/3.0/#a-summary-of-property-requirements
// https://iiif.io/api/presentation/4.0/model/#properties
#pragma once

#include <span>

#include "presentation/check/dialect.h"

namespace triforium::presentation {

std::span<PropertyRule const> properties_of_v3();
std::span<PropertyRule const> properties_of_v4();

}  // namespace triforium::presentation
