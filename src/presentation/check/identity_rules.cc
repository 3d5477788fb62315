// Rules on what is called what, in the whole document.
#include <array>

#include "presentation/check/dialects.h"

namespace triforium::presentation {

std::span<ResourceRule const> identity_rules() {
  return {};
}

}  // namespace triforium::presentation
