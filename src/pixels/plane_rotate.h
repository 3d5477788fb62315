// Planes rotated by any angle.
#pragma once

#include "pixels/planes.h"
#include "pixels/quality.h"

namespace triforium {

// Mirrored left–right (or not), then rotated clockwise about the centre, as make_rotated does it: the same box, the
// same neighbours (Catmull-Rom), smooth edges; around it is the ground. In the sampling of `planes`, which is the same
// across and down. `degrees`: any finite number. Errors: as make_planes.
Result<Planes> rotated(Planes const& planes, bool is_mirrored, double degrees, Colour ground);

}  // namespace triforium
