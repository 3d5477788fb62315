#include "presentation/v4/write.h"

#include <utility>

namespace triforium::presentation {

Converted write_v4(Model model) {
  return {std::move(model.tree), std::move(model.losses)};
}

}  // namespace triforium::presentation
