// A catalogue whose files lie where a template says.
#pragma once

#include <memory>
#include <string>

#include "storage/catalog.h"

namespace triforium::storage {

// `root`/`path_template` with the identifier put in, for identifiers that match the regular expression `allowed` as a
// whole. Files are confined to `root` whatever the identifier contains. It lists nothing.
// Errors: not_found for the root, bad_request for the template or the expression.
Result<std::unique_ptr<Catalog>> make_template_catalog(std::string const& root, std::string const& path_template,
                                                       std::string const& allowed);

}  // namespace triforium::storage
