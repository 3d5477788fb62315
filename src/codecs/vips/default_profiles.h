// Profiles for pixels that come without one.
#pragma once

#include "base/bytes.h"

namespace triforium::codecs {

// What CMYK without a profile is taken for: the profile that libvips carries. Null where it has none. Any thread.
SharedBytes default_cmyk_profile();

}  // namespace triforium::codecs
