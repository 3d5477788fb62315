// Rights as the Presentation API wants them.
//
// https://iiif.io/api/presentation/3.0/#rights
//   "The value must be drawn from the set of Creative Commons license URIs, the RightsStatements.org rights statement
//    URIs, or those added via the extension mechanism."
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace triforium::ingest {

// The http URI of a licence or statement that `text` names: an address in any of its spellings, or its code with a
// version ("CC BY-SA 4.0", "CC0", "Public Domain Mark"). Absent for everything else, a code without version too: which
// licence it is must not be guessed.
std::optional<std::string> rights_uri(std::string_view text);

}  // namespace triforium::ingest
