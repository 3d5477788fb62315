// Files of one folder as canvases: what is painted, what stands in its stead, what belongs to it.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "ingest/session.h"

namespace triforium::ingest {

struct FolderFiles {
  std::vector<std::string> media;      // names of images, sound, film and models, in natural order
  std::vector<std::string> folders;    // names of sub-folders that are not ignored
  std::vector<std::string> documents;  // PDF, EPUB: renderings of the item
  std::vector<std::string> manifests;  // JSON files that are manifests or collections already
  std::vector<std::string> notes;      // *.yml that are biiif's custom annotations
  std::string thumbnail;               // "thumb.jpg"; empty: none
};

// Sorts what lies in a folder; what a glTF model takes its textures from is none of the media.
FolderFiles sort_files(Session& session, std::string const& folder, Entries const& entries);

// One canvas per stem, in natural order, with texts, covers and alternatives of the same stem. Adds names that were
// used as texts to `used_folders`.
std::vector<presentation::CanvasDraft> make_canvases(Session& session, Place const& place, Entries const& entries,
                                                     FolderFiles const& files, std::set<std::string>& used_folders);

// A biiif canvas: everything painted in a folder whose name begins with "_" stands on one canvas.
std::optional<presentation::CanvasDraft> read_canvas_folder(Session& session, std::string const& folder);

}  // namespace triforium::ingest
