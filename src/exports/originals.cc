#include "exports/originals.h"

#include "exports/file_copy.h"
#include "exports/item_table.h"
#include "exports/names.h"
#include "exports/records.h"
#include "items/asset_catalog.h"
#include "portable/contents.h"
#include "portable/record.h"

namespace triforium::exports {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTableFile = "items.csv";

class OriginalsExport {
 public:
  OriginalsExport(store::Store const& store, Selection const& selection, OriginalsSettings const& settings,
                  OutputFolder const& folder, TellProgress const& tell)
      : store_(store), selection_(selection), settings_(settings), folder_(folder), tell_(tell) {}

  Result<Report> run() {
    for (auto const& id : selection_.collections)
      TRIFORIUM_CHECK(settle(id, export_one(id, contents_.collections, report_.collections)));
    for (auto const& id : selection_.items) {
      TRIFORIUM_CHECK(settle(id, export_one(id, contents_.items, report_.items)));
      tell_(report_.items, selection_.items.size());
    }
    auto const table = table_.csv();
    TRIFORIUM_CHECK(write(std::string(kTableFile), table));
    contents_.table = {std::string(kTableFile), portable::digest_of(table)};
    TRIFORIUM_CHECK(write(std::string(portable::kContentsFile), portable::write_contents(contents_)));
    return std::move(report_);
  }

 private:
  Result<void> settle(std::string const& place, Result<void> const& done) {
    if (done) return {};
    if (concerns_all(done.error())) return done;
    report_.complain(place, done.error());
    return {};
  }

  Result<void> write(fs::path const& file, std::string const& bytes) {
    TRIFORIUM_TRY(auto const outcome, folder_.blocking_write(file, bytes));
    report_.files.add(outcome);
    return {};
  }

  Result<void> export_one(std::string const& id, std::vector<std::string>& records, std::uint64_t& count) {
    TRIFORIUM_TRY(auto record, blocking_read_item(store_, id));
    auto const folder = folders_.take(folder_wish(id));
    TRIFORIUM_CHECK(export_files(record, folder));
    auto const file = folder + "/" + std::string(portable::kContentsFile);
    // After its files: whoever finds it finds them.
    TRIFORIUM_CHECK(write(file, portable::write_record(record)));
    table_.add(record);
    records.push_back(file);
    ++count;
    return {};
  }

  // From here on the record names them as they lie in the export.
  Result<void> export_files(portable::Record& record, std::string const& folder) {
    auto const places = place_files(record.assets, settings_.derived.string());
    std::map<std::string, bool> copied;  // by path in the store: whether it is there
    for (auto& asset : record.assets) {
      auto const target = folder + "/" + places.at(asset.path);
      auto const [at, is_new] = copied.try_emplace(asset.path);
      if (is_new) {
        auto const done = copy(asset, target);
        at->second = done.has_value();
        TRIFORIUM_CHECK(settle(record.id + " " + places.at(asset.path), done));
      }
      asset.path = at->second ? target : std::string();
    }
    std::erase_if(record.assets, [](store::Asset const& asset) { return asset.path.empty(); });
    return {};
  }

  Result<void> copy(store::Asset const& asset, std::string const& target) {
    TRIFORIUM_TRY(auto const file, items::blocking_open_asset(asset, settings_.data));
    TRIFORIUM_TRY(auto const outcome, blocking_copy(*file, folder_, target));
    report_.files.add(outcome);
    return {};
  }

  store::Store const& store_;
  Selection const& selection_;
  OriginalsSettings const& settings_;
  OutputFolder const& folder_;
  TellProgress const& tell_;
  FolderNames folders_{{std::string(portable::kContentsFile), std::string(kTableFile), std::string(kOwnFolder)}};
  ItemTable table_;
  portable::Contents contents_;
  Report report_;
};

}  // namespace

Result<Report> blocking_export_originals(store::Store const& store, Selection const& selection,
                                         OriginalsSettings const& settings, OutputFolder const& folder,
                                         TellProgress const& tell) {
  return OriginalsExport(store, selection, settings, folder, tell).run();
}

}  // namespace triforium::exports
