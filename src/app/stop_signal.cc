#include "app/stop_signal.h"

#include <atomic>
#include <csignal>

namespace triforium::app {
namespace {

// A handler can reach nothing else.
std::atomic<bool> is_told_to_stop = false;
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

void remember_stop_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { is_told_to_stop = true; };
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

bool was_told_to_stop() {
  return is_told_to_stop;
}

}  // namespace triforium::app
