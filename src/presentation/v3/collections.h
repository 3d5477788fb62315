// Collections in pages, which Presentation 3 does not have, as collections within collections.
#pragma once

#include <boost/json.hpp>

#include "presentation/model.h"
#include "presentation/tree.h"

namespace triforium::presentation {

// A Collection that says `first` instead of `items`, or a CollectionPage.
bool is_paged(boost::json::object const& collection);

// `out` is the collection `in` at `place`, written property by property. It loses its links between pages; a
// Collection without items gets references to its first and last page, and a loss where there may be more between them.
void list_pages(boost::json::object const& in, boost::json::object& out, Place const& place, Losses& losses);

}  // namespace triforium::presentation
