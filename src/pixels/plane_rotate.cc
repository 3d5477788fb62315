#include "pixels/plane_rotate.h"

#include <algorithm>

#include "pixels/kernels.h"
#include "pixels/rotation.h"
#include "pixels/turn.h"

namespace triforium {
namespace {

// Samples of a row that are made before those of the next row: their neighbours are still near the processor then.
constexpr std::int64_t kColumns = 256;

std::uint8_t sample(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

// JFIF 1.02, "Conversion to and from RGB".
struct Ground {
  std::uint8_t y, cb, cr;
};
Ground ground_of(Colour colour) {
  auto const y = samples_of(colour, ColourModel::gray)[0] * 255;
  return {sample(y), sample((static_cast<float>(colour.blue) - y) / 1.772F + 128),
          sample((static_cast<float>(colour.red) - y) / 1.402F + 128)};
}

// One plane, of which `sampling` pixels share a sample across and down: its grid lies in the middle of them, in the
// picture and in the box.
void rotate_plane(ConstPlaneView from, WayBack const& way, int sampling, std::uint8_t ground, PlaneView to) {
  auto const share = static_cast<double>(sampling);
  RotatedSamples row{};
  row.samples = from.data;
  row.stride = from.stride;
  row.width = from.size.width;
  row.height = from.size.height;
  row.right = static_cast<double>(way.picture.width) / share;
  row.bottom = static_cast<double>(way.picture.height) / share;
  row.step_x = way.step().x;
  row.step_y = way.step().y;
  row.ground = ground;
  for (std::int64_t left = 0; left < to.size.width; left += kColumns) {
    row.count = std::min(kColumns, to.size.width - left);
    for (std::int64_t y = 0; y < to.size.height; ++y) {
      auto const place = way.of((static_cast<double>(left) + 0.5) * share, (static_cast<double>(y) + 0.5) * share);
      row.x = place.x / share;
      row.y = place.y / share;
      row.out = to.row(y) + left;
      kernels().rotate_samples(row);
    }
  }
}

}  // namespace

Result<Planes> rotated(Planes const& planes, bool is_mirrored, double degrees, Colour ground) {
  if (!planes.is_gray() && planes.sampling.across != planes.sampling.down)
    return fail(ErrorKind::internal, "Planes that are rotated have the same sampling across and down.");
  auto const box = rotated_size(planes.size(), degrees);
  WayBack const way{planes.size(), box, is_mirrored, direction_of(degrees)};
  auto const around = ground_of(ground);
  TRIFORIUM_TRY(auto result, make_planes(box, planes.is_gray(), planes.sampling));
  rotate_plane(planes.y.view(), way, 1, around.y, result.y.view());
  if (planes.is_gray()) return result;
  rotate_plane(planes.cb.view(), way, planes.sampling.across, around.cb, result.cb.view());
  rotate_plane(planes.cr.view(), way, planes.sampling.across, around.cr, result.cr.view());
  return result;
}

}  // namespace triforium
