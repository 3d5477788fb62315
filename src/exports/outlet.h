// Where an export puts its files, and what it tells of each.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "exports/folder.h"
#include "exports/report.h"
#include "store/records.h"

namespace triforium::exports {

// Refers to both. For one thread. What it does blocks.
class Outlet {
 public:
  Outlet(OutputFolder const& folder, Report& report) : folder_(folder), report_(report) {}

  // A failure that concerns one thing becomes a problem in the report; one that every further file would meet is
  // returned.
  Result<void> settle(std::string const& place, Result<void> const& done);

  Result<void> write(std::filesystem::path const& file, std::string_view bytes);

  // The asset's file as it is. `data`: the data folder, below which stored assets lie.
  Result<void> copy(store::Asset const& asset, std::filesystem::path const& data, std::filesystem::path const& target);

 private:
  OutputFolder const& folder_;
  Report& report_;
};

}  // namespace triforium::exports
