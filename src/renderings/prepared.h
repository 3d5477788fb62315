// A rendering that is about to be sent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/byte_stream.h"
#include "renderings/sink.h"

namespace triforium::renderings {

// One of three.
struct Prepared {
  std::string text{};
  // Makes the bytes on a thread that may block, and hands them to the sink.
  std::function<Result<void>(Sink const&)> make{};
  std::optional<std::uint64_t> length{};  // of what is made; absent: it shows when it ends
  // Makes them step by step, while they are taken; nobody knows how many.
  std::shared_ptr<ByteStream> stream{};
};

}  // namespace triforium::renderings
