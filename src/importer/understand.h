// A document that somebody else published, made into one that can be published here. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "presentation/model.h"

namespace triforium::importer {

struct Understood {
  boost::json::value document;        // a valid manifest or collection of 3.0, or of 4.0 where it came as that
  presentation::Version version;      // in which it came
  std::string id;                     // its own; empty: none that is text
  presentation::Losses losses;        // what 3.0 has no words for
  std::vector<std::string> mended{};  // what broke a rule, and what was done about it: sentences
};

// `text` is of Presentation 2.1, 3.0 or 4.0; what begins with `base_url` there are names of ours. What breaks a rule
// but can be understood is mended (presentation/mend). Errors: bad_request with a sentence: no JSON, no Presentation
// API, or a rule that it breaks beyond mending, with the place; unsupported_format, for what is neither manifest nor
// collection; too_large.
Result<Understood> understand_document(std::string_view text, std::string_view base_url);

}  // namespace triforium::importer
