// Presentation 3.0 as tables.
//
// https://iiif.io/api/presentation/3.0/#a-summary-of-property-requirements
#pragma once

#include "presentation/check/dialect.h"

namespace triforium::presentation {

Dialect const& dialect_v3();

namespace v3_class {
inline constexpr Class collection = 0, manifest = 1, canvas = 2, range = 3, page = 4, annotation = 5,
                       annotation_collection = 6, content = 7, specific = 8, choice = 9, agent = 10, service = 11,
                       textual = 12;
inline constexpr Classes described =
    set_of({collection, manifest, canvas, range, page, annotation, annotation_collection, content});
inline constexpr Classes all = described | set_of({specific, choice, agent, service, textual});
}  // namespace v3_class

// The rules, by concern.
std::span<ResourceRule const> v3_document_rules();  // contexts, ids, rights, links, services
std::span<ResourceRule const> v3_canvas_rules();    // sizes, painting, targets
std::span<ResourceRule const> v3_behavior_rules();  // behaviors and ranges

}  // namespace triforium::presentation
