#include "presentation/check/check.h"

#include "presentation/check/dialects.h"
#include "presentation/check/v2_dialect.h"
#include "presentation/check/walk.h"

namespace triforium::presentation {

Report check_document(boost::json::value const& document, Version version, std::size_t limit) {
  switch (version) {
    case Version::v2:
      return walk_document(document, dialect_v2(), limit);
    case Version::v3:
      return walk_document(document, dialect_v3(), limit);
    case Version::v4:
      return walk_document(document, dialect_v4(), limit);
  }
  return {};
}

}  // namespace triforium::presentation
