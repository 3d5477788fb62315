// Presentation 4.0 → the model.
//
// https://iiif.io/api/presentation/4.0/model/
#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "presentation/model.h"

namespace triforium::presentation {

// A document of the draft of May 2026, or of the drafts before it that 3D manifests are written in: `source` in an
// array, targets that are text, Sound for Audio. The depth of `document` is what json::parse let through. Errors:
// bad_request where it has no `type`.
Result<Model> read_v4(boost::json::object document);

}  // namespace triforium::presentation
