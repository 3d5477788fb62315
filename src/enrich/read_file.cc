#include "enrich/read_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace triforium::enrich {

Result<Bytes> blocking_read_head(std::filesystem::path const& file, std::size_t most) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file, error);
  std::ifstream stream(file, std::ios::binary);
  if (error || !stream) return fail(ErrorKind::not_found, "it cannot be read", file.string());
  Bytes bytes(std::min<std::uintmax_t>(size, most));
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  return bytes;
}

Result<Bytes> blocking_read_file(std::filesystem::path const& file, std::size_t most) {
  std::error_code error;
  auto const size = std::filesystem::file_size(file, error);
  if (!error && size > most)
    return fail(ErrorKind::too_large, fmt::format("it has more than {} bytes", most), file.string());
  return blocking_read_head(file, most);
}

}  // namespace triforium::enrich
