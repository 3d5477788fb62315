#include "uploads/archive.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/text.h"

namespace triforium::uploads {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 1000;

// The records behind an archive's files, by which its directory is found (APPNOTE.TXT, 4.3.14 to 4.3.16).
constexpr std::size_t kEndBytes = 22, kLocatorBytes = 20, kEnd64Bytes = 56, kLongestComment = 65'535;
constexpr std::size_t kTailBytes = kEndBytes + kLocatorBytes + kEnd64Bytes + kLongestComment;

// Of entries whose names and other fields have no more than this on average, as many as are allowed can be read.
constexpr std::uint64_t kBytesOfEntry = 256, kBytesBesides = 1 << 16;

Failure unreadable(std::string detail = {}) {
  return fail(ErrorKind::corrupt_source, "The archive cannot be read: it is damaged, or no ZIP.", std::move(detail));
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t number = 0;
  for (std::size_t i = width; i-- > 0;)
    number = number << 8U | static_cast<std::uint8_t>(bytes[at + i]);
  return number;
}

// What the end record at `end` says of the directory's size, bytes. `before` lie in front of `tail` in the archive.
Result<std::uint64_t> directory_size(std::string_view tail, std::uint64_t before, std::size_t end) {
  bool const has_locator = end >= kLocatorBytes && tail.substr(end - kLocatorBytes, 4) == "PK\6\7";
  if (!has_locator) return number_at(tail, end + 12, 4);
  auto const place = number_at(tail, end - kLocatorBytes + 8, 8);
  bool const is_in_tail = place >= before && place - before <= tail.size() - std::min(tail.size(), kEnd64Bytes);
  if (!is_in_tail || tail.substr(place - before, 4) != "PK\6\6") return unreadable("the ZIP64 end record");
  return number_at(tail, place - before + 40, 8);
}

// libzip reads the whole directory before it can be asked for the number of entries. It chooses among all that looks
// like an end record, so all are looked at.
Result<void> check_directory(std::string_view tail, std::uint64_t before, UnpackLimits const& limits) {
  for (auto end = tail.find("PK\5\6"); end != std::string_view::npos; end = tail.find("PK\5\6", end + 1)) {
    if (tail.size() - end < kEndBytes) break;
    TRIFORIUM_TRY(auto const size, directory_size(tail, before, end));
    if (size > limits.entries * kBytesOfEntry + kBytesBesides)
      return fail(ErrorKind::too_large, fmt::format("The archive's directory has {} bytes, more than {} entries need.",
                                                    size, limits.entries));
  }
  return {};
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

std::string complaint_about_content(zip_t* archive, zip_stat_t const& stat, UnpackLimits const& limits) {
  if ((stat.valid & ZIP_STAT_SIZE) == 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0) return "its size is not known";
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) return "it is encrypted";
  if (!is_plain_file(archive, stat.index)) return "it is a link, or no file at all";
  bool const is_bomb =
      stat.size > (std::uint64_t{1} << 20) && stat.size / std::max<std::uint64_t>(stat.comp_size, 1) > limits.ratio;
  return is_bomb ? fmt::format("it unpacks to more than {} times its size", limits.ratio) : std::string();
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

}  // namespace

bool is_zip(fs::path const& file) {
  std::array<char, 4> begin{};
  std::ifstream(file, std::ios::binary).read(begin.data(), begin.size());
  std::string_view const magic(begin.data(), begin.size());
  return magic == std::string_view("PK\3\4", 4) || magic == std::string_view("PK\5\6", 4);
}

Result<Archive> blocking_open_archive(fs::path const& path, UnpackLimits const& limits) {
  std::error_code error;
  auto const size = fs::file_size(path, error);
  if (error) return unreadable(path.string());
  std::string tail(std::min<std::uint64_t>(size, kTailBytes), '\0');
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(size - tail.size()));
  if (!file.read(tail.data(), static_cast<std::streamsize>(tail.size()))) return unreadable(path.string());
  TRIFORIUM_CHECK(check_directory(tail, size - tail.size(), limits));
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code), zip_discard);
  if (!archive) return unreadable(fmt::format("{}: libzip {}", path.string(), code));
  return archive;
}

Result<Archive> open_archive(ByteView bytes, UnpackLimits const& limits) {
  auto const tail = as_text(bytes.last(std::min(bytes.size(), kTailBytes)));
  TRIFORIUM_CHECK(check_directory(tail, bytes.size() - tail.size(), limits));
  zip_error_t error{};
  auto* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (source == nullptr) return unreadable(fmt::format("libzip {}", error.zip_err));
  Archive archive(zip_open_from_source(source, ZIP_RDONLY, &error), zip_discard);
  if (archive) return archive;
  zip_source_free(source);
  return unreadable(fmt::format("libzip {}", error.zip_err));
}

Result<std::vector<Entry>> list_entries(zip_t* archive, UnpackLimits const& limits) {
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

Failure refused(std::string_view name, std::string_view why) {
  return fail(ErrorKind::bad_request, fmt::format("The archive's entry {}: {}.", quoted(name, 200), why));
}

}  // namespace triforium::uploads
