// How a stored document becomes one of another version of the Presentation API.
#pragma once

#include "items/documents.h"

namespace triforium::app {

// From 3.0 and 4.0 into each other and into 2.1.
items::Converters presentation_converters();

}  // namespace triforium::app
