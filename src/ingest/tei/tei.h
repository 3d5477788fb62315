// TEI with facsimiles: surfaces as canvases, the header as description.
//
// https://tei-c.org/release/doc/tei-p5-doc/en/html/PH.html
#pragma once

#include "ingest/session.h"

namespace triforium::ingest {

// Whether a TEI file with pages (<surface>, or <pb facs>) lies in the folder. Sub-folders with its images belong to it.
bool is_tei_folder(Session& session, Place const& place, Entries const& entries);
void read_tei_folder(Session& session, Place const& place, Entries const& entries);

}  // namespace triforium::ingest
