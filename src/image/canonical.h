// One name for one picture: the canonical URI of each version, the key of the cache, the entity tag.
//
// https://iiif.io/api/image/3.0/#48-canonical-uri-syntax
// https://iiif.io/api/image/2.1/#canonical-uri-syntax
#pragma once

#include <string>
#include <string_view>

#include "image/plan.h"

namespace triforium::image {

// What follows the identifier: “full/max/0/default.jpg”, in the syntax of the plan's version. Asked for again, it gives
// the same plan. 1.1 knows no canonical form; it gets that of 2.1 in its own words.
std::string canonical_parameters(Plan const& plan);

// The same for the same pixels in the same format of one image, in whichever version and form they were asked for; no
// other request of that image has it. ASCII without spaces.
std::string cache_key(Plan const& plan);

// A strong entity tag, in its quotes. `source_identity` changes when the file does, `configuration` with every setting
// that can change the bytes of an answer.
// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
std::string entity_tag(std::string_view source_identity, std::string_view what, std::string_view configuration);

// A number by the recommendations for floating-point values: “0.9” (2.1: “.9”), no trailing zeros.
std::string to_text(Decimal number, Version version);

}  // namespace triforium::image
