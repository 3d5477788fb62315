#include "enrich/write_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace triforium::enrich {

Failure cannot_keep(std::filesystem::path const& path, int code) {
  return fail(code == ENOSPC || code == EDQUOT ? ErrorKind::storage_full : ErrorKind::internal,
              code == ENOSPC || code == EDQUOT ? "The disk of the data folder is full."
                                               : "What was made of a file cannot be kept in the data folder.",
              fmt::format("{}: {}", path.string(), std::strerror(code)));
}

Result<void> write_all(int descriptor, ByteView bytes, std::filesystem::path const& path) {
  for (std::size_t done = 0; done < bytes.size();) {
    auto const count = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return cannot_keep(path, errno);
    done += static_cast<std::size_t>(count);
  }
  return {};
}

}  // namespace triforium::enrich
