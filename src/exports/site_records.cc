#include "exports/site_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "exports/addresses.h"
#include "exports/level0.h"
#include "exports/names.h"
#include "exports/outlet.h"
#include "exports/records.h"
#include "portable/contents.h"

namespace triforium::exports {
namespace {

namespace fs = std::filesystem;

class SiteRecords {
 public:
  SiteRecords(store::Store const& store, SiteRecordSettings const& settings, OutputFolder const& folder, Report& report)
      : store_(store), settings_(settings), folder_(folder), outlet_(folder, report) {}

  Result<void> run(Selection const& selection) {
    for (auto const& id : selection.collections)
      TRIFORIUM_CHECK(outlet_.settle(id, write_record(id, contents_.collections)));
    for (auto const& id : selection.items)
      TRIFORIUM_CHECK(outlet_.settle(id, write_record(id, contents_.items)));
    contents_.has_copies = !settings_.with_originals;
    return outlet_.write(portable::kContentsFile, portable::write_contents(contents_));
  }

 private:
  Result<void> write_record(std::string const& id, std::vector<std::string>& records) {
    TRIFORIUM_TRY(auto record, blocking_read_item(store_, id));
    TRIFORIUM_TRY(auto const file, file_of(fmt::format("id/{}/{}", id, portable::kContentsFile)));
    find_in_site(record);
    if (settings_.with_originals) {
      TRIFORIUM_CHECK(bring_originals(record));
    } else {
      find_copies(record);
    }
    std::erase_if(record.assets, [&](auto const& asset) { return !is_in_site(asset); });
    TRIFORIUM_CHECK(outlet_.write(file, portable::write_record(record)));
    records.push_back(file.string());
    return {};
  }

  bool is_in_site(store::Asset const& asset) const { return found_.contains(asset.id); }

  bool take(store::Asset& asset, fs::path const& file) {
    std::error_code error;
    auto const path = folder_.path() / file;
    if (!fs::is_regular_file(path, error)) return false;
    asset.path = file.string();
    asset.size = fs::file_size(path, error);
    found_.insert(asset.id);
    return true;
  }

  // files/{asset}/{name}: recordings, texts, METS.
  void find_in_site(portable::Record& record) {
    found_.clear();
    for (auto& asset : record.assets)
      take(asset, fs::path("files") / asset.id / fs::path(asset.path).filename());
  }

  void find_copies(portable::Record& record) {
    for (auto& asset : record.assets) {
      if (is_in_site(asset)) continue;
      auto const largest =
          fmt::format("iiif/{}/{}/{}", settings_.image_version, asset.id, largest_name(settings_.image_version));
      if (!take(asset, largest)) continue;
      asset.media_type = "image/jpeg";
      asset.page = 0;
      asset.digest.clear();
      asset.facts.clear();
    }
  }

  Result<void> bring_originals(portable::Record& record) {
    std::vector<store::Asset> others;
    std::ranges::copy_if(record.assets, std::back_inserter(others), [&](auto const& one) { return !is_in_site(one); });
    auto const places = place_files(others, settings_.files.derived.string());
    auto const folder = "originals/" + folders_.take(folder_wish(record.id));
    for (auto& asset : record.assets) {
      if (is_in_site(asset)) continue;
      auto const target = folder + "/" + places.at(asset.path);
      TRIFORIUM_CHECK(
          outlet_.settle(record.id + " " + places.at(asset.path), outlet_.copy(asset, settings_.files.data, target)));
      take(asset, target);
    }
    return {};
  }

  store::Store const& store_;
  SiteRecordSettings const& settings_;
  OutputFolder const& folder_;
  Outlet outlet_;
  FolderNames folders_;
  portable::Contents contents_;
  std::set<std::string> found_;  // ids of the record's assets that the site has
};

}  // namespace

Result<void> blocking_write_site_records(store::Store const& store, Selection const& selection,
                                         SiteRecordSettings const& settings, OutputFolder const& folder,
                                         Report& report) {
  return SiteRecords(store, settings, folder, report).run(selection);
}

}  // namespace triforium::exports
