// The words of a whole item as plain text, page after page.
#pragma once

#include <string>

#include "renderings/prepared.h"
#include "store/store.h"

namespace triforium::renderings {

// At once what is not long; the rest while it is sent. `store` outlives it. Errors: not_found, if there are none.
Result<Prepared> blocking_prepare_text(store::Store const& store, std::string const& item);

}  // namespace triforium::renderings
