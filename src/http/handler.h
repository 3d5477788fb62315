// What answers a request. Runs on an event loop: it hands whatever blocks to base/workers.
#pragma once

#include <functional>

#include "base/task.h"
#include "http/message.h"

namespace triforium::http {

// May be called from several event loops at the same time. What it throws becomes a 500.
using Handler = std::function<Task<Response>(Request)>;

}  // namespace triforium::http
