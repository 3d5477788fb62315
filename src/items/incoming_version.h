// From the version of the Presentation API that a client speaks to the one in which documents are stored. Pure.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "presentation/model.h"
#include "store/records.h"

namespace triforium::items {

// Errors: bad_request with a sentence, where no Presentation API is named in "@context".
Result<presentation::Version> version_of(boost::json::value const& document);

// Errors: bad_request, where it is neither a manifest nor a collection.
Result<store::ItemKind> kind_of(boost::json::object const& document, presentation::Version version);

// "@id" or "id".
std::string_view id_property(presentation::Version version);

// The document in 3.0; its names of ours (marker.h) too.
Result<presentation::Converted> into_v3(boost::json::object document, presentation::Version version);

}  // namespace triforium::items
