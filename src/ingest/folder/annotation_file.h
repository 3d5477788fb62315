// biiif's custom annotations: my-3d-object.yml beside what it puts on the canvas.
//
// https://github.com/IIIF-Commons/biiif#annotations
#pragma once

#include <string>
#include <string_view>

#include "ingest/session.h"

namespace triforium::ingest {

// Adds a painting or a text to the canvas. A comment that stands in the file itself is left out, with a finding: drafts
// have no place for annotations without a file.
void read_annotation_file(Session& session, std::string const& folder, std::string_view name,
                          presentation::CanvasDraft& canvas);

}  // namespace triforium::ingest
