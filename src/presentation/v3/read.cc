#include "presentation/v3/read.h"

#include <utility>

#include "presentation/shape.h"
#include "presentation/tree.h"

namespace triforium::presentation {

Result<Model> read_v3(boost::json::object document) {
  if (text_of(document, "type").empty())
    return fail(ErrorKind::bad_request, "the document has no “type”, as in \"type\": \"Manifest\"");
  return in_shape(std::move(document));
}

}  // namespace triforium::presentation
