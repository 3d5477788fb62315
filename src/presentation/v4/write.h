// The model → Presentation 4.0.
//
// https://iiif.io/api/presentation/4.0/model/
#pragma once

#include "presentation/model.h"

namespace triforium::presentation {

// The model has that shape: nothing is lost.
Converted write_v4(Model model);

}  // namespace triforium::presentation
