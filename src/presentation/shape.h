// What the readers of Presentation 3 and 4 share: documents as they are found → the shape that Model promises.
//
// https://iiif.io/api/presentation/4.0/model/
#pragma once

#include <boost/json.hpp>

#include "presentation/model.h"

namespace triforium::presentation {

// Everything that 3.0 writes in another way is rewritten, and what is in the shape already stays as it is. Strings and
// arrays where 4.0 wants one object, as drafts of 4.0 allowed them too, become one. Ids that are missing are made from
// the ids around them; what has no place in the shape is in the losses. The depth of `document` is what json::parse let
// through.
Model in_shape(boost::json::object document);

}  // namespace triforium::presentation
