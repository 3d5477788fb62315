// Presentation 3.0 → the model.
//
// https://iiif.io/api/presentation/3.0/
// https://iiif.io/api/presentation/4.0/model/
#pragma once

#include <boost/json.hpp>

#include "base/result.h"
#include "presentation/model.h"

namespace triforium::presentation {

// A manifest, collection, or any other resource of Presentation 3 with what is embedded in it; nothing of it is lost.
// What 3.0 does not allow is passed on as it is: this converts, it does not check. The depth of `document` is what
// json::parse let through. Errors: bad_request where it has no `type`.
Result<Model> read_v3(boost::json::object document);

}  // namespace triforium::presentation
