#include "importer/source.h"

#include <fmt/format.h>

#include "importer/fetch.h"
#include "importer/restored_files.h"
#include "ingest/folder/presentation_file.h"
#include "ingest/keys.h"
#include "ingest/read.h"
#include "presentation/names.h"

namespace triforium::importer {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostContents = std::uintmax_t{128} << 20;

// Without the slash at its end, which would be a file name of its own, and empty.
fs::path without_trailing_slash(fs::path const& path) {
  auto const whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

// “halle-1712/manifest.json” is the item “halle-1712”: the name of the file says nothing.
std::string id_of_file(fs::path const& file) {
  auto const stem = ingest::make_key(file.stem().string());
  if (stem != "manifest" && presentation::is_valid_item_id(stem)) return stem;
  auto const folder = ingest::make_key(file.parent_path().filename().string());
  return presentation::is_valid_item_id(folder) ? folder : stem + "-file";
}

Source document_at(std::string location, std::string id) {
  Source source;
  source.root = location;
  ingest::LinkedDocument document;
  document.location = std::move(location);
  document.id = std::move(id);
  source.reading.documents.push_back(std::move(document));
  return source;
}

// CHOICE: a table that people have changed since the export counts, and what only the records say is left out.
bool has_changed_table(fs::path const& folder, portable::Table const& table) {
  if (table.file.empty()) return false;
  auto const text = blocking_read_inside(folder, table.file, kMostContents);
  return text && portable::digest_of(*text) != table.digest;
}

// Absent: it is no export of ours.
Result<std::optional<Source>> blocking_read_export(fs::path const& folder) {
  auto const text = blocking_read_inside(folder, std::string(portable::kContentsFile), kMostContents);
  if (!text || !portable::is_contents(*text)) return std::optional<Source>();
  Source source;
  source.root = folder.string();
  TRIFORIUM_TRY(source.contents, portable::parse_contents(*text));
  auto const contents = *source.contents;
  if (has_changed_table(folder, contents.table)) {
    source.contents.reset();
    TRIFORIUM_TRY(auto const tree, ingest::blocking_open_folder_tree(folder));
    ingest::ReadOptions options;
    options.file = contents.table.file;
    source.reading = ingest::blocking_read(*tree, options);
    source.reading.warn(options.file,
                        "It was changed since the export, and is read instead of it: what a table cannot say, such as "
                        "chapters, is left out.");
    return source;
  }
  source.reading.note(std::string(portable::kContentsFile),
                      fmt::format("It is an export of {} items and {} collections, which become the same again.",
                                  contents.items.size(), contents.collections.size()));
  if (contents.has_copies && !contents.items.empty())
    source.reading.warn(
        std::string(portable::kContentsFile),
        "Its pictures are copies in JPEG, not the originals. An export with --with-originals has those.");
  return source;
}

}  // namespace

Result<Source> blocking_read_path(fs::path const& path) {
  if (is_url(path.native())) return document_at(path.native(), {});
  auto const whole = without_trailing_slash(path);
  std::error_code error;
  auto const status = fs::status(whole, error);
  if (!fs::exists(status)) {
    return fail(ErrorKind::not_found, fmt::format("There is no file or folder “{}”.", path.filename().string()), whole);
  }
  ingest::ReadOptions options;
  auto folder = whole;
  auto const named = whole.filename() == portable::kContentsFile ? whole.parent_path() : whole;
  if (fs::is_directory(named)) {
    TRIFORIUM_TRY(auto exported, blocking_read_export(named));
    if (exported) return std::move(*exported);
  }
  if (!fs::is_directory(status)) {
    options.file = whole.filename();
    folder = whole.parent_path();
  }
  TRIFORIUM_TRY(auto const tree, ingest::blocking_open_folder_tree(folder));
  if (!options.file.empty() && ingest::is_presentation_file(*tree, options.file))
    return document_at(whole.string(), id_of_file(whole));
  return Source{whole.string(), ingest::blocking_read(*tree, options)};
}

}  // namespace triforium::importer
