#include "app/import_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>

#include "app/image_files.h"
#include "app/import_job.h"
#include "app/import_listeners.h"
#include "app/stop_signal.h"
#include "app/translate.h"
#include "importer/job.h"
#include "items/root_collection.h"
#include "media/ocr.h"
#include "store/store.h"

namespace triforium::app {
namespace {

constexpr unsigned kMostThreads = 16;

Result<std::unique_ptr<store::Store>> open_store_of_items(Config const& config) {
  TRIFORIUM_TRY(auto store, store::open({.folder = config.data}));
  TRIFORIUM_CHECK(items::blocking_open_root_collection(*store));
  return store;
}

std::unique_ptr<Report> make_report(ImportOptions const& options) {
  if (options.as_json) return std::make_unique<JsonReport>();
  return std::make_unique<Lines>(options.is_verbose);
}

std::optional<importer::As> wish_of(std::string const& word) {
  if (word == "reference") return importer::As::reference;
  if (word == "copy") return importer::As::copy;
  return std::nullopt;
}

Result<importer::Settings> settings_of(Config const& config, ImportOptions const& options) {
  TRIFORIUM_TRY(auto settings, importer_settings(config));
  settings.prunes = options.prunes;
  settings.threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  settings.mirror.as = wish_of(options.as);
  if (!options.makes_derivatives) settings.enrichment.folder.clear();
  if (options.recognises_text) {
    TRIFORIUM_CHECK(media::blocking::check_ocr(options.ocr_language));
    settings.enrichment.recognition.languages = options.ocr_language;
  }
  return settings;
}

Result<importer::Summary> import_as_asked(Config const& config, ImportOptions const& options) {
  TRIFORIUM_TRY(auto const store, open_store_of_items(config));
  TRIFORIUM_TRY(auto const settings, settings_of(config, options));
  TRIFORIUM_TRY(auto const job, blocking_begin_import_job(*store, options.paths));
  auto const report = make_report(options);
  TRIFORIUM_TRY(auto const summary, importer::blocking_import_as_job(*store, job, options.paths, settings, *report));
  report->conclude(summary);
  return summary;
}

}  // namespace

bool import_items(Config const& config, ImportOptions const& options) {
  remember_stop_signals();
  auto const summary = import_as_asked(config, options);
  if (!summary) fmt::print(stderr, "triforium: {}\n", sentence_of(summary.error()));
  return summary && summary->is_fine() && !summary->is_stopped;
}

}  // namespace triforium::app
