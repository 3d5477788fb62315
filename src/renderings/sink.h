// Where bytes go while they are being made.
#pragma once

#include <functional>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::renderings {

using Sink = std::function<Result<void>(ByteView)>;
using Fill = std::function<Result<void>(Sink const&)>;

}  // namespace triforium::renderings
