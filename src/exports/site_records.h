// What makes of a site the same items again when it is imported: `triforium.json` at its root, and beside each page for
// people the record of its item (portable/). Files of the site serve as the items' files wherever it has them.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "exports/originals.h"
#include "exports/report.h"
#include "exports/selection.h"
#include "store/store.h"

namespace triforium::exports {

struct SiteRecordSettings {
  OriginalsSettings files;
  // Whether pictures lie in the site as they are, below "originals". Else the largest picture of the site stands for
  // each: a copy in JPEG.
  bool with_originals = false;
  int image_version = 3;  // of the Image API, that the site has
};

// When all else is there. Blocks. What fails for itself is told in `report`. Errors: those of the folder and of the
// store, which concern all.
Result<void> blocking_write_site_records(store::Store const& store, Selection const& selection,
                                         SiteRecordSettings const& settings, OutputFolder const& folder,
                                         Report& report);

}  // namespace triforium::exports
