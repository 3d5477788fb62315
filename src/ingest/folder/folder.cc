#include "ingest/folder/folder.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/folder/canvases.h"
#include "ingest/folder/document_items.h"
#include "ingest/folder/info_file.h"
#include "ingest/folder/linked_manifests.h"
#include "ingest/keys.h"
#include "presentation/names.h"

namespace triforium::ingest {
namespace {

using presentation::CollectionDraft;
using presentation::ItemDraft;

std::string title_from(std::string_view name) {
  std::string title(name);
  std::ranges::replace(title, '_', ' ');
  return title;
}

bool is_canvas_folder(std::string_view name) {
  return name.starts_with('_');
}

void add_files(Session const& session, Place const& place, FolderFiles const& files,
               presentation::Description& description) {
  if (!files.thumbnail.empty() && !description.thumbnail)
    description.thumbnail = reference_to(session, join(place.path, files.thumbnail));
  for (auto const& document : files.documents)
    description.renderings.push_back(reference_to(session, join(place.path, document)));
}

template <typename Draft>
Draft draft_of(Session const& session, Place const& place, InfoFile info, FolderFiles const& files) {
  Draft draft;
  draft.id = info.id.empty() ? place.id : std::move(info.id);
  std::ranges::copy_if(info.aliases, std::back_inserter(draft.aliases), is_id);
  draft.description = std::move(info.description);
  if (draft.description.label.is_empty()) draft.description.label.add("none", title_from(place.name));
  draft.viewing_direction = std::move(info.viewing_direction);
  draft.source = place.path.empty() ? place.name : place.path;
  add_files(session, place, files, draft.description);
  return draft;
}

// Adds "-…" to keys that two canvas folders share.
void make_unique(std::vector<presentation::CanvasDraft>& canvases) {
  UniqueKeys keys;
  for (auto& canvas : canvases)
    canvas.key = keys.take(canvas.key);
}

void add_item(Session& session, Place const& place, InfoFile info, FolderFiles const& files,
              std::vector<presentation::CanvasDraft> canvases) {
  auto const start = info.start;
  auto item = draft_of<ItemDraft>(session, place, std::move(info), files);
  if (!place.parent.empty()) item.collections.push_back(place.parent);
  for (auto const& folder : files.folders) {
    if (!is_canvas_folder(folder)) continue;
    auto canvas = read_canvas_folder(session, join(place.path, folder));
    if (canvas && !canvas->paintings.empty())
      canvases.push_back(std::move(*canvas));
    else
      session.reading.warn(join(place.path, folder), "Nothing in it can be shown on a canvas; it is left out.");
  }
  item.canvases = std::move(canvases);
  make_unique(item.canvases);
  bool const has_start =
      std::ranges::find(item.canvases, start, &presentation::CanvasDraft::key) != item.canvases.end();
  if (has_start) item.start_canvas = start;
  if (item.canvases.empty()) {
    auto const pdf = std::ranges::find_if(files.documents, is_pdf);
    if (pdf != files.documents.end())
      session.reading.note(item.source, "Its pages are those of " + *pdf + ".");
    else
      session.reading.warn(item.source, "It has documents to read, and no page to look at.");
  }
  session.reading.items.push_back(std::move(item));
}

std::size_t size_of(Reading const& reading) {
  return reading.items.size() + reading.collections.size() + reading.documents.size();
}

void add_collection(Session& session, Place const& place, InfoFile info, FolderFiles const& files,
                    std::vector<std::string> const& below, bool has_members) {
  auto collection = draft_of<CollectionDraft>(session, place, std::move(info), files);
  collection.parent = place.parent;
  auto const id = collection.id;
  auto const at = session.reading.collections.size();
  auto const before = size_of(session.reading);
  session.reading.collections.push_back(std::move(collection));
  for (auto const& name : below) {
    auto member = place_below(place, name, id);
    read_place(session, member);
  }
  if (has_members || size_of(session.reading) > before + 1) return;
  session.reading.note(session.reading.collections[at].source,
                       "There is nothing in this folder that can be published.");
  session.reading.collections.erase(session.reading.collections.begin() + static_cast<std::ptrdiff_t>(at));
}

// One of the words that name a part of an item cannot be a segment of its id: “manifest.json” is the file.
std::string document_id(Place const& place, std::string_view name) {
  auto id = place_below(place, stem_of(name), {}).id;
  return presentation::is_valid_item_id(id) ? id : id + "-file";
}

void add_manifests(Session& session, Place const& place, FolderFiles const& files, std::string const& collection) {
  for (auto const& name : files.manifests) {
    auto const path = join(place.path, name);
    session.reading.documents.push_back({.location = session.tree.location(path),
                                         .label = {},
                                         .thumbnail = {},
                                         .collection = collection,
                                         .source = path,
                                         .id = document_id(place, name)});
  }
}

// The folder is only what its name is: “halle-1712/manifest.json” is the item “halle-1712”.
void add_only_manifest(Session& session, Place const& place, FolderFiles const& files) {
  add_manifests(session, place, files, place.parent);
  session.reading.documents.back().id = place.id;
}

}  // namespace

bool is_folder(Session&, Place const&, Entries const&) {
  return true;
}

void read_folder(Session& session, Place const& place, Entries const& entries) {
  auto files = sort_files(session, place.path, entries);
  auto info = read_info_file(session, place.path, entries);
  std::set<std::string> texts;
  auto canvases = make_canvases(session, place, entries, files, texts);
  std::vector<std::string> below;
  std::ranges::copy_if(files.folders, std::back_inserter(below),
                       [&](auto const& name) { return !is_canvas_folder(name) && !texts.contains(name); });
  bool const has_canvas_folders = std::ranges::any_of(files.folders, is_canvas_folder);
  bool const has_pages = !canvases.empty() || has_canvas_folders;
  auto const links = read_linked_manifests(session, place.path, entries);
  bool const has_documents = !has_pages && std::ranges::any_of(files.documents, is_pdf);
  bool const is_collection = !below.empty() || !links.empty() || !files.manifests.empty() ||
                             (has_documents && std::ranges::count_if(files.documents, is_pdf) > 1);
  auto const id = info.id.empty() ? place.id : info.id;
  if (!is_collection) {
    if (has_pages || !files.documents.empty())
      add_item(session, place, std::move(info), files, std::move(canvases));
    else
      session.reading.note(place.path.empty() ? place.name : place.path,
                           "There is nothing in this folder that can be published.");
    return;
  }
  bool const is_only_manifest =
      files.manifests.size() == 1 && below.empty() && links.empty() && !has_pages && files.documents.empty();
  if (is_only_manifest && info.id.empty()) return add_only_manifest(session, place, files);
  add_manifests(session, place, files, id);
  if (has_documents) add_document_items(session, place, files, id);
  for (auto link : links) {
    link.collection = id;
    session.reading.documents.push_back(std::move(link));
  }
  if (has_pages) {
    // CHOICE: pages that lie beside folders are an item of their own, so that nothing is lost.
    auto loose = place_below(place, "files", id);
    loose.path = place.path;
    loose.name = place.name;
    auto pages = files;
    pages.documents.clear();
    InfoFile named;
    named.description.label = info.description.label;
    add_item(session, loose, std::move(named), pages, std::move(canvases));
    session.reading.warn(place.path.empty() ? place.name : place.path,
                         "Pages lie beside folders: they become the item " + loose.id + " of the collection.");
  }
  add_collection(session, place, std::move(info), files, below,
                 has_pages || has_documents || !links.empty() || !files.manifests.empty());
}

}  // namespace triforium::ingest
