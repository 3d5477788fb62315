// The versions of the Presentation API that are read and written here.
#pragma once

namespace triforium::presentation {

enum class Version { v2, v3, v4 };

}  // namespace triforium::presentation
