#include "exports/originals.h"

#include "exports/item_table.h"
#include "exports/names.h"
#include "exports/outlet.h"
#include "exports/records.h"
#include "portable/contents.h"
#include "portable/record.h"

namespace triforium::exports {
namespace {

constexpr std::string_view kTableFile = "items.csv";

class OriginalsExport {
 public:
  OriginalsExport(store::Store const& store, Selection const& selection, OriginalsSettings const& settings,
                  OutputFolder const& folder, TellProgress const& tell)
      : store_(store), selection_(selection), settings_(settings), outlet_(folder, report_), tell_(tell) {}

  Result<Report> run() {
    for (auto const& id : selection_.collections)
      TRIFORIUM_CHECK(outlet_.settle(id, export_one(id, contents_.collections, report_.collections)));
    for (auto const& id : selection_.items) {
      TRIFORIUM_CHECK(outlet_.settle(id, export_one(id, contents_.items, report_.items)));
      tell_(report_.items, selection_.items.size());
    }
    auto const table = table_.csv();
    TRIFORIUM_CHECK(outlet_.write(std::string(kTableFile), table));
    contents_.table = {std::string(kTableFile), portable::digest_of(table)};
    TRIFORIUM_CHECK(outlet_.write(std::string(portable::kContentsFile), portable::write_contents(contents_)));
    return std::move(report_);
  }

 private:
  Result<void> export_one(std::string const& id, std::vector<std::string>& records, std::uint64_t& count) {
    TRIFORIUM_TRY(auto record, blocking_read_item(store_, id));
    auto const folder = folders_.take(folder_wish(id));
    TRIFORIUM_CHECK(export_files(record, folder));
    auto const file = folder + "/" + std::string(portable::kContentsFile);
    // After its files: whoever finds it finds them.
    TRIFORIUM_CHECK(outlet_.write(file, portable::write_record(record)));
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
        auto const done = outlet_.copy(asset, settings_.data, target);
        at->second = done.has_value();
        TRIFORIUM_CHECK(outlet_.settle(record.id + " " + places.at(asset.path), done));
      }
      asset.path = at->second ? target : std::string();
    }
    std::erase_if(record.assets, [](store::Asset const& asset) { return asset.path.empty(); });
    return {};
  }

  store::Store const& store_;
  Selection const& selection_;
  OriginalsSettings const& settings_;
  Report report_;
  Outlet outlet_;
  TellProgress const& tell_;
  FolderNames folders_{{std::string(portable::kContentsFile), std::string(kTableFile), std::string(kOwnFolder)}};
  ItemTable table_;
  portable::Contents contents_;
};

}  // namespace

Result<Report> blocking_export_originals(store::Store const& store, Selection const& selection,
                                         OriginalsSettings const& settings, OutputFolder const& folder,
                                         TellProgress const& tell) {
  return OriginalsExport(store, selection, settings, folder, tell).run();
}

}  // namespace triforium::exports
