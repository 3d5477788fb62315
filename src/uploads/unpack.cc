#include "uploads/unpack.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "base/text.h"
#include "storage/file_source.h"

namespace triforium::uploads {
namespace {

namespace fs = std::filesystem;

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using Member = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

constexpr std::size_t kLongestName = 1000;

struct Entry {
  zip_uint64_t index = 0;
  std::string name;
  std::uint64_t size = 0;
};

Failure refused(std::string_view name, std::string_view why) {
  return fail(ErrorKind::bad_request, fmt::format("The archive's entry {}: {}.", quoted(name, 200), why));
}

Result<Archive> open_archive(fs::path const& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  if (archive) return archive;
  return fail(ErrorKind::corrupt_source, "The archive cannot be read: it is damaged, or no ZIP.",
              fmt::format("{}: libzip {}", path.string(), code));
}

// Unix keeps a file's kind in the upper half of the attributes.
bool is_plain_file(zip_t* archive, zip_uint64_t index) {
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (zip_file_get_external_attributes(archive, index, 0, &system, &attributes) != 0) return false;
  auto const kind = (attributes >> 16) & S_IFMT;
  return system != ZIP_OPSYS_UNIX || kind == 0 || kind == S_IFREG || kind == S_IFDIR;
}

bool is_clutter(std::string_view name) {
  return name.starts_with("__MACOSX/") || name == ".DS_Store" || name.ends_with("/.DS_Store");
}

std::string_view complaint_about_content(zip_t* archive, zip_stat_t const& stat, UnpackLimits const& limits) {
  if ((stat.valid & ZIP_STAT_SIZE) == 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0) return "its size is not known";
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) return "it is encrypted";
  if (!is_plain_file(archive, stat.index)) return "it is a link, or no file at all";
  bool const is_bomb =
      stat.size > (std::uint64_t{1} << 20) && stat.size / std::max<std::uint64_t>(stat.comp_size, 1) > limits.ratio;
  return is_bomb ? "it unpacks to more than a thousand times its size" : "";
}

Result<Entry> look_at(zip_t* archive, zip_uint64_t index, UnpackLimits const& limits) {
  auto const* const raw = zip_get_name(archive, index, ZIP_FL_ENC_RAW);
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (raw == nullptr || zip_stat_index(archive, index, 0, &stat) != 0)
    return fail(ErrorKind::corrupt_source, fmt::format("The archive's entry {} cannot be read.", index));
  Entry entry{index, raw, stat.size};
  if (auto const why = complaint_about(entry.name, limits); !why.empty()) return refused(entry.name, why);
  if (auto const why = complaint_about_content(archive, stat, limits); !why.empty()) return refused(entry.name, why);
  return entry;
}

Result<std::vector<Entry>> list(zip_t* archive, UnpackLimits const& limits) {
  auto const count = zip_get_num_entries(archive, 0);
  if (count < 0 || static_cast<std::size_t>(count) > limits.entries)
    return fail(ErrorKind::too_large, fmt::format("The archive has {} entries, more than {}.", count, limits.entries));
  std::vector<Entry> entries;
  std::uint64_t bytes = 0;
  for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
    TRIFORIUM_TRY(auto entry, look_at(archive, index, limits));
    if (is_clutter(entry.name)) continue;
    if (entry.size > limits.bytes - bytes)
      return fail(ErrorKind::too_large, fmt::format("The archive unpacks to more than {} bytes.", limits.bytes));
    bytes += entry.size;
    entries.push_back(std::move(entry));
  }
  return entries;
}

Failure cannot_write(fs::path const& path, std::string_view name, int code) {
  if (code == EEXIST || code == ENOTDIR || code == EISDIR) return refused(name, "the same name stands there twice");
  if (code == ENAMETOOLONG) return refused(name, "its name is too long");
  bool const is_full = code == ENOSPC || code == EDQUOT;
  return fail(is_full ? ErrorKind::storage_full : ErrorKind::internal,
              is_full ? "The disk of the data folder is full." : "The archive cannot be unpacked in the data folder.",
              fmt::format("{}: {}", path.string(), std::strerror(code)));
}

