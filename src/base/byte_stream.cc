#include "base/byte_stream.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/pipe.h"

namespace triforium {
namespace {

// How long a stream may compute while others wait for their turn: long beside a change of thread, short beside what a
// person notices.
constexpr std::chrono::milliseconds kSlice{20};

}  // namespace

StreamWriter::StreamWriter(Pipe& pipe, Turns& turns, std::stop_token stop)
    : pipe_(pipe), turns_(turns), stop_(std::move(stop)) {
  take_turn();
  waited_ = {};
}

StreamWriter::~StreamWriter() {
  give_turn_back();
}

void StreamWriter::take_turn() {
  auto const asked = Clock::now();
  turns_.blocking_take();
  has_turn_ = true;
  turn_began_ = Clock::now();
  waited_ += turn_began_ - asked;
}

void StreamWriter::give_turn_back() {
  if (std::exchange(has_turn_, false)) turns_.give_back();
}

void StreamWriter::let_others() {
  if (Clock::now() - turn_began_ < kSlice || !turns_.are_wanted()) return;
  give_turn_back();
  take_turn();
}

// False if nobody waits for more; what is left to do then is not worth a turn.
bool StreamWriter::wait_for_room() {
  auto const asked = Clock::now();
  give_turn_back();
  bool const has_room = pipe_.blocking_wait_for_room(stop_);
  waited_ += Clock::now() - asked;
  if (has_room) take_turn();
  return has_room;
}

Result<void> StreamWriter::blocking_write(ByteView bytes) noexcept {
  try {
    while (!bytes.empty()) {
      piece_.reserve(kPieceSize);
      auto const count = std::min(bytes.size(), kPieceSize - piece_.size());
      piece_.insert(piece_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
      bytes = bytes.subspan(count);
      if (piece_.size() == kPieceSize) TRIFORIUM_CHECK(blocking_flush());
    }
    return {};
  } catch (std::exception const& e) {
    return fail(ErrorKind::busy, "The server has no memory left for this request.", e.what());
  }
}

Result<void> StreamWriter::blocking_flush() noexcept {
  try {
    if (piece_.empty()) return {};
    if (!pipe_.is_full()) {
      let_others();
    } else if (!wait_for_room()) {
      return fail(ErrorKind::cancelled, "Nobody waits for this any more.");
    }
    return pipe_.put(share(std::exchange(piece_, {})));
  } catch (std::exception const& e) {
    return fail(ErrorKind::busy, "The server has no memory left for this request.", e.what());
  }
}

}  // namespace triforium
