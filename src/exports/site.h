// A static site: what any web server can hand out, and every IIIF client reads.
//
//   presentation/{version}/…         manifests, collections, pages of annotations, with ".json" at their end
//   iiif/{version}/{asset}/…         info.json of level 0, tiles and sizes
//   files/…, renderings/…            recordings, models, texts, data: as they are
//   triforium.json, id/{item}/triforium.json, originals/… by site_records.h: for imports
//   index.html, id/{item}/index.html for people
#pragma once

#include <string>
#include <vector>

#include "exports/image_export.h"
#include "exports/report.h"
#include "exports/selection.h"

namespace triforium::exports {

struct SiteSettings {
  http::Origin origin;                           // where the site will be found
  std::vector<int> presentation_versions{3, 2};  // 2, 3, 4; those that an item cannot be had in are left out
  ImageSettings images;                          // version 2 of Presentation needs version 2 of Image
  unsigned jobs = 1;                             // images at the same time
};

// Blocks for as long as it takes. What fails for itself does not stop the rest. Errors: those of the folder, which
// concern all: storage_full, internal.
Result<Report> blocking_export_site(http::Handler const& handler, Selection const& selection,
                                    SiteSettings const& settings, OutputFolder const& folder, TellProgress const& tell);

}  // namespace triforium::exports
