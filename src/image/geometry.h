// Regions and sizes in whole pixels of the upright image, in integer arithmetic throughout: no answer depends on how a
// floating-point number was rounded.
//
// https://iiif.io/api/image/3.0/#41-region, #42-size; https://iiif.io/api/image/3.0/implementation/
#pragma once

#include "image/policy.h"
#include "image/request.h"
#include "pixels/size.h"

namespace triforium::image {

// No side is longer, neither of an image nor of an answer: areas fit 64 bits.
inline constexpr std::int64_t kMaxSide = 2'147'483'647;

// The part of an image of size `full` (not empty) that is asked for, cropped at the image's edges; never empty.
// Errors: bad_request if nothing is left.
Result<PixelRect> resolve(Region const& region, PixelSize full);

// The size to which a region of size `region` (not empty) is scaled, before rotation; never empty.
// Errors: bad_request (above the region without permission, above the limits, below one pixel), not_implemented (3.0:
// “^” that enlarges, where the policy does not allow it).
Result<PixelSize> resolve(Size const& size, PixelSize region, Version version, Policy const& policy);

// The largest size within the limits that is not above the region: what “max” means.
PixelSize largest_size(PixelSize region, Limits const& limits);
// The largest size within the limits, above the region or not: what “^max” means. Without limits the region's own.
PixelSize largest_enlarged_size(PixelSize region, Limits const& limits);
bool is_within(PixelSize size, Limits const& limits);

// The side that keeps the aspect: `other` · wanted / side, rounded half up, at least 1. `side` is positive.
std::int64_t scaled_side(std::int64_t other, std::int64_t wanted, std::int64_t side);

// a / b, rounded up; both positive.
inline std::int64_t ceil_div(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

}  // namespace triforium::image