Result<void> write_all(int file, std::string_view bytes, fs::path const& path, std::string_view name) {
  while (!bytes.empty()) {
    auto const count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return cannot_write(path, name, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

// What the entry says of its size is a promise of the sender: no more than that is written.
Result<void> copy(zip_file_t* member, Entry const& entry, int file, fs::path const& path,
                  std::function<bool()> const& wants_to_stop) {
  std::vector<char> buffer(std::size_t{256} << 10);
  std::uint64_t copied = 0;
  for (;;) {
    if (wants_to_stop()) return fail(ErrorKind::cancelled, "The server is stopping.");
    auto const count = zip_fread(member, buffer.data(), buffer.size());
    if (count < 0) return refused(entry.name, "it is damaged");
    if (count == 0) break;
    copied += static_cast<std::uint64_t>(count);
    if (copied > entry.size) return refused(entry.name, "it is larger than it says");
    TRIFORIUM_CHECK(write_all(file, {buffer.data(), static_cast<std::size_t>(count)}, path, entry.name));
  }
  if (copied != entry.size) return refused(entry.name, "it is smaller than it says");
  return {};
}

Result<void> write_entry(zip_t* archive, Entry const& entry, fs::path const& folder,
                         std::function<bool()> const& wants_to_stop) {
  auto const path = folder / entry.name;
  std::error_code error;
  bool const is_folder = entry.name.ends_with('/');
  fs::create_directories(is_folder ? path : path.parent_path(), error);
  if (error) return cannot_write(path, entry.name, error.value());
  if (is_folder) return {};
  Member const member(zip_fopen_index(archive, entry.index, 0), zip_fclose);
  if (!member) return refused(entry.name, "it is damaged, or packed in a way that is not known here");
  storage::FileDescriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!file.is_open()) return cannot_write(path, entry.name, errno);
  TRIFORIUM_CHECK(copy(member.get(), entry, file.get(), path, wants_to_stop));
  if (::fsync(file.get()) != 0) return cannot_write(path, entry.name, errno);
  return {};
}

}  // namespace

bool is_zip(fs::path const& file) {
  std::array<char, 4> begin{};
  std::ifstream(file, std::ios::binary).read(begin.data(), begin.size());
  std::string_view const magic(begin.data(), begin.size());
  // The second: an archive without entries.
  return magic == std::string_view("PK\3\4", 4) || magic == std::string_view("PK\5\6", 4);
}

std::string_view complaint_about(std::string_view name, UnpackLimits const& limits) {
  if (name.empty() || name.size() > kLongestName) return "its name is empty, or longer than 1,000 bytes";
  if (!is_valid_utf8(name)) return "its name is not UTF-8";
  if (has_control_character(name)) return "its name has control characters";
  if (name.find('\\') != std::string_view::npos) return "its name has a backslash";
  if (name.front() == '/') return "its name begins with a slash";
  if (name.back() == '/') name.remove_suffix(1);
  auto const segments = split(name, '/');
  if (segments.size() > limits.depth) return "it lies in too many folders";
  for (auto const segment : segments) {
    if (segment == ".." || segment == "." || segment.empty()) return "its name leads elsewhere";
  }
  return {};
}

Result<void> blocking_unpack(fs::path const& path, fs::path const& folder, UnpackLimits const& limits,
                             std::function<bool()> const& wants_to_stop) {
  TRIFORIUM_TRY(auto const archive, open_archive(path));
  TRIFORIUM_TRY(auto const entries, list(archive.get(), limits));
  for (auto const& entry : entries) {
    if (wants_to_stop()) return fail(ErrorKind::cancelled, "The server is stopping.");
    TRIFORIUM_CHECK(write_entry(archive.get(), entry, folder, wants_to_stop));
  }
  return {};
}

}  // namespace triforium::uploads
