#include "app/import_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <thread>

#include "app/image_files.h"
#include "app/translate.h"
#include "importer/importer.h"
#include "items/root_collection.h"
#include "store/store.h"

namespace triforium::app {
namespace {

using importer::Outcome;

// Lines for people.
class Lines : public importer::Listener {
 public:
  explicit Lines(ImportOptions const& options) : options_(options) {}

  void found(ingest::Finding const& finding) override {
    if (finding.severity == ingest::Severity::note && !options_.is_verbose) return;
    fmt::print(stderr, "{}: {}\n", finding.place, finding.message);
  }
  void settled(importer::Settled const& settled) override {
    if (settled.outcome == Outcome::failed) {
      fmt::print(stderr, "{}: {}\n", settled.id, sentence_of(settled.error));
    } else if (settled.outcome != Outcome::unchanged) {
      fmt::print("{}: {}  “{}”\n", name_of(settled.outcome), settled.id, settled.label);
    }
  }
  static void conclude(importer::Summary const& summary) {
    fmt::print("{} published, {} updated, {} unchanged, {} failed", summary.published, summary.updated,
               summary.unchanged, summary.failed);
    if (summary.deleted > 0) fmt::print(", {} deleted", summary.deleted);
    fmt::print("\n");
    if (summary.vanished > 0) {
      fmt::print(
          "{} that were imported from there once are there no more. They stay published; --prune deletes them.\n",
          summary.vanished);
    }
  }

 private:
  ImportOptions const& options_;
};

// One object for programs.
class Json : public importer::Listener {
 public:
  explicit Json(ImportOptions const&) {}

  void found(ingest::Finding const& finding) override {
    lines_.push_back(boost::json::object{
        {"severity", name_of(finding.severity)}, {"place", finding.place}, {"message", finding.message}});
  }
  void settled(importer::Settled const& settled) override {
    if (settled.outcome == Outcome::unchanged) return;
    boost::json::object line{{"item", settled.id}, {"outcome", name_of(settled.outcome)}, {"label", settled.label}};
    if (settled.outcome == Outcome::failed) line["message"] = sentence_of(settled.error);
    lines_.push_back(std::move(line));
  }
  void conclude(importer::Summary const& summary) const {
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"published", summary.published},
                                                                  {"updated", summary.updated},
                                                                  {"unchanged", summary.unchanged},
                                                                  {"deleted", summary.deleted},
                                                                  {"vanished", summary.vanished},
                                                                  {"failed", summary.failed},
                                                                  {"lines", lines_}}));
  }

 private:
  boost::json::array lines_;
};

Result<std::unique_ptr<store::Store>> open_store_of_items(Config const& config) {
  TRIFORIUM_TRY(auto store, store::open({.folder = config.data}));
  TRIFORIUM_CHECK(items::blocking_open_root_collection(*store));
  return store;
}

template <typename Told>
Result<bool> import_to(store::Store& store, Config const& config, ImportOptions const& options) {
  TRIFORIUM_TRY(auto settings, importer_settings(config));
  settings.prunes = options.prunes;
  settings.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
  if (!options.makes_derivatives) settings.enrichment.folder.clear();
  Told told(options);
  TRIFORIUM_TRY(auto const summary, importer::blocking_import(store, options.paths, settings, told));
  told.conclude(summary);
  return summary.is_fine();
}

Result<bool> import_as_asked(Config const& config, ImportOptions const& options) {
  TRIFORIUM_TRY(auto const store, open_store_of_items(config));
  return options.as_json ? import_to<Json>(*store, config, options) : import_to<Lines>(*store, config, options);
}

}  // namespace

bool import_items(Config const& config, ImportOptions const& options) {
  auto const is_fine = import_as_asked(config, options);
  if (!is_fine) fmt::print(stderr, "triforium: {}\n", sentence_of(is_fine.error()));
  return is_fine && *is_fine;
}

}  // namespace triforium::app
