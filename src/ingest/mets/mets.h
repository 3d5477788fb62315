// METS: digitised books and newspapers as digitisation lines deliver them.
//
// https://www.loc.gov/standards/mets/ · https://dfg-viewer.de/profil-der-metadaten
#pragma once

#include "ingest/session.h"

namespace triforium::ingest {

// Whether a METS file lies in the folder, or is the one file asked for. Sub-folders with its files belong to it.
bool is_mets_folder(Session& session, Place const& place, Entries const& entries);
void read_mets_folder(Session& session, Place const& place, Entries const& entries);

}  // namespace triforium::ingest
