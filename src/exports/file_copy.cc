#include "exports/file_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace triforium::exports {
namespace {

constexpr std::size_t kAtOnce = 256 << 10;

bool is_same_state(struct stat const& a, struct stat const& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

Result<void> blocking_read_all(storage::FileSource const& file, Sink const& sink) {
  std::vector<std::uint8_t> buffer(kAtOnce);
  for (std::uint64_t done = 0;;) {
    auto const count = ::pread(file.descriptor(), buffer.data(), buffer.size(), static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(ErrorKind::internal, "A file cannot be read.", file.name());
    if (count == 0) return {};
    TRIFORIUM_CHECK(sink(ByteView(buffer.data(), static_cast<std::size_t>(count))));
    done += static_cast<std::uint64_t>(count);
  }
}

Result<OutputFolder::Outcome> blocking_copy(storage::FileSource const& file, OutputFolder const& folder,
                                            std::filesystem::path const& name) {
  auto const target = folder.path() / name;
  struct stat now {
  }, known{};
  if (::fstat(file.descriptor(), &now) != 0)
    return fail(ErrorKind::internal, "A file cannot be read.", file.name() + ": " + std::strerror(errno));
  if (::stat(target.c_str(), &known) == 0 && S_ISREG(known.st_mode) && is_same_state(now, known))
    return OutputFolder::Outcome::unchanged;
  TRIFORIUM_TRY(auto const outcome,
                folder.blocking_write(name, [&](Sink const& sink) { return blocking_read_all(file, sink); }));
  // A disk that keeps no such times has the file copied again by the next run, and nothing worse.
  std::array const times{now.st_atim, now.st_mtim};
  ::utimensat(AT_FDCWD, target.c_str(), times.data(), 0);
  return outcome;
}

}  // namespace triforium::exports
