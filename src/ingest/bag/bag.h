// BagIt: files with their checksums.
//
// https://www.rfc-editor.org/rfc/rfc8493
#pragma once

#include "ingest/session.h"

namespace triforium::ingest {

// Whether bagit.txt and data/ lie in the folder.
bool is_bag(Session& session, Place const& place, Entries const& entries);

// The payload, read by whichever reader knows it, with what bag-info.txt says. A file that is missing or has changed is
// an error; nothing of a bag whose payload does not agree with its manifest is published.
void read_bag(Session& session, Place const& place, Entries const& entries);

}  // namespace triforium::ingest
