#include "uploads/uploads.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <optional>

#include "base/text.h"
#include "json/parse.h"
#include "storage/file_source.h"

namespace triforium::uploads {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

constexpr std::string_view kDescription = ".json", kBytes = ".bytes";
constexpr std::size_t kIdLength = 32;
constexpr std::size_t kLongestName = 200;

Failure cannot_keep(fs::path const& path, int code) {
  bool const is_full = code == ENOSPC || code == EDQUOT;
  return fail(is_full ? ErrorKind::storage_full : ErrorKind::internal,
              is_full ? "The disk of the data folder is full." : "The upload cannot be kept in the data folder.",
              fmt::format("{}: {}", path.string(), std::strerror(code)));
}

Failure unknown(std::string_view id) {
  return fail(ErrorKind::not_found, fmt::format("There is no upload {}, or not any more.", quoted(id)));
}

Result<std::string> make_id() {
  std::uint64_t random[2];
  if (::getrandom(random, sizeof random, 0) != sizeof random)
    return fail(ErrorKind::internal, "The server has no random numbers.", std::strerror(errno));
  return fmt::format("{:016x}{:016x}", random[0], random[1]);
}

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && name.front() != '.' &&
         name.find_first_of("/\\") == std::string_view::npos && is_valid_utf8(name) && !has_control_character(name);
}

Result<void> write_at(int file, std::uint64_t offset, std::string_view bytes, fs::path const& path) {
  while (!bytes.empty()) {
    auto const count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return cannot_keep(path, count < 0 ? errno : ENOSPC);
    offset += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fdatasync(file) != 0) return cannot_keep(path, errno);
  return {};
}

void sync_folder(fs::path const& folder) {
  storage::FileDescriptor const opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.is_open()) (void)::fsync(opened.get());
}

// Written aside, so that a description is there wholly, the old or the new one.
Result<void> replace_file(fs::path const& path, std::string const& text) {
  auto const aside = path.string() + ".new";
  auto const replaced = [&]() -> Result<void> {
    storage::FileDescriptor const file(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.is_open()) return cannot_keep(path, errno);
    TRIFORIUM_CHECK(write_at(file.get(), 0, text, path));
    if (::rename(aside.c_str(), path.c_str()) != 0) return cannot_keep(path, errno);
    return {};
  }();
  if (!replaced) {
    ::unlink(aside.c_str());
    return fail(replaced);
  }
  sync_folder(path.parent_path());
  return {};
}

std::optional<std::chrono::seconds> age_of(fs::path const& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return std::chrono::seconds(std::time(nullptr) - status.st_mtim.tv_sec);
}

// Of what has no description: nobody was told of that upload, or it is gone. What is younger may be just being begun.
bool is_left_behind(fs::path const& file) {
  constexpr std::chrono::minutes kLongEnough{1};
  auto const age = age_of(file);
  return age && *age > kLongEnough;
}

}  // namespace

bool is_upload_id(std::string_view text) {
  return text.size() == kIdLength && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

fs::path Uploads::path_of(std::string_view id, std::string_view suffix) const {
  return settings_.folder / fmt::format("{}{}", id, suffix);
}

bool Uploads::is_too_old(fs::path const& file, std::string_view id) const {
  auto const age = age_of(file);
  if (!age) return true;
  return *age > settings_.lifetime && !held_.with([&](Ids const& held) { return held.contains(id); });
}

void Uploads::forget_old() {
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(settings_.folder, error)) {
    auto const id = entry.path().filename().string().substr(0, kIdLength);
    if (!is_upload_id(id)) continue;
    if (!fs::exists(path_of(id, kDescription), error)) {
      if (is_left_behind(entry.path())) fs::remove(entry.path(), error);
    } else if (is_too_old(path_of(id, kDescription), id)) {
      // Both: bytes alone would count as left behind, and stay for a minute more.
      fs::remove(path_of(id, kBytes), error);
      fs::remove(path_of(id, kDescription), error);
    }
  }
}

std::size_t Uploads::count_young() const {
  std::size_t count = 0;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(settings_.folder, error))
    count += entry.path().extension() == kDescription ? 1 : 0;
  return count;
}

void Uploads::hold(std::string_view id) {
  held_.with([&](Ids& held) { held.emplace(id); });
}

void Uploads::release(std::string_view id) {
  held_.with([&](Ids& held) {
    if (auto const found = held.find(id); found != held.end()) held.erase(found);
  });
}

Result<void> Uploads::check(std::uint64_t length, std::string_view name) const {
  if (length > settings_.max_bytes)
    return fail(ErrorKind::too_large, fmt::format("The upload has {} bytes, more than the {} that one may have.",
                                                  length, settings_.max_bytes));
  if (!is_file_name(name))
    return fail(ErrorKind::bad_request, fmt::format("{} cannot be the name of a file.", quoted(name)));
  std::error_code error;
  fs::create_directories(settings_.folder, error);
  if (error) return cannot_keep(settings_.folder, error.value());
  // Said before the client has sent all that fits.
  auto const space = fs::space(settings_.folder, error);
  if (!error && space.available < length)
    return fail(ErrorKind::storage_full,
                fmt::format("The disk of the data folder has no room for an upload of {} bytes.", length));
  return {};
}

