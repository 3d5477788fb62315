#include "exports/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "exports/addresses.h"
#include "exports/page.h"
#include "items/paths.h"
#include "json/parse.h"

namespace triforium::exports {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

// Images of so many items are made together, so that all threads have something to do.
constexpr std::size_t kImagesAtOnce = 256;

using Pictures = std::map<std::string, std::set<std::string>>;  // paths by asset

class SiteExport {
 public:
  SiteExport(http::Handler const& handler, Selection const& selection, SiteSettings const& settings,
             OutputFolder const& folder, TellProgress const& tell)
      : handler_(handler),
        selection_(selection),
        settings_(settings),
        folder_(folder),
        tell_(tell),
        server_(handler, settings.origin),
        base_url_(settings.origin.base_url()),
        rewriting_{base_url_, settings.images.versions,
                   [this](std::string_view path) { return documents_.contains(std::string(path)); }} {
    for (auto const version : settings.presentation_versions) {
      for (auto const& id : selection.items)
        documents_.insert(path_of(id, store::ItemKind::manifest, version));
      for (auto const& id : selection.collections)
        documents_.insert(path_of(id, store::ItemKind::collection, version));
    }
  }

  Result<Report> run() {
    for (auto const& id : selection_.collections)
      TRIFORIUM_CHECK(settle(id, export_collection(id)));
    for (auto const& id : selection_.items) {
      TRIFORIUM_CHECK(settle(id, export_item(id)));
      if (pictures_.size() >= kImagesAtOnce) TRIFORIUM_CHECK(export_images());
    }
    TRIFORIUM_CHECK(export_images());
    TRIFORIUM_CHECK(write(std::string(kStyleName), std::string(style_sheet())));
    TRIFORIUM_CHECK(write("index.html", start_page(entries_)));
    return std::move(report_);
  }

 private:
  std::string path_of(std::string const& id, store::ItemKind kind, int version) const {
    return items::document_url({.item = id, .kind = kind}, version, base_url_).substr(base_url_.size() + 1);
  }

  Result<void> settle(std::string const& id, Result<void> const& done) {
    if (done) return {};
    if (concerns_all(done.error())) return done;
    complain(id, done.error());
    return {};
  }

  void complain(std::string const& place, Error const& error) {
    std::scoped_lock const lock(mutex_);
    report_.complain(place, error);
  }

  Result<bj::value> read_document(std::string const& path) {
    TRIFORIUM_TRY(auto const answer, server_.blocking_get(path));
    std::string text;
    TRIFORIUM_CHECK(server_.blocking_drain(answer.body, [&](ByteView bytes) -> Result<void> {
      text.append(as_text(bytes));
      return {};
    }));
    return json::parse(text);
  }

  Result<void> write(fs::path const& file, std::string const& bytes) {
    TRIFORIUM_TRY(auto const outcome, folder_.blocking_write(file, bytes));
    report_.files.add(outcome);
    return {};
  }

  // The document as the site has it.
  Result<bj::value> export_document(std::string const& path, Mentioned& mentioned) {
    TRIFORIUM_TRY(auto document, read_document(path));
    rewrite(document, rewriting_, mentioned);
    TRIFORIUM_TRY(auto const file, file_of(path + ".json"));
    TRIFORIUM_CHECK(write(file, bj::serialize(document)));
    return document;
  }

  // In every version in which it can be had. The one of 3.0, for the pages.
  Result<bj::value> export_versions(std::function<std::string(int)> const& path, Mentioned& mentioned) {
    bj::value third;
    for (auto const version : settings_.presentation_versions) {
      auto document = export_document(path(version), mentioned);
      if (!document && document.error().kind == ErrorKind::not_implemented) continue;
      if (!document) return fail(document);
      if (version == 3) third = std::move(*document);
    }
    return third;
  }

  Result<void> export_collection(std::string const& id) {
    Mentioned mentioned;
    TRIFORIUM_TRY(
        auto const document,
        export_versions([&](int version) { return path_of(id, store::ItemKind::collection, version); }, mentioned));
    ++report_.collections;
    return export_mentioned(std::move(mentioned));
  }

  Result<void> export_item(std::string const& id) {
    Mentioned mentioned;
    TRIFORIUM_TRY(
        auto const document,
        export_versions([&](int version) { return path_of(id, store::ItemKind::manifest, version); }, mentioned));
    if (auto const* const manifest = document.if_object()) TRIFORIUM_CHECK(write_page(id, *manifest));
    ++report_.items;
    return export_mentioned(std::move(mentioned));
  }

