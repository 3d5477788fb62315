// A folder of what was made of published files: posters, waveforms, captions, pages of PDFs, recognised texts. Each is
// named by the state of the file that it was made from, so it is made once, and anew when that file has changed.
//
// The whole folder may be deleted: the next import makes everything again.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::enrich {

// The same for the same file in the same state: its path, size and time of change. Blocks for a moment.
// Errors: not_found, if there is no such file.
Result<std::string> blocking_state_of(std::filesystem::path const& file);

class DerivedFolder {
 public:
  explicit DerivedFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The path of what `make` gives for `source`, called `name` ("poster.jpg", no "/"). What was made before is not made
  // again; `name` therefore says everything that the result depends on besides the source. Another process may make
  // the same at the same time. Errors: those of `make`; not_found (no source); storage_full; internal (cannot be kept).
  Result<std::filesystem::path> blocking_make(std::filesystem::path const& source, std::string_view name,
                                              std::function<Result<Bytes>()> const& make) const;

  // What was made of `source` before under a name that begins with `prefix` and ends with ".xml"; of several the
  // latest.
  std::optional<std::filesystem::path> blocking_find(std::filesystem::path const& source,
                                                     std::string_view prefix) const;

  std::filesystem::path const& folder() const { return folder_; }

  // When the folder was begun; another value after it was deleted. Makes it, with a file that says what it is.
  std::string blocking_age() const;

 private:
  std::filesystem::path folder_of(std::string const& state) const;

  std::filesystem::path folder_;
};

}  // namespace triforium::enrich