Result<Upload> Uploads::create(std::uint64_t length, std::string_view name) {
  TRIFORIUM_CHECK(check(length, name));
  std::lock_guard const one_after_the_other(creating_);
  forget_old();
  if (count_young() >= settings_.max_open)
    return fail(ErrorKind::busy,
                fmt::format("There are {} uploads already: import or delete one.", settings_.max_open));
  Upload upload{{}, std::string(name), length, 0, {}};
  TRIFORIUM_TRY(upload.id, make_id());
  auto const path = path_of(upload.id, kBytes);
  storage::FileDescriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.is_open()) return cannot_keep(path, errno);
  if (auto const kept = keep(upload); !kept) {
    ::unlink(path.c_str());
    return fail(kept);
  }
  return with_expiry(std::move(upload));
}

// It lives from its last piece on, which is when its description was written.
Upload Uploads::with_expiry(Upload upload) const {
  struct stat status {};
  if (::stat(path_of(upload.id, kDescription).c_str(), &status) == 0)
    upload.expires = std::chrono::sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec)) + settings_.lifetime;
  return upload;
}

Result<void> Uploads::keep(Upload const& upload) const {
  return replace_file(
      path_of(upload.id, kDescription),
      bj::serialize(bj::object{{"name", upload.name}, {"length", upload.length}, {"offset", upload.offset}}));
}

Result<Upload> Uploads::read(std::string_view id) const {
  std::ifstream file(path_of(id, kDescription));
  std::string const text(std::istreambuf_iterator<char>(file), {});
  auto const parsed = json::parse(text);
  auto const* const object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return unknown(id);
  auto const number = [&](char const* key) {
    auto const* const value = object->if_contains(key);
    return value != nullptr && value->is_int64() ? static_cast<std::uint64_t>(value->get_int64()) : 0;
  };
  auto const* const name = object->if_contains("name");
  if (name == nullptr || !name->is_string()) return unknown(id);
  return with_expiry({std::string(id), std::string(name->get_string()), number("length"), number("offset"), {}});
}

Result<Upload> Uploads::find(std::string_view id) const {
  if (!is_upload_id(id)) return unknown(id);
  if (is_too_old(path_of(id, kDescription), id)) return unknown(id);
  return read(id);
}

Result<Upload> Uploads::write(Upload const& upload, std::string_view bytes) const {
  auto const path = path_of(upload.id, kBytes);
  storage::FileDescriptor const file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return cannot_keep(path, errno);
  auto further = upload;
  further.offset += bytes.size();
  auto const kept = [&]() -> Result<void> {
    TRIFORIUM_CHECK(write_at(file.get(), upload.offset, bytes, path));
    return keep(further);
  }();
  if (kept) return with_expiry(std::move(further));
  // What was not acknowledged gives its room back to a disk that is full.
  static_cast<void>(::ftruncate(file.get(), static_cast<off_t>(upload.offset)));
  return fail(kept);
}

Result<Upload> Uploads::append(std::string_view id, std::uint64_t offset, std::string_view bytes) {
  TRIFORIUM_TRY(auto const known, find(id));
  bool const is_ours = busy_.with([&](auto& busy) { return busy.insert(known.id).second; });
  if (!is_ours) return fail(ErrorKind::conflict, "Another piece of this upload is being written.");
  auto const written = [&]() -> Result<Upload> {
    TRIFORIUM_TRY(auto const upload, find(id));
    if (upload.offset != offset)
      return fail(ErrorKind::conflict, fmt::format("The upload is at {} bytes, not at {}.", upload.offset, offset));
    if (bytes.size() > upload.length - upload.offset)
      return fail(ErrorKind::too_large, fmt::format("The upload was to have {} bytes.", upload.length));
    return write(upload, bytes);
  }();
  busy_.with([&](auto& busy) { busy.erase(known.id); });
  return written;
}

Result<void> Uploads::remove(std::string_view id) {
  TRIFORIUM_TRY(auto const upload, find(id));
  std::error_code ignored;
  fs::remove(path_of(upload.id, kDescription), ignored);
  fs::remove(path_of(upload.id, kBytes), ignored);
  return {};
}

Result<fs::path> Uploads::file_of(std::string_view id) const {
  TRIFORIUM_TRY(auto const upload, find(id));
  if (!upload.is_complete())
    return fail(ErrorKind::conflict,
                fmt::format("Of the upload's {} bytes {} have arrived.", upload.length, upload.offset));
  return path_of(upload.id, kBytes);
}

}  // namespace triforium::uploads