  Result<void> write_page(std::string const& id, bj::object const& manifest) {
    auto const path = fmt::format("id/{}/index.html", id);
    TRIFORIUM_TRY(auto const file, file_of(path));
    std::string root;
    for (auto levels = std::count(path.begin(), path.end(), '/'); levels > 0; --levels)
      root += "../";
    TRIFORIUM_CHECK(write(file, item_page(manifest, base_url_, root)));
    entries_.push_back(entry_of(manifest, base_url_, path));
    return {};
  }

  // Pages of annotations may name further ones.
  Result<void> export_mentioned(Mentioned mentioned) {
    std::deque<std::string> pages(mentioned.pages.begin(), mentioned.pages.end());
    for (; !pages.empty(); pages.pop_front()) {
      if (!known_.insert(pages.front()).second) continue;
      Mentioned further;
      auto const done = export_document(pages.front(), further);
      TRIFORIUM_CHECK(settle(pages.front(), done ? Result<void>() : fail(done)));
      pages.insert(pages.end(), further.pages.begin(), further.pages.end());
      gather(further);
    }
    gather(mentioned);
    for (auto const& path : mentioned.files) {
      if (!known_.insert(path).second) continue;
      auto const outcome = blocking_copy_file(path, server_, folder_);
      if (outcome) report_.files.add(*outcome);
      TRIFORIUM_CHECK(settle(path, outcome ? Result<void>() : fail(outcome)));
    }
    return {};
  }

  void gather(Mentioned const& mentioned) {
    for (auto const& asset : mentioned.assets)
      pictures_.try_emplace(asset);
    for (auto const& path : mentioned.pictures) {
      auto const address = parse_address(base_url_ + "/" + path, base_url_);
      auto const& versions = settings_.images.versions;
      if (std::find(versions.begin(), versions.end(), address->version) == versions.end()) continue;
      pictures_[address->asset].insert(path);
    }
  }

  Result<void> export_images() {
    std::vector<std::pair<std::string, std::set<std::string>>> const all(pictures_.begin(), pictures_.end());
    pictures_.clear();
    total_ += all.size();
    std::atomic<std::size_t> next = 0;
    std::optional<Error> stopped;
    auto const work = [&](bool tells) {
      InProcess server(handler_, settings_.origin);
      for (std::size_t at = next++; at < all.size(); at = next++) {
        auto const written = blocking_export_image(all[at].first, settings_.images, all[at].second, server, folder_);
        finish_image(all[at].first, written, stopped);
        if (tells) tell_(report_.images, total_);
        std::scoped_lock const lock(mutex_);
        if (stopped) return;
      }
    };
    {
      std::vector<std::jthread> others;
      for (unsigned count = 1; count < settings_.jobs; ++count)
        others.emplace_back(work, false);
      work(true);
    }
    if (stopped) return Failure(*stopped);
    return {};
  }

  void finish_image(std::string const& asset, Result<Written> const& written, std::optional<Error>& stopped) {
    if (!written) {
      complain(asset, written.error());
      std::scoped_lock const lock(mutex_);
      if (concerns_all(written.error())) stopped = written.error();
      return;
    }
    std::scoped_lock const lock(mutex_);
    report_.files.add(*written);
    ++report_.images;
  }

  http::Handler const& handler_;
  Selection const& selection_;
  SiteSettings const& settings_;
  OutputFolder const& folder_;
  TellProgress const& tell_;
  InProcess server_;
  std::string const base_url_;
  std::unordered_set<std::string> documents_;  // paths of those that the site has
  std::unordered_set<std::string> known_;      // paths of what was exported, but images
  Rewriting const rewriting_;
  Pictures pictures_;  // to be exported
  std::vector<Entry> entries_;
  std::uint64_t total_ = 0;
  std::mutex mutex_;  // of the report, while images are made
  Report report_;
};

}  // namespace

Result<Report> blocking_export_site(http::Handler const& handler, Selection const& selection,
                                    SiteSettings const& settings, OutputFolder const& folder,
                                    TellProgress const& tell) {
  return SiteExport(handler, selection, settings, folder, tell).run();
}

}  // namespace triforium::exports
