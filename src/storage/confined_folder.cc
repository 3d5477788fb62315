#include "storage/confined_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace triforium::storage {
namespace {

Failure no_such_image(std::string detail = {}) {
  return fail(ErrorKind::not_found, "There is no such image.", std::move(detail));
}

// https://man7.org/linux/man-pages/man2/openat2.2.html
// RESOLVE_BENEATH: "Do not permit the path resolution to succeed if any component of the resolution is not a descendant
// of the directory indicated by dirfd." Links within the folder work; links out of it, absolute ones too, do not.
int open_beneath(int folder, std::string const& relative, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (;;) {
    auto const opened = ::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how);
    // EAGAIN: something was renamed meanwhile and the kernel could not be sure.
    if (opened >= 0 || (errno != EINTR && errno != EAGAIN)) return static_cast<int>(opened);
  }
}

}  // namespace

bool is_plain_path(std::string_view relative) {
  if (relative.empty() || relative.size() > 4096 || has_control_character(relative)) return false;
  auto const parts = split(relative, '/');
  return std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return !part.empty() && part.front() != '.' && part.size() <= 255; });
}

Result<ConfinedFolder> ConfinedFolder::open(std::string const& path) {
  FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) {
    return fail(ErrorKind::not_found, fmt::format("The folder {} cannot be read: {}.", path, std::strerror(errno)));
  }
  return ConfinedFolder(std::make_shared<FileDescriptor const>(std::move(folder)), path);
}

Result<FileDescriptor> ConfinedFolder::blocking_open_beneath(std::string_view relative, int flags) const {
  FileDescriptor opened(open_beneath(folder_->get(), std::string(relative), flags));
  if (opened.is_open()) return opened;
  if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
    return fail(ErrorKind::busy, "The server has too many files open.", std::strerror(errno));
  }
  return no_such_image(fmt::format("{}/{}: {}", path_, relative, std::strerror(errno)));
}

Result<std::shared_ptr<FileSource const>> ConfinedFolder::blocking_open(std::string_view relative) const {
  if (!is_plain_path(relative)) return no_such_image();
  // O_NONBLOCK: a pipe that somebody put there must not hold us up before we see that it is none of ours.
  TRIFORIUM_TRY(auto opened, blocking_open_beneath(relative, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  return FileSource::make(std::move(opened), fmt::format("{}/{}", path_, relative));
}

Result<Identity> ConfinedFolder::blocking_identify(std::string_view relative) const {
  if (!is_plain_path(relative)) return no_such_image();
  TRIFORIUM_TRY(auto opened, blocking_open_beneath(relative, O_PATH | O_CLOEXEC));
  struct stat status {};
  if (::fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) return no_such_image();
  return identity_of(status);
}

Result<FileDescriptor> ConfinedFolder::blocking_open_folder(std::string_view relative) const {
  if (!relative.empty() && !is_plain_path(relative)) return no_such_image();
  return blocking_open_beneath(relative.empty() ? "." : relative, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

}  // namespace triforium::storage
