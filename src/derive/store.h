// The store of derivatives: a folder of plain files, each named by what it was made from.
//
// The folder itself is the index: nothing else has to be right for the store to be right, so any number of processes
// can share it, and one may be killed at any moment. A file has its name only when it is complete. What is being
// written lies in a folder of its process, which whoever starts later removes if that process is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "codecs/decoder.h"
#include "storage/file_source.h"

namespace triforium::derive {

// What a derivative is made from, and how. Everything that shows in its pixels is in here.
struct MadeFrom {
  std::string source;    // name: a path or URL
  std::string identity;  // its state, see storage::Identity
  int page = 0;
  std::string settings;  // of the builder
};
// The same for what is equal, different otherwise: the file's name, "….tif". Pure.
std::string derivative_name(MadeFrom const& made_from);

class Store {
 public:
  struct Settings {
    std::filesystem::path folder;
    std::uint64_t max_bytes = 0;
  };
  struct Content {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
  };

  // Makes the folder if there is none, and removes what processes that are gone have left unfinished.
  // Errors: internal, with a sentence for the operator: it cannot be made or written.
  static Result<std::unique_ptr<Store>> open(Settings settings);
  // Removes what this process has left unfinished.
  ~Store();
  Store(Store const&) = delete;
  Store& operator=(Store const&) = delete;

  // All of these block, and may be called by any number of threads at once.

  // Whether there is one. Asking counts as a use, as finding does: what has not been used for longest goes first.
  bool contains(std::string const& name) const;
  // Absent if there is none.
  std::optional<std::shared_ptr<storage::FileSource const>> find(std::string const& name) const;

  // Where a derivative of that name is to be written; commit() puts it into its place.
  std::filesystem::path unfinished(std::string const& name) const;
  // Errors: storage_full (it is not there, or cannot be moved); too_large (larger than the whole store may be).
  // Others are removed until all are within the limit.
  Result<void> commit(std::string const& name);

  // Removes others until `bytes` more fit. False if they never will.
  bool make_room(std::uint64_t bytes);
  // Of no use: it does not open, or shows something else.
  void discard(std::string const& name);

  Content content() const;

 private:
  Store(Settings settings, std::filesystem::path own_folder, storage::FileDescriptor own_lock);
  bool blocking_evict(std::uint64_t room, std::string const& spared);

  Settings const settings_;
  std::filesystem::path const own_folder_;  // of what this process has not finished
  storage::FileDescriptor const own_lock_;  // held as long as the process lives
};

}  // namespace triforium::derive
