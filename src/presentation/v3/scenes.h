// A Scene of Presentation 4 on the Canvas that 3.0 has instead.
#pragma once

#include <boost/json.hpp>

namespace triforium::presentation {

// `canvas` is a Scene of which everything is written as 3.0 has it, and only the annotations with a Model are left. It
// gets a height and a width; where its placeholder shows something, the items of the placeholder instead of its own;
// and `rendering` with its models.
void paint_scene(boost::json::object& canvas);

}  // namespace triforium::presentation
