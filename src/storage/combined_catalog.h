// Several catalogues as one: the first that knows an identifier answers.
#pragma once

#include <memory>
#include <vector>

#include "storage/catalog.h"

namespace triforium::storage {

// Only not_found leads on to the next; any other error is the answer.
std::unique_ptr<Catalog> make_combined_catalog(std::vector<std::unique_ptr<Catalog>> catalogs);

}  // namespace triforium::storage
