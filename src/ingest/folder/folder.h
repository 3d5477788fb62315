// Folders as people keep them: files are pages, folders are books or shelves. With biiif's conventions.
//
// https://github.com/IIIF-Commons/biiif#conventions
//   "A collection is a folder with sub-folders whose names do not start with an underscore. A manifest is a folder with
//    sub-folders whose names do start with an underscore."
#pragma once

#include "ingest/session.h"

namespace triforium::ingest {

// Always: what nothing else recognises is a folder.
bool is_folder(Session& session, Place const& place, Entries const& entries);
void read_folder(Session& session, Place const& place, Entries const& entries);

}  // namespace triforium::ingest
