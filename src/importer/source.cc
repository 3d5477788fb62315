#include "importer/source.h"

#include <fmt/format.h>

#include "importer/fetch.h"
#include "ingest/folder/presentation_file.h"
#include "ingest/keys.h"
#include "ingest/read.h"
#include "presentation/names.h"

namespace triforium::importer {
namespace {

namespace fs = std::filesystem;

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
