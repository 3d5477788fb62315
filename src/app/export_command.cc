#include "app/export_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/application.h"
#include "app/image_files.h"
#include "app/machine.h"
#include "app/translate.h"
#include "exports/originals.h"
#include "exports/site.h"
#include "exports/site_records.h"
#include "http/forwarded.h"

namespace triforium::app {
namespace {

namespace bj = boost::json;

bool has(std::vector<int> const& versions, int version) {
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

Result<exports::SiteSettings> site_settings(Config const& config, ExportOptions const& options) {
  exports::SiteSettings settings;
  if (options.base_url.empty()) {
    return fail(ErrorKind::bad_request, "A site needs --base-url: the address where it will be found.");
  }
  TRIFORIUM_TRY(settings.origin, http::parse_base_url(options.base_url));
  if (has(options.presentation_versions, 2) && !has(options.image_versions, 2)) {
    return fail(ErrorKind::bad_request, "Manifests of version 2 need images of version 2: --image-versions 3,2.");
  }
  settings.presentation_versions = options.presentation_versions;
  settings.images = {options.image_versions, options.tile_size};
  settings.jobs = options.jobs == 0 ? compute_threads(config) : options.jobs;
  return settings;
}

exports::TellProgress show_progress(std::string what) {
  return [what = std::move(what)](std::uint64_t done, std::uint64_t total) {
    if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r{} of {} {}\r", done, total, what);
  };
}

void tell(exports::Report const& report, ExportOptions const& options) {
  for (auto const& problem : report.problems)
    fmt::print(stderr, "{}\n", problem);
  if (options.as_json) {
    bj::object const line{{"items", report.items},
                          {"collections", report.collections},
                          {"images", report.images},
                          {"files_written", report.files.files},
                          {"files_unchanged", report.files.unchanged},
                          {"failed", report.failed},
                          {"problems", bj::value_from(report.problems)}};
    fmt::print("{}\n", bj::serialize(line));
    return;
  }
  fmt::print("{} items, {} collections, {} images: {} files written, {} unchanged, {} failed\n", report.items,
             report.collections, report.images, report.files.files, report.files.unchanged, report.failed);
}

exports::OriginalsSettings originals_settings(Config const& config) {
  return {config.data, derived_folder(config) / ""};
}

Result<exports::Report> export_site(Config config, ExportOptions const& options) {
  TRIFORIUM_TRY(auto const settings, site_settings(config, options));
  // The origin of the site is that of its requests; a prefix of the server's own does not count.
  config.server.path_prefix.clear();
  TRIFORIUM_TRY(auto const application, Application::without_sockets(config));
  TRIFORIUM_TRY(auto const selection, exports::blocking_select(application->store(), options.ids));
  TRIFORIUM_TRY(auto const folder, exports::OutputFolder::blocking_open(options.to));
  TRIFORIUM_TRY(auto report, exports::blocking_export_site(application->handler(), selection, settings, folder,
                                                           show_progress("images")));
  exports::SiteRecordSettings const records{originals_settings(config), options.with_originals,
                                            settings.images.versions.front()};
  TRIFORIUM_CHECK(exports::blocking_write_site_records(application->store(), selection, records, folder, report));
  return report;
}

Result<exports::Report> export_originals(Config const& config, ExportOptions const& options) {
  TRIFORIUM_TRY(auto const store, store::open({.folder = config.data}));
  TRIFORIUM_TRY(auto const selection, exports::blocking_select(*store, options.ids));
  TRIFORIUM_TRY(auto const folder, exports::OutputFolder::blocking_open(options.to));
  auto const settings = originals_settings(config);
  return exports::blocking_export_originals(*store, selection, settings, folder, show_progress("items"));
}

}  // namespace

bool export_items(Config const& config, ExportOptions const& options) {
  auto const report = options.format == "originals" ? export_originals(config, options) : export_site(config, options);
  if (!report) {
    fmt::print(stderr, "triforium: {}\n", sentence_of(report.error()));
    return false;
  }
  tell(*report, options);
  return report->failed == 0;
}

}  // namespace triforium::app
