#include "app/command_line.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>

#include "app/backup_command.h"
#include "app/check_command.h"
#include "app/config.h"
#include "app/export_command.h"
#include "app/formats.h"
#include "app/import_command.h"
#include "app/import_items.h"
#include "app/read_command.h"
#include "app/serve.h"
#include "base/log.h"

namespace triforium::app {
namespace {

constexpr int kFine = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

// What stands on the command line, before it is laid over file and environment.
struct Options {
  std::string config_file;
  std::string data;
  std::string log_level;
  std::vector<std::string> assignments;
  std::vector<std::string> folders;
  std::vector<std::string> listen;
  std::string base_url;
  BackupOptions backup;
  CheckOptions check;
  ExportOptions exporting;
  ImportOptions import;
};

void add_common_options(CLI::App& command, Options& options) {
  command.add_option("--config", options.config_file,
                     "TOML file with settings (`triforium config` prints all of them)");
  command.add_option("--data", options.data, "folder for what the server keeps (./triforium-data)");
  command.add_option("--log-level", options.log_level, "debug, info, warning, error or off (info)");
  command.add_option("--set", options.assignments, "any setting, as key=value; may be repeated")
      ->allow_extra_args(false);
}

void add_serve_options(CLI::App& command, Options& options) {
  command.add_option("folder", options.folders, "folders whose images are published as they are");
  command.add_option("--listen", options.listen, "host:port to listen on (127.0.0.1:8080); may be repeated")
      ->allow_extra_args(false);
  command.add_option("--base-url", options.base_url, "what every URL that the server writes begins with");
  command.footer(
      "Every setting can also be given in the environment: limits.max_area is TRIFORIUM_LIMITS_MAX_AREA.\n"
      "A flag wins over the environment, the environment over the file.\n\n"
      "  triforium serve scans\n"
      "  triforium serve --listen [::]:8080 --set images.rights=http://creativecommons.org/publicdomain/zero/1.0/ "
      "scans");
}

void add_check_options(CLI::App& command, CheckOptions& options) {
  command.add_option("path", options.paths, "manifests, collections, images, folders of them, or URLs of documents")
      ->required();
  command.add_flag("--fix", options.mends, "mend what has one right form only; FILE.orig is what it was");
  command.add_option("--to", options.to, "with --fix: write the mended document to this file");
  command.add_flag("--json", options.as_json, "print a JSON array");
  command.footer(
      "Of documents: each finding with its place, rule and specification. Of images: “Mpx/tile” is what the most\n"
      "expensive tile of a viewer costs, in millions of pixels that have to be decoded for it.\n"
      "Exit code 1 if a document has errors or something could not be read.\n\n"
      "  triforium check manifest.json scans\n"
      "  triforium check --fix manifest.json\n"
      "  triforium check https://example.org/manifest.json");
}

void add_backup_options(CLI::App& command, BackupOptions& options) {
  command.add_option("file", options.to, "where to; a backup that is there is replaced")->required();
  command.add_flag("--json", options.as_json, "print a JSON object instead of a line");
  command.footer(
      "Copies the store of items as it is at one moment, and checks the copy. The server may go on. Published files "
      "are "
      "not\n"
      "in it: they stay where they lie. To restore, stop the server, and copy the file to triforium.db in the data "
      "folder\n"
      "(docs/guide/backup.md).\n\n"
      "  triforium backup /backups/triforium.db");
}

void add_export_options(CLI::App& command, ExportOptions& options) {
  command.add_option("id", options.ids, "items and collections; a collection with all that it lists")->required();
  command.add_option("--to", options.to, "the folder: empty, not there yet, or of an export before")->required();
  command.add_option("--format", options.format, "site, or originals: the files that the items were made of (site)")
      ->check(CLI::IsMember({"site", "originals"}));
  command.add_option("--base-url", options.base_url, "the address where the site will be found; a site needs it");
  command.add_option("--presentation-versions", options.presentation_versions, "of the manifests (3,2)")
      ->delimiter(',')
      ->check(CLI::IsMember({2, 3, 4}));
  command.add_option("--image-versions", options.image_versions, "of the Image API (3,2)")
      ->delimiter(',')
      ->check(CLI::IsMember({2, 3}));
  command.add_option("--tile-size", options.tile_size, "side of the tiles in pixels (as the server offers them)")
      ->check(CLI::Range(64, 4096));
  command.add_option("--jobs", options.jobs, "images at the same time (one for each processor)")
      ->check(CLI::Range(1, 64));
  command.add_flag("--with-originals", options.with_originals,
                   "a site has the pictures as they are, too: an import makes the same of it");
  command.add_flag("--json", options.as_json, "print a JSON object instead of a line");
  command.footer(
      "Writes a static site that any web server can hand out: manifests, images as tiles (level 0), recordings, texts, "
      "and pages for\n"
      "people. With --format originals: the files as they are, with all that is known of them; an import makes the "
      "same\n"
      "items of it. Run again, it writes only what is new or has changed. Exit code 1 if something could not be "
      "exported.\n\n"
      "  triforium export halle-1712 --to site --base-url https://example.org/halle\n"
      "  triforium export root --to site --base-url https://example.org/all --presentation-versions 3\n"
      "  triforium export root --to everything --format originals");
}

void add_import_options(CLI::App& command, ImportOptions& options) {
  command.add_option("path", options.paths, "folders, spreadsheets, METS files; with --optimise also image files")
      ->required();
  command.add_flag("--optimise", options.optimises, "build pyramids for the images whose tiles are slow");
  command.add_option("--to", options.to, "folder for the pyramids, to be published instead of the images");
  command.add_flag("--dry-run", options.is_dry_run, "only say what would be imported, or built");
  command.add_flag("--prune", options.prunes, "delete the items whose source has gone; without it they stay");
  command
      .add_option("--as", options.as,
                  "what becomes of manifests that exist already: reference, copy (the usual), whole: with the pictures")
      ->check(CLI::IsMember({"reference", "copy", "whole"}));
  command.add_flag("--watch", options.watches, "go on, and import again whenever something has changed there");
  command.add_flag("--verbose", options.is_verbose, "tell notes as well: small slips, items whose source has gone");
  auto* const nothing = command.add_flag("!--no-derivatives", options.makes_derivatives,
                                         "make no posters, waveforms, captions, pages of PDFs");
  auto* const ocr =
      command.add_flag("--ocr", options.recognises_text, "recognise text on pages that have none (Tesseract)");
  ocr->excludes(nothing);
  command.add_option("--ocr-language", options.ocr_language, "of the text, as Tesseract calls it: deu, or deu+lat")
      ->needs(ocr)
      ->capture_default_str();
  command.add_flag("--json", options.as_json, "print a JSON array instead of lines");
  command.footer(
      "Reads what institutions have – folders of scans, spreadsheets, METS with ALTO, TEI, bags, manifests and "
      "collections, also from URLs – and keeps the items "
      "that it finds\n"
      "in the store (--data). Files stay where they are. Run again, it changes only what is new or has changed.\n\n"
      "--optimise: the server does the same by itself for images that are asked for. Without --to the pyramids go "
      "where "
      "it keeps its own\n"
      "(--data, with the same settings): it finds them there. The images themselves are not touched. Run again, it "
      "builds\n"
      "only what is new or has changed. Exit code 1 if an image failed; the others are done.\n\n"
      "  triforium import --dry-run scans\n"
      "  triforium import scans\n"
      "  triforium import https://example.org/collection.json\n"
      "  triforium import --optimise scans");
}

Result<void> apply_file(Config& config, std::string const& name) {
  std::ifstream file(name, std::ios::binary);
  std::string const text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return fail(ErrorKind::bad_request, fmt::format("--config {}: the file cannot be read.", name));
  return apply_toml(config, text, name);
}

// File, then environment, then flags; then all of it is checked.
Result<Config> make_config(Options const& options) {
  Config config;
  if (!options.config_file.empty()) TRIFORIUM_CHECK(apply_file(config, options.config_file));
  TRIFORIUM_CHECK(apply_environment(config, [](std::string const& name) { return std::getenv(name.c_str()); }));
  for (auto const& assignment : options.assignments)
    TRIFORIUM_CHECK(apply_assignment(config, assignment));
  if (!options.data.empty()) config.data = options.data;
  if (!options.log_level.empty()) config.log.level = options.log_level;
  if (!options.folders.empty()) config.sources.folders = options.folders;
  if (!options.listen.empty()) config.server.listen = options.listen;
  if (!options.base_url.empty()) config.server.base_url = options.base_url;

  std::string sentences;
  for (auto const& sentence : config.verify())
    sentences += (sentences.empty() ? "" : "\n") + sentence;
  if (!sentences.empty()) return fail(ErrorKind::bad_request, sentences);
  return config;
}

void start_log(Config const& config) {
  log::Level level = log::Level::info;
  log::parse_level(config.log.level, level);
  log::start(level, config.log.format == "json"    ? log::Format::json
                    : config.log.format == "human" ? log::Format::human
                                                   : log::Format::automatic);
}

int run_serve(Config const& config) {
  start_log(config);
  auto const served = serve(config);
  if (served) return kFine;
  log::error(served.error().message, {{"detail", served.error().detail}});
  return kFailed;
}

int run_import(Config const& config, ImportOptions const& options) {
  if (!options.optimises && options.is_dry_run) return describe_import(options) ? kFine : kFailed;
  if (!options.optimises) return import_items(config, options) ? kFine : kFailed;
  return import_images(config, options) ? kFine : kFailed;
}

int run(CLI::App const& app, Options const& options) {
  if (app.got_subcommand("formats")) {
    std::fputs(describe_formats().c_str(), stdout);
    return kFine;
  }
  auto const config = make_config(options);
  if (!config) {
    std::fprintf(stderr, "triforium: %s\n", config.error().message.c_str());
    return kWrongUsage;
  }
  if (app.got_subcommand("config")) {
    std::fputs(to_toml(*config).c_str(), stdout);
    return kFine;
  }
  if (app.got_subcommand("backup")) return back_up_store(*config, options.backup) ? kFine : kFailed;
  if (app.got_subcommand("check")) return run_check(*config, options.check);
  if (app.got_subcommand("export")) {
    // Of warnings the report tells.
    log::start(log::Level::error, log::Format::automatic);
    return export_items(*config, options.exporting) ? kFine : kFailed;
  }
  if (app.got_subcommand("import")) return run_import(*config, options.import);
  return run_serve(*config);
}

}  // namespace

int run_command_line(int argc, char** argv) {
  try {
    Options options;
    CLI::App app("Triforium: an IIIF platform in one program.", "triforium");
    app.set_version_flag("--version", TRIFORIUM_VERSION);
    app.require_subcommand(1);
    app.footer("`triforium COMMAND --help` tells more of each.");
    auto* serve_command = app.add_subcommand("serve", "start the server; a folder given here is published as it is");
    add_serve_options(*serve_command, options);
    add_common_options(*serve_command, options);
    auto* config_command = app.add_subcommand("config", "print every setting with its sentence and value, as TOML");
    add_common_options(*config_command, options);
    auto* check_command =
        app.add_subcommand("check", "tell what is wrong or slow with manifests, collections and images");
    add_check_options(*check_command, options.check);
    add_common_options(*check_command, options);
    auto* backup_command = app.add_subcommand("backup", "copy the store of items to a file, while the server runs");
    add_backup_options(*backup_command, options.backup);
    add_common_options(*backup_command, options);
    auto* export_command =
        app.add_subcommand("export", "write items and collections as a static site, or as the original files");
    add_export_options(*export_command, options.exporting);
    add_common_options(*export_command, options);
    auto* import_command =
        app.add_subcommand("import", "publish folders, spreadsheets, METS and bags as items; prepare images");
    add_import_options(*import_command, options.import);
    add_common_options(*import_command, options);
    app.add_subcommand("formats", "list the formats that this build reads and writes");
    try {
      app.parse(argc, argv);
    } catch (CLI::ParseError const& e) {
      return app.exit(e) == 0 ? kFine : kWrongUsage;
    }
    return run(app, options);
  } catch (std::exception const& e) {
    std::fprintf(stderr, "triforium: %s\n", e.what());
    return kFailed;
  }
}

}  // namespace triforium::app
