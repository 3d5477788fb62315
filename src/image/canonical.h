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

// Names the state of an image: changes when the file does (`source_identity`), and with every setting that can change
// the bytes of an answer (`configuration`). 36 characters; takes a digest, so it is made once for an opened image.
std::string state_tag(std::string_view source_identity, std::string_view configuration);

// A strong entity tag, in its quotes, of one answer about an image: `what` is a cache key, or another name of printable
// ASCII characters without quotes that only this answer has.
// https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3
std::string entity_tag(std::string_view state, std::string_view what);

// A number by the recommendations for floating-point values: “0.9” (2.1: “.9”), no trailing zeros.
std::string to_text(Decimal number, Version version);

}  // namespace triforium::image
