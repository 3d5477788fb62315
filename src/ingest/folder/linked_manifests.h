// manifests.yml: manifests elsewhere that a collection lists.
//
// https://github.com/IIIF-Commons/biiif#linked-manifests
#pragma once

#include "ingest/session.h"

namespace triforium::ingest {

std::vector<LinkedDocument> read_linked_manifests(Session& session, std::string const& folder, Entries const& entries);

}  // namespace triforium::ingest
