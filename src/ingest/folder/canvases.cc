#include "ingest/folder/canvases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "ingest/folder/annotation_file.h"
#include "ingest/folder/info_file.h"
#include "ingest/folder/presentation_file.h"
#include "ingest/keys.h"
#include "ingest/media_types.h"
#include "ingest/sidecars.h"
#include "json/parse.h"
#include "storage/folder_catalog.h"

namespace triforium::ingest {
namespace {

using presentation::CanvasDraft;
using presentation::MediaKind;
using presentation::Painting;

std::optional<MediaKind> kind_of(std::string_view name) {
  auto const type = media_type_of_extension(extension_of(name));
  return type ? type->kind : std::nullopt;
}

Painting painting_of(Session const& session, std::string const& path) {
  return {.file = reference_to(session, path), .kind = *kind_of(path), .fragment = {}, .alternatives = {}};
}

// Files that a model draws upon: they are parts of it, not pages.
std::set<std::string> parts_of_models(Session& session, std::string const& folder, Entries const& entries) {
  std::set<std::string> parts;
  for (auto const& entry : entries) {
    if (extension_of(entry.name) != "gltf") continue;
    auto const text = session.tree.read(join(folder, entry.name), std::size_t{16} << 20);
    auto const model = text ? json::parse(*text) : Result<boost::json::value>(fail(text));
    auto const* object = model ? model->if_object() : nullptr;
    for (std::string_view const list : {"images", "buffers"}) {
      auto const* members = object ? object->if_contains(list) : nullptr;
      if (!members || !members->is_array()) continue;
      for (auto const& member : members->as_array()) {
        auto const* uri = member.is_object() ? member.as_object().if_contains("uri") : nullptr;
        if (uri && uri->is_string()) parts.insert(percent_decode(uri->as_string()).value_or(""));
      }
    }
  }
  return parts;
}

// The best of several images of one stem, as the image server would choose.
std::size_t image_rank(std::string_view name) {
  auto const& order = storage::image_extensions();
  auto const extension = extension_of(name);
  auto const rank = std::ranges::find_if(
      order, [&](std::string_view known) { return known == extension || known == "." + extension; });
  return static_cast<std::size_t>(rank - order.begin());
}

std::size_t media_rank(std::string_view name) {
  constexpr auto kOrder = std::to_array<std::string_view>({"mp4", "m4v", "webm", "ogv", "m4a", "mp3", "ogg", "glb"});
  return static_cast<std::size_t>(std::ranges::find(kOrder, extension_of(name)) - kOrder.begin());
}

struct Stem {
  std::string stem;
  std::vector<std::string> images, timed, models;
};

std::vector<Stem> by_stem(std::vector<std::string> const& media) {
  std::vector<Stem> stems;
  std::map<std::string, std::size_t, std::less<>> places;
  for (auto const& name : media) {
    auto const stem = stem_of(name);
    auto const [place, is_new] = places.emplace(stem, stems.size());
    if (is_new) stems.push_back({std::string(stem), {}, {}, {}});
    auto* const found = &stems[place->second];
    auto const kind = *kind_of(name);
    (kind == MediaKind::image   ? found->images
     : kind == MediaKind::model ? found->models
                                : found->timed)
        .push_back(name);
  }
  for (auto& one : stems) {
    std::ranges::stable_sort(one.images, {}, image_rank);
    std::ranges::stable_sort(one.timed, {}, media_rank);
  }
  return stems;
}

void add_alternatives(Session& session, std::string const& folder, Stem const& stem, Painting& painting) {
  auto const& same = !stem.timed.empty() ? stem.timed : stem.models;
  for (std::size_t i = 1; i < same.size(); ++i)
    painting.alternatives.push_back(reference_to(session, join(folder, same[i])));
}

// A picture called like a recording is its cover; like a film or a model, what is seen before it is played.
void add_cover(Session& session, std::string const& folder, Stem const& stem, CanvasDraft& canvas) {
  if (stem.images.empty()) return;
  auto cover = painting_of(session, join(folder, stem.images.front()));
  if (canvas.paintings.front().kind == MediaKind::sound)
    canvas.accompanying = std::move(cover);
  else
    canvas.placeholder = std::move(cover);
}

CanvasDraft canvas_of(Session& session, std::string const& folder, Stem const& stem) {
  CanvasDraft canvas;
  auto const& names = !stem.timed.empty() ? stem.timed : !stem.models.empty() ? stem.models : stem.images;
  canvas.paintings.push_back(painting_of(session, join(folder, names.front())));
  if (&names == &stem.images) {
    if (names.size() > 1)
      session.reading.note(join(folder, names[1]), "It has the name of " + names.front() + ", which is shown.");
    return canvas;
  }
  add_alternatives(session, folder, stem, canvas.paintings.front());
  add_cover(session, folder, stem, canvas);
  return canvas;
}

std::set<std::string> stems_of(std::vector<std::string> const& media) {
  std::set<std::string> stems;
  for (auto const& name : media)
    stems.emplace(stem_of(name));
  return stems;
}

bool is_ignored(std::string_view name) {
  // biiif: "!" is what its owner wants ignored, "+" what biiif made itself.
  return name.starts_with('!') || name.starts_with('+') || name == "__MACOSX";
}

void sort_file(Session& session, std::string const& path, FolderFiles& files) {
  auto const name = std::string(name_of(path));
  auto const extension = extension_of(name);
  if (stem_of(name) == "thumb" && kind_of(name) == MediaKind::image)
    files.thumbnail = name;
  else if (kind_of(name))
    files.media.push_back(name);
  else if (extension == "pdf" || extension == "epub")
    files.documents.push_back(name);
  else if (extension == "json" && is_presentation_file(session.tree, path))
    files.manifests.push_back(name);
  else if ((extension == "yml" || extension == "yaml") && stem_of(name) != "info" && stem_of(name) != "manifests")
    files.notes.push_back(name);
}

}  // namespace

FolderFiles sort_files(Session& session, std::string const& folder, Entries const& entries) {
  FolderFiles files;
  auto const parts = parts_of_models(session, folder, entries);
  for (auto const& entry : entries) {
    if (is_ignored(entry.name)) continue;
    if (entry.is_folder)
      files.folders.push_back(entry.name);
    else if (!parts.contains(entry.name))
      sort_file(session, join(folder, entry.name), files);
  }
  return files;
}

std::vector<CanvasDraft> make_canvases(Session& session, Place const& place, Entries const& entries,
                                       FolderFiles const& files, std::set<std::string>& used_folders) {
  auto sidecars = find_sidecars(session, place.path, entries, stems_of(files.media));
  used_folders.merge(sidecars.folders);
  UniqueKeys keys;
  std::vector<CanvasDraft> canvases;
  for (auto const& stem : by_stem(files.media)) {
    auto canvas = canvas_of(session, place.path, stem);
    canvas.key = keys.take(stem.stem);
    canvas.description.label.add("none", page_label(stem.stem, place.name));
    canvas.texts = std::move(sidecars.by_stem[stem.stem]);
    canvases.push_back(std::move(canvas));
  }
  return canvases;
}

std::optional<CanvasDraft> read_canvas_folder(Session& session, std::string const& folder) {
  auto const entries = session.tree.list(folder);
  if (!entries) return std::nullopt;
  auto const files = sort_files(session, folder, *entries);
  auto info = read_info_file(session, folder, *entries);
  CanvasDraft canvas;
  canvas.description = std::move(info.description);
  auto const name = name_of(folder).substr(name_of(folder).starts_with('_') ? 1 : 0);
  canvas.key = make_key(name);
  if (canvas.description.label.is_empty()) canvas.description.label.add("none", std::string(name));
  if (!files.thumbnail.empty()) canvas.description.thumbnail = reference_to(session, join(folder, files.thumbnail));
  for (auto const& document : files.documents)
    canvas.description.renderings.push_back(reference_to(session, join(folder, document)));
  auto sidecars = find_sidecars(session, folder, *entries, stems_of(files.media));
  for (auto const& media : files.media) {
    canvas.paintings.push_back(painting_of(session, join(folder, media)));
    std::ranges::move(sidecars.by_stem[std::string(stem_of(media))], std::back_inserter(canvas.texts));
  }
  for (auto const& note : files.notes)
    read_annotation_file(session, folder, note, canvas);
  return canvas;
}

}  // namespace triforium::ingest
