#include "media/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace triforium::media::blocking {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(ErrorKind::internal, "no pipe could be made", std::strerror(errno));
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

// The file that $PATH names; empty if there is none. Looked up before the fork, where that is safe.
std::string find_program(std::string const& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0 ? name : std::string();
  auto const* path = std::getenv("PATH");
  for (auto const folder : split(path != nullptr ? path : "/usr/bin:/bin", ':')) {
    auto candidate = std::string(folder) + "/" + name;
    if (folder.starts_with('/') && access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

void limit(decltype(RLIMIT_CORE) resource, rlim_t value) {
  rlimit const both{value, value};
  setrlimit(resource, &both);
}

// In the child, between fork and exec: only what is safe after a fork of a program with threads.
[[noreturn]] void become(char const* program, char* const* argv, int out, int err, ProcessLimits const& limits) {
  setpgid(0, 0);
  int const null = open("/dev/null", O_RDONLY);
  if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(126);
  limit(RLIMIT_AS, limits.memory);
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.time.count() / 1000 + 1) * 2);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  execv(program, argv);
  _exit(126);
}

// A running program and all that it started; ended and waited for at the latest when this goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  ~Child() {
    if (pid_ > 0) end();
  }

  // Its status as waitpid gives it.
  int end() {
    // The process itself is not reaped yet, so its group cannot be another's by now.
    kill(-pid_, SIGKILL);
    return wait();
  }
  // What it started and left behind is ended too, before its number is given back.
  int wait() {
    siginfo_t info{};
    while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
    kill(-pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
};

// The two outputs as they come, until both are closed.
class Collector {
 public:
  using Sink = std::function<void(ByteView)>;
  Collector(Descriptor out, Descriptor err, Sink const& sink, ProcessLimits const& limits)
      : out_(std::move(out)),
        err_(std::move(err)),
        sink_(sink),
        limits_(limits),
        deadline_(Clock::now() + limits.time) {}

  Result<void> run() {
    while (out_.get() >= 0 || err_.get() >= 0) {
      auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      if (left <= 0) return fail(ErrorKind::timeout, "the program took longer than it may");
      std::array<pollfd, 2> waiting{{{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}}};
      if (poll(waiting.data(), waiting.size(), static_cast<int>(std::min<long long>(left, 1000))) < 0 && errno != EINTR)
        return fail(ErrorKind::internal, "its output could not be waited for", std::strerror(errno));
      if (waiting[0].revents != 0) TRIFORIUM_CHECK(take_output());
      if (waiting[1].revents != 0) take_errors();
    }
    return {};
  }

  std::string errors;  // the last four kilobytes

 private:
  Result<void> take_output() {
    std::array<std::uint8_t, 65536> buffer;
    auto const size = ::read(out_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return {};
    if (size <= 0) out_.close();
    if (size <= 0) return {};
    taken_ += static_cast<std::uint64_t>(size);
    if (taken_ > limits_.output)
      return fail(ErrorKind::too_large, "the program wrote more than " + std::to_string(limits_.output) + " bytes");
    sink_(ByteView(buffer.data(), static_cast<std::size_t>(size)));
    return {};
  }

  void take_errors() {
    std::array<char, 4096> buffer;
    auto const size = ::read(err_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return;
    if (size <= 0) return err_.close();
    errors.append(buffer.data(), static_cast<std::size_t>(size));
    if (errors.size() > 4096) errors.erase(0, errors.size() - 4096);
  }

  Descriptor out_;
  Descriptor err_;
  Sink const& sink_;
  std::uint64_t taken_ = 0;
  ProcessLimits const& limits_;
  Clock::time_point deadline_;
};

Result<Child> start(std::string const& program, std::vector<std::string> const& arguments, Pipe& out, Pipe& err,
                    ProcessLimits const& limits) {
  std::vector<char*> argv;
  for (auto const& argument : arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  auto const pid = fork();
  if (pid < 0) return fail(ErrorKind::busy, quoted(arguments[0]) + " could not be started", std::strerror(errno));
  if (pid == 0) become(program.c_str(), argv.data(), out.write.get(), err.write.get(), limits);
  setpgid(pid, pid);  // here too: whoever comes first
  out.write.close();
  err.write.close();
  return Child(pid);
}

}  // namespace

bool has_program(std::string const& name) {
  return !find_program(name).empty();
}

Result<void> run_process(std::vector<std::string> const& argv, std::function<void(ByteView)> const& sink,
                         ProcessLimits const& limits) {
  auto const program = find_program(argv.at(0));
  if (program.empty()) return fail(ErrorKind::not_implemented, quoted(argv[0]) + " was not found on this machine");
  TRIFORIUM_TRY(auto out, make_pipe());
  TRIFORIUM_TRY(auto err, make_pipe());
  TRIFORIUM_TRY(auto child, start(program, argv, out, err, limits));
  Collector collector(std::move(out.read), std::move(err.read), sink, limits);
  if (auto const collected = collector.run(); !collected) {
    child.end();
    return fail(collected.error().kind, quoted(argv[0]) + ": " + collected.error().message, collector.errors);
  }
  auto const status = child.wait();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return fail(ErrorKind::corrupt_source,
                quoted(argv[0]) + (WIFEXITED(status) ? " ended with status " + std::to_string(WEXITSTATUS(status))
                                                     : " was ended by signal " + std::to_string(WTERMSIG(status))),
                collector.errors);
  return {};
}

Result<Bytes> run_process(std::vector<std::string> const& argv, ProcessLimits const& limits) {
  Bytes output;
  auto const append = [&](ByteView piece) { output.insert(output.end(), piece.begin(), piece.end()); };
  TRIFORIUM_CHECK(run_process(argv, append, limits));
  return output;
}

}  // namespace triforium::media::blocking
