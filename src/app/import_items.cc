#include "app/import_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "app/folder_watch.h"
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
  if (word == "whole") return importer::As::whole;
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

struct Round {
  store::Store& store;
  importer::Settings const& settings;
  ImportOptions const& options;
};

Result<importer::Summary> import_once(Round const& round) {
  TRIFORIUM_TRY(auto const job, blocking_begin_import_job(round.store, round.options.paths));
  auto const report = make_report(round.options);
  TRIFORIUM_TRY(auto const summary,
                importer::blocking_import_as_job(round.store, job, round.options.paths, round.settings, *report));
  report->conclude(summary);
  std::fflush(stdout);
  return summary;
}

// To be told to stop is how watching ends, and no failure.
importer::Summary while_watching(importer::Summary summary) {
  summary.is_stopped = false;
  return summary;
}

// Again whenever something has changed, until the program is told to stop. What changes during an import is seen after
// it: the watch is there before. Now and then all is looked at without being asked, and without a job.
Result<importer::Summary> import_and_watch(Round const& round, std::filesystem::path const& data) {
  std::vector<std::filesystem::path> const folders(round.options.paths.begin(), round.options.paths.end());
  bool has_changed = true;
  for (;;) {
    FolderWatch const watch(folders, data);
    if (has_changed) {
      TRIFORIUM_TRY(auto const summary, import_once(round));
      if (summary.is_stopped) return while_watching(summary);
    } else {
      auto const report = make_report(round.options);
      TRIFORIUM_CHECK(importer::blocking_import(round.store, round.options.paths, round.settings, *report));
    }
    auto const news = watch.blocking_wait({}, was_told_to_stop);
    if (news == FolderWatch::News::stopped) return importer::Summary();
    has_changed = news == FolderWatch::News::changed;
  }
}

Result<importer::Summary> import_as_asked(Config const& config, ImportOptions const& options) {
  TRIFORIUM_TRY(auto const store, open_store_of_items(config));
  TRIFORIUM_TRY(auto const settings, settings_of(config, options));
  Round const round{*store, settings, options};
  return options.watches ? import_and_watch(round, config.data) : import_once(round);
}

}  // namespace

bool import_items(Config const& config, ImportOptions const& options) {
  remember_stop_signals();
  auto const summary = import_as_asked(config, options);
  if (!summary) fmt::print(stderr, "triforium: {}\n", sentence_of(summary.error()));
  return summary && summary->is_fine() && !summary->is_stopped;
}

}  // namespace triforium::app
