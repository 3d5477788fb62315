#include "app/serve.h"

#include <malloc.h>
#include <sys/resource.h>

#include <csignal>

#include "app/application.h"
#include "app/formats.h"
#include "base/log.h"

namespace triforium::app {
namespace {

// Signals are taken by the thread that waits for them, and by no other: so no handler ever runs inside anything.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (int const signal : {SIGINT, SIGTERM, SIGHUP})
    sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// glibc gives each thread a heap of its own, up to eight for each core, and what one of them has freed serves no other:
// under 64 mixed clients that is some 200 MB more, which grow for minutes. What is large, or often needed, does not
// come from there: planes keep their own pages, and small pieces each thread's cache.
void share_heaps() {
  ::mallopt(M_ARENA_MAX, 2);
}

// Open images and connections may need more descriptors than the 1024 that a process begins with for the sake of old
// programs: whoever does not call select() may take what the system allows.
// https://0pointer.net/blog/file-descriptor-limits.html
void allow_all_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

void reload(Application& application) {
  if (auto const reloaded = application.reload_certificate(); !reloaded) {
    log::error("The certificate was not reloaded; the old one stays", {{"detail", reloaded.error().message}});
  } else {
    log::info("The certificate was read again");
  }
}

}  // namespace

Result<void> serve(Config const& config) {
  share_heaps();
  allow_all_descriptors();
  auto const signals = block_signals();
  TRIFORIUM_TRY(auto application, Application::start(config));
  log::info("Triforium " TRIFORIUM_VERSION " has started", {{"formats", describe_formats()}});
  for (auto const& url : application->urls())
    log::info("Listening", {{"url", url + config.server.path_prefix + "/"}});

  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP)
    reload(*application);

  log::info("Stopping: finishing what is in flight");
  bool const is_clean = application->stop();
  log::info(is_clean ? "Stopped" : "Stopped; some requests had to be cut");
  return {};
}

}  // namespace triforium::app
