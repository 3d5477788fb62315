#include "presentation/v4/write.h"

namespace triforium::presentation {

Converted write_v4(Model const& model) {
  return {model.tree, model.losses};
}

}  // namespace triforium::presentation
