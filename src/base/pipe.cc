#include "base/pipe.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace triforium {

bool Pipe::is_full() const {
  std::lock_guard const lock(mutex_);
  return pieces_.size() >= kCapacity;
}

bool Pipe::blocking_wait_for_room(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, std::move(stop), [this] { return is_abandoned_ || pieces_.size() <= kCapacity / 2; });
  return !is_abandoned_ && pieces_.size() <= kCapacity / 2;
}

Result<void> Pipe::put(SharedBytes piece) {
  Answering waiting;
  {
    std::lock_guard const lock(mutex_);
    if (is_abandoned_) return fail(ErrorKind::cancelled, "Nobody waits for this any more.");
    waiting = std::exchange(waiting_, nullptr);
    if (!waiting) pieces_.push_back(std::move(piece));
  }
  if (waiting) waiting(std::move(piece));
  return {};
}

void Pipe::close(Result<void> const& how) {
  Answering waiting;
  {
    std::lock_guard const lock(mutex_);
    waiting = std::exchange(waiting_, nullptr);
    end_ = how;
  }
  if (!waiting) return;
  if (how) {
    waiting(SharedBytes());
  } else {
    waiting(fail(how));
  }
}

std::optional<Pipe::Answer> Pipe::take() {
  if (!pieces_.empty()) {
    auto piece = std::move(pieces_.front());
    pieces_.pop_front();
    if (pieces_.size() == kCapacity / 2) changed_.notify_one();
    return piece;
  }
  if (!end_) return std::nullopt;
  if (!*end_) return fail(*end_);
  return SharedBytes();
}

void Pipe::answer_later(Answering waiting) {
  std::unique_lock lock(mutex_);
  auto ready = take();
  if (!ready) {
    waiting_ = std::move(waiting);
    return;
  }
  lock.unlock();
  waiting(std::move(*ready));
}

Task<Result<SharedBytes>> Pipe::next() {
  namespace asio = boost::asio;
  auto wait = [this](auto handler) {
    // The loop must not end while somebody owes it an answer.
    auto executor = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    answer_later([executor, shared](Answer given) {
      asio::post(executor, [shared, given = std::move(given)]() mutable {
        auto own = std::move(*shared);
        own(std::move(given));
      });
    });
  };
  Answer answer = co_await asio::async_initiate<asio::use_awaitable_t<> const, void(Answer)>(wait, asio::use_awaitable);
  co_return answer;
}

void Pipe::abandon() {
  {
    std::lock_guard const lock(mutex_);
    is_abandoned_ = true;
    pieces_.clear();
  }
  changed_.notify_all();
}

}  // namespace triforium
