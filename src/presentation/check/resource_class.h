// The classes of resources of Presentation 3.0 and 4.0: 3.0 has fewer of them, and each means the same in both.
#pragma once

#include "presentation/check/dialect.h"

namespace triforium::presentation::resource_class {

// Read as words in tables.
// NOLINTBEGIN(readability-identifier-naming)
// `several` is what holds others: a Choice, and in 4.0 a Composite, a List or Independents.
inline constexpr Class collection = 0, collection_page = 1, manifest = 2, timeline = 3, canvas = 4, scene = 5,
                       range = 6, page = 7, annotation = 8, annotation_collection = 9, content = 10, specific = 11,
                       several = 12, agent = 13, service = 14, textual = 15;

inline constexpr Classes containers = set_of({timeline, canvas, scene});
inline constexpr Classes annotating = set_of({page, annotation, annotation_collection});
// What has a document of its own, or may have one.
inline constexpr Classes published = set_of({collection, collection_page, manifest, range}) | containers | annotating;
inline constexpr Classes described = published | set_of({content});
inline constexpr Classes all = (Classes{1} << 16) - 1;
// NOLINTEND(readability-identifier-naming)
}  // namespace triforium::presentation::resource_class
