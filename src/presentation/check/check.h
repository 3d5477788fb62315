// Checks a document against the rules of its version: those of the official schemas, and those that a schema cannot
// say. Pure.
//
// https://iiif.io/api/presentation/2.1/  https://iiif.io/api/presentation/3.0/
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <vector>

#include "presentation/check/report.h"
#include "presentation/version.h"

namespace triforium::presentation {

// At most `limit` findings are kept, the others counted. Names of ours (marker.h) count as http URIs. What the document
// refers to is not fetched. Time and memory grow with the document's size only.
Report check_document(boost::json::value const& document, Version version, std::size_t limit = 200);

// Every rule that documents of this version are held against. A name may stand there twice, for two classes.
std::vector<Rule> rules_of(Version version);

}  // namespace triforium::presentation
