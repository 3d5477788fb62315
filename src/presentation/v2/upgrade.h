// Presentation 2.1 → 3.0, a pure function of the document.
//
// https://iiif.io/api/presentation/3.0/change-log/
// https://iiif.io/api/presentation/2.1/
#pragma once

#include <boost/json.hpp>
#include <string>

#include "base/result.h"
#include "presentation/model.h"

namespace triforium::presentation::v2 {

// What 3.0 demands and a 2.1 document does not say.
struct UpgradeDefaults {
  // Who provides an item that has a logo: Presentation 3 knows logos of agents only. Empty: made from the logo's host.
  std::string provider_id;
  std::string provider_label;
};

struct Upgraded {
  boost::json::object document;  // Presentation 3.0, "@context" first
  Losses losses;                 // pointers are places in the 2.1 document
};

// A manifest, collection, annotation list, layer, sequence, canvas, range or annotation. Properties that Presentation 2
// does not know are kept as they are, but for a manifest's own, which 3.0's schema refuses. Ids that 3.0 demands
// and 2.1 does not have are made from those that it has, the same each time. The depth of `document` is what
// json::parse let through. Errors: bad_request, where "@type" is none of these.
Result<Upgraded> upgrade_v2(boost::json::object const& document, UpgradeDefaults const& defaults = {});

}  // namespace triforium::presentation::v2
