#include "items/upload_files.h"

#include <map>
#include <string>
#include <vector>

#include "items/server_jobs.h"
#include "uploads/uploads.h"

namespace triforium::items {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAtOnce = 1000;

// Of items that were imported with whole paths, the inputs tell.
Result<bool> has_item(store::Reading const& reading, fs::path const& folder) {
  auto const prefix = (folder / "").string();
  for (std::string after;;) {
    TRIFORIUM_TRY(auto const inputs, reading.list_inputs(prefix, after, kAtOnce));
    for (auto const& input : inputs)
      if (!input.item.empty()) return true;
    if (inputs.empty()) return false;
    after = inputs.back().source;
  }
}

// Whether all jobs of an upload have ended, by its id; those that never had one are not there.
using Endings = std::map<std::string, bool, std::less<>>;
Result<Endings> endings_of(store::Reading const& reading) {
  Endings endings;
  for (std::uint64_t before = 0;;) {
    TRIFORIUM_TRY(auto const jobs, reading.list_jobs(before, kAtOnce));
    for (auto const& job : jobs) {
      auto const import = parse_parameters(job.parameters);
      if (!import || import->upload.empty()) continue;
      auto const [ended, _] = endings.try_emplace(import->upload, true);
      bool const is_open = job.state == store::JobState::waiting || job.state == store::JobState::running;
      ended->second = ended->second && !is_open;
    }
    if (jobs.size() < kAtOnce) return endings;
    before = jobs.back().id;
  }
}

struct Folders {
  std::vector<fs::path> half;  // unpacked
  std::vector<fs::path> whole;
};
Folders folders_below(fs::path const& files) {
  Folders folders;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator(files, error)) {
    auto const name = entry.path().filename().string();
    if (uploads::is_upload_id(name)) folders.whole.push_back(entry.path());
    if (name.starts_with('.') && uploads::is_upload_id(name.substr(1))) folders.half.push_back(entry.path());
  }
  return folders;
}

Result<std::vector<fs::path>> blocking_unused(store::Store const& store, std::vector<fs::path> const& folders) {
  return store.read([&](store::Reading& reading) -> Result<std::vector<fs::path>> {
    std::vector<fs::path> unused;
    for (auto const& folder : folders) {
      TRIFORIUM_TRY(bool const has_asset, reading.has_stored_below("files/" + folder.filename().string()));
      if (has_asset) continue;
      TRIFORIUM_TRY(bool const has_input, has_item(reading, folder));
      if (!has_input) unused.push_back(folder);
    }
    if (unused.empty()) return unused;
    TRIFORIUM_TRY(auto const endings, endings_of(reading));
    std::erase_if(unused, [&](fs::path const& folder) {
      auto const found = endings.find(folder.filename().string());
      return found == endings.end() || !found->second;
    });
    return unused;
  });
}

}  // namespace

Result<std::size_t> blocking_clear_unused_uploads(store::Store const& store, fs::path const& data) {
  auto const folders = folders_below(data / "files");
  TRIFORIUM_TRY(auto unused, blocking_unused(store, folders.whole));
  unused.insert(unused.end(), folders.half.begin(), folders.half.end());
  std::size_t cleared = 0;
  for (auto const& folder : unused) {
    std::error_code error;
    fs::remove_all(folder, error);
    cleared += error ? 0 : 1;
  }
  return cleared;
}

}  // namespace triforium::items
