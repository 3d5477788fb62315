#include "ingest/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "base/text.h"
#include "ingest/bag/bag.h"
#include "ingest/by_date.h"
#include "ingest/folder/document_items.h"
#include "ingest/folder/folder.h"
#include "ingest/keys.h"
#include "ingest/media_types.h"
#include "ingest/mets/mets.h"
#include "ingest/session.h"
#include "ingest/table/table_reader.h"
#include "ingest/tei/tei.h"

namespace triforium::ingest {
namespace {

// In the order in which they are asked; the last takes what is left.
constexpr auto kReaders = std::to_array<Reader>({
    {"BagIt", is_bag, read_bag},
    {"METS", is_mets_folder, read_mets_folder},
    {"TEI", is_tei_folder, read_tei_folder},
    {"table", is_table_folder, read_table_folder},
    {"folder", is_folder, read_folder},
});

// Of several with one id the first stays: a folder and its info.yml, or two rows of a table, may have claimed it.
void drop_duplicates(Reading& reading) {
  std::set<std::string> taken;
  auto const is_second = [&](auto const& draft) {
    if (taken.insert(draft.id).second) return false;
    reading.error(draft.source, "The id " + draft.id + " was given before; this one is left out.");
    return true;
  };
  std::erase_if(reading.collections, is_second);
  std::erase_if(reading.items, is_second);
}

// A recording, a model, a picture or a PDF that was named itself, with what lies beside it and is called like it.
void read_one_file(Session& session, Place place, Entries const& entries) {
  auto const& file = session.options.file;
  auto const type = media_type_of_extension(extension_of(file));
  if (!is_pdf(file) && !(type && type->kind)) {
    return session.reading.error(file,
                                 "It is neither a spreadsheet with known columns, nor METS, nor TEI, nor a picture, a "
                                 "recording, a model or a PDF.");
  }
  std::string const stem(stem_of(file));
  Entries own;
  std::ranges::copy_if(entries, std::back_inserter(own), [&](TreeEntry const& entry) {
    return !entry.is_folder && (stem_of(entry.name) == stem || entry.name.starts_with(stem + "."));
  });
  place.name = stem;
  place.id = make_id(stem);
  read_folder(session, place, own);
}

// JSON and URLs are UTF-8, and so are the names of files that they mention.
void leave_out_unreadable_names(Session& session, std::string const& shown, Entries& entries) {
  auto const count = std::erase_if(entries, [](TreeEntry const& entry) { return !is_valid_utf8(entry.name); });
  if (count == 0) return;
  session.reading.error(shown, fmt::format("{} of its files and folders have names that are not UTF-8; they are left "
                                           "out until they are renamed (convmv does it).",
                                           count));
}

}  // namespace

void read_place(Session& session, Place const& place) {
  auto const shown = place.path.empty() ? place.name : place.path;
  if (place.depth > session.options.max_depth)
    return session.reading.error(shown, "Folders lie too deep within each other here; this one is left out.");
  auto entries = session.tree.list(place.path);
  if (!entries) return session.reading.error(shown, "The folder cannot be read: " + entries.error().message + ".");
  leave_out_unreadable_names(session, shown, *entries);
  session.files += entries->size();
  if (session.files > session.options.max_files)
    return session.reading.error(shown, "There are too many files below the root; this folder is left out.");
  for (auto const& reader : kReaders) {
    if (!reader.recognise(session, place, *entries)) continue;
    bool const is_asked_for_file = place.path.empty() && !session.options.file.empty();
    if (is_asked_for_file && reader.name == "folder") {
      return read_one_file(session, place, *entries);
    }
    return reader.read(session, place, *entries);
  }
}

Reading blocking_read(FileTree const& tree, ReadOptions const& options) {
  Reading reading;
  Session session{tree, options, reading};
  auto const name = options.name.empty() ? tree.name() : options.name;
  read_place(session, {.path = {}, .name = name, .id = make_id(name), .parent = options.parent, .depth = 0});
  drop_duplicates(reading);
  if (options.many_dated > 0) arrange_by_date(reading, options.many_dated);
  return reading;
}

}  // namespace triforium::ingest
