#include "enrich/temporary_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

#include "enrich/write_file.h"
#include "storage/file_source.h"

namespace triforium::enrich {

Result<TemporaryFile> TemporaryFile::blocking_write(std::filesystem::path const& folder, Bytes const& bytes) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  auto name = (folder / "unfinished-XXXXXX").string();
  storage::FileDescriptor const file(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.is_open()) return cannot_keep(name, errno);
  TemporaryFile made(name);
  TRIFORIUM_CHECK(write_all(file.get(), bytes, name));
  return made;
}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace triforium::enrich
