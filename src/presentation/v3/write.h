// The model → Presentation 3.0.
//
// https://iiif.io/api/presentation/3.0/
#pragma once

#include "presentation/model.h"

namespace triforium::presentation {

// What was read from a 3.0 document comes back as it was, but for the spellings that 3.0 leaves open: an array of one
// where one value may stand alone, an object that says no more than the id of a canvas.
//
// A Scene becomes a Canvas with the picture of its placeholder, or else with its model, and a link to download the
// model. What acts, shines, looks or sounds in space, and properties that 3.0 does not know, are in the losses.
// Properties of extensions are kept.
Converted write_v3(Model const& model);

}  // namespace triforium::presentation
