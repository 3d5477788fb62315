// Puts right what has one right form only: what the document says stays as it is.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "presentation/check/report.h"

namespace triforium::presentation {

struct Change {
  std::string pointer;  // in the document as it came
  std::string rule;
  std::string what;  // "“https:…” became “http:…”"
};

struct Fixed {
  boost::json::value document;
  std::vector<Change> changes;  // from the last finding to the first
};

// `findings` are those of check_document() on this document; of them the fixable ones are mended. What they hid shows
// in a second check, so call again until nothing changes. A finding whose place is not there is passed over.
Fixed fix_document(boost::json::value document, std::span<Finding const> findings);

}  // namespace triforium::presentation
