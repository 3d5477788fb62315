// One manifest or collection held against its specification, and mended where there is one right form only. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "presentation/check/fix.h"
#include "presentation/check/report.h"
#include "presentation/version.h"

namespace triforium::app {

struct CheckedDocument {
  boost::json::value document;  // mended, where that was asked for
  presentation::Version version = presentation::Version::v3;
  int image_version = 0;                      // of the Image API, where it is an info.json
  presentation::Report report;                // of the document as it is here
  std::vector<presentation::Change> changes;  // made to it
};

// Whether it looks like a document of the Presentation API from its first bytes: an object of JSON that names it.
bool is_presentation_text(std::string_view text);

// Errors: bad_request, too_large: no JSON, or no document of the Presentation API.
Result<CheckedDocument> check_text(std::string_view text, bool mends);

// For programs; `name` is the file or the address.
boost::json::object to_json(std::string_view name, CheckedDocument const& checked);
// For people: the findings by severity, the same rule at many places told once with its first places.
std::string describe(std::string_view name, CheckedDocument const& checked);

}  // namespace triforium::app
