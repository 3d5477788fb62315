// Walks a document from its root, resource by resource, and holds each against the tables of a dialect.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <span>

#include "presentation/check/dialect.h"

namespace triforium::presentation {

// Resources within each other; json::parse() allows 64 arrays and objects.
inline constexpr std::size_t kWalkDepth = 64;

// The recursion is bounded by kWalkDepth; at most `limit` findings are kept.
Report walk_document(boost::json::value const& document, Dialect const& dialect, std::size_t limit);

// All that the walk itself may report, whatever the dialect.
std::span<Rule const> walk_rules();

}  // namespace triforium::presentation
