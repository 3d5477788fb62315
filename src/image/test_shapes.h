// What tests of this room share: shapes of images, and plans of paths.
#pragma once

#include "image/plan.h"

namespace triforium::image {

// An RGB image with these levels below the whole, all with that stored tile.
inline ImageShape make_shape(PixelSize size, std::vector<PixelSize> const& levels = {}, PixelSize tile = {}) {
  ImageShape shape;
  shape.stored = size;
  shape.levels.push_back({size, tile, true});
  for (auto const& level : levels)
    shape.levels.push_back({level, tile, true});
  return shape;
}

// The plan of “identifier/region/size/rotation/quality.format”; the error of whichever step fails first.
inline Result<Plan> plan_of(Version version, std::string_view path, ImageShape const& shape,
                            Policy const& policy = {}) {
  TRIFORIUM_TRY(auto const request, parse_request(version, path));
  auto const* const image = std::get_if<ImageRequest>(&request);
  if (image == nullptr) return fail(ErrorKind::not_found, "This is no request for an image.");
  return make_plan(*image, shape, policy);
}

}  // namespace triforium::image
