// Files that arrive in pieces, and go on arriving after a broken connection or a restart of the server.
//
// https://tus.io/protocols/resumable-upload
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "base/result.h"

namespace triforium::uploads {

struct Settings {
  std::filesystem::path folder;                      // made when it is needed
  std::uint64_t max_bytes = std::uint64_t{8} << 30;  // of one upload
  std::size_t max_open = 16;                         // unfinished and unused ones
  std::chrono::seconds lifetime{24 * 3600};          // since its last piece
};

struct Upload {
  std::string id;
  std::string name;          // of the file, as the client called it; no path
  std::uint64_t length = 0;  // bytes, in all
  std::uint64_t offset = 0;  // bytes that are safely on disk
  std::chrono::sys_seconds expires{};

  bool is_complete() const { return offset == length; }
};

// Ids are random, so that nobody guesses one, and of a form that is safe in paths. Pure.
bool is_upload_id(std::string_view text);

// All of it blocks, and may be called from several threads; one object for each folder, since it knows which uploads
// are being written and which are waited for. Errors of every call: storage_full; internal.
class Uploads {
 public:
  explicit Uploads(Settings settings) : settings_(std::move(settings)) {}

  // Old ones are forgotten first. Errors: too_large; busy, for too many at once; bad_request, for a name that files
  // cannot have.
  Result<Upload> create(std::uint64_t length, std::string_view name);

  // Error: not_found, also for one that has expired.
  Result<Upload> find(std::string_view id) const;

  // Adds `bytes` behind `offset`, which is where the upload stands; what this acknowledges survives a power cut.
  // Errors: as find(); conflict, for another offset, or while another piece is being written; too_large, beyond its
  // length.
  Result<Upload> append(std::string_view id, std::uint64_t offset, std::string_view bytes);

  // Error: not_found.
  Result<void> remove(std::string_view id);

  // The file of a complete upload. Errors: as find(); conflict, while it is not complete.
  Result<std::filesystem::path> file_of(std::string_view id) const;

  // An upload that is held stays, however old it is, until it is released, or this object is gone.
  void hold(std::string_view id);
  void release(std::string_view id);

  // Forgets what is too old, and what a process left that was killed while it began an upload.
  void forget_old();

  Settings const& settings() const { return settings_; }

 private:
  Result<void> check(std::uint64_t length, std::string_view name) const;
  std::filesystem::path path_of(std::string_view id, std::string_view suffix) const;
  Upload with_expiry(Upload upload) const;
  Result<Upload> read(std::string_view id) const;
  Result<void> keep(Upload const& upload) const;
  Result<Upload> write(Upload const& upload, std::string_view bytes) const;
  bool is_too_old(std::filesystem::path const& file, std::string_view id) const;
  std::size_t count_young() const;

  Settings const settings_;
  using Ids = std::set<std::string, std::less<>>;
  std::mutex creating_;
  Guarded<Ids> busy_;          // being written
  mutable Guarded<Ids> held_;  // waited for
};

}  // namespace triforium::uploads
