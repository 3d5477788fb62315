// The MUSTs of the draft of Presentation 4.0 of May 2026 as tables.
//
// https://iiif.io/api/presentation/4.0/model/
#pragma once

#include "presentation/check/dialect.h"

namespace triforium::presentation {

Dialect const& dialect_v4();

namespace v4_class {
inline constexpr Class collection = 0, collection_page = 1, manifest = 2, timeline = 3, canvas = 4, scene = 5,
                       range = 6, page = 7, annotation = 8, annotation_collection = 9, content = 10, specific = 11,
                       several = 12, agent = 13, service = 14, textual = 15;
inline constexpr Classes containers = set_of({timeline, canvas, scene});
}  // namespace v4_class

std::span<ResourceRule const> v4_rules();

}  // namespace triforium::presentation
