// Jobs that the server does, as rows of the store: told apart from those of commands by their parameters.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace triforium::items {

// What such a job is to import: either of the two.
struct ServerImport {
  std::vector<std::string> paths{};
  std::string upload{};  // id
};

// As Job::parameters, and back. Error: not_found, for those of a command.
std::string parameters_of(ServerImport const& import);
Result<ServerImport> parse_parameters(std::string_view parameters);

// Adds a job that waits. Blocks. Its id.
Result<std::uint64_t> blocking_add_import(store::Store& store, ServerImport const& import);

// The ids of jobs of the server that wait, or ran when it ended; the oldest first. Blocks.
Result<std::vector<std::uint64_t>> blocking_unfinished(store::Store const& store);

// Error: conflict, where it has ended; not_found.
Result<store::Job> blocking_cancel(store::Store& store, std::uint64_t id);

// The path without links and "..", if it is one of the folders or below one. Error: bad_request, the same for paths
// that are elsewhere and for those that are nowhere: what the machine has besides is nobody's business.
Result<std::string> blocking_allowed_path(std::string const& path, std::vector<std::filesystem::path> const& folders);

}  // namespace triforium::items
