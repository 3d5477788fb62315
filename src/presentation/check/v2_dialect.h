// Presentation 2.1 as tables. Of 2.0 all but the names of a few hints is the same.
//
// https://iiif.io/api/presentation/2.1/#b-summary-of-metadata-requirements
#pragma once

#include "presentation/check/dialect.h"

namespace triforium::presentation {

Dialect const& dialect_v2();

namespace v2_class {
// Read as words in tables.
// NOLINTBEGIN(readability-identifier-naming)
inline constexpr Class collection = 0, manifest = 1, sequence = 2, canvas = 3, range = 4, layer = 5, content = 6,
                       list = 7, annotation = 8, service = 9, choice = 10, specific = 11, text = 12;
// NOLINTEND(readability-identifier-naming)
}  // namespace v2_class

std::span<ResourceRule const> v2_rules();

}  // namespace triforium::presentation
