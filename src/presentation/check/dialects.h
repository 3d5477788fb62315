// Presentation 3.0 and 4.0 as tables: one table of properties, one of rules, and where the two differ.
//
// https://iiif.io/api/presentation/3.0/#a-summary-of-property-requirements
// https://iiif.io/api/presentation/4.0/model/
#pragma once

#include "presentation/check/dialect.h"

namespace triforium::presentation {

Dialect const& dialect_v3();
// The draft of May 2026.
Dialect const& dialect_v4();

// The rules, by concern.
std::span<ResourceRule const> document_rules();   // contexts, names, texts
std::span<ResourceRule const> text_rules();       // labels and languages
std::span<ResourceRule const> extension_rules();  // words that the specification does not have
std::span<ResourceRule const> link_rules();       // rights, links, members
std::span<ResourceRule const> service_rules();
std::span<ResourceRule const> canvas_rules();      // sizes, painting
std::span<ResourceRule const> media_rules();       // formats, proportions, thumbnails
std::span<ResourceRule const> annotation_rules();  // where they stand, and what they point at
std::span<ResourceRule const> behavior_rules();
std::span<ResourceRule const> range_rules();
std::span<ResourceRule const> identity_rules();  // what is called what
std::span<ResourceRule const> draft_rules();     // of 4.0 only

}  // namespace triforium::presentation
