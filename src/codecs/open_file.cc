#include "codecs/open_file.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "storage/file_source.h"

namespace triforium::codecs {

Result<OpenedFile> blocking_open_file(std::filesystem::path const& path, OpenOptions const& options) {
  storage::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    return fail(ErrorKind::not_found, std::string("It cannot be opened: ") + std::strerror(errno) + ".");
  }
  TRIFORIUM_TRY(auto source, storage::FileSource::make(std::move(file), path.string()));
  TRIFORIUM_TRY(auto decoder, open(source, options));
  return OpenedFile{std::move(source), std::move(decoder)};
}

}  // namespace triforium::codecs
