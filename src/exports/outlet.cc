#include "exports/outlet.h"

#include "exports/file_copy.h"
#include "items/asset_catalog.h"

namespace triforium::exports {

Result<void> Outlet::settle(std::string const& place, Result<void> const& done) {
  if (done) return {};
  if (concerns_all(done.error())) return done;
  report_.complain(place, done.error());
  return {};
}

Result<void> Outlet::write(std::filesystem::path const& file, std::string_view bytes) {
  TRIFORIUM_TRY(auto const outcome, folder_.blocking_write(file, bytes));
  report_.files.add(outcome);
  return {};
}

Result<void> Outlet::copy(store::Asset const& asset, std::filesystem::path const& data,
                          std::filesystem::path const& target) {
  TRIFORIUM_TRY(auto const file, items::blocking_open_asset(asset, data));
  TRIFORIUM_TRY(auto const outcome, blocking_copy(*file, folder_, target));
  report_.files.add(outcome);
  return {};
}

}  // namespace triforium::exports
