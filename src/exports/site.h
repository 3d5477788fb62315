// A static site: what any web server can hand out, and every IIIF client reads.
//
//   presentation/{version}/…         manifests, collections, pages of annotations, with ".json" at their end
//   iiif/{version}/{asset}/…         info.json of level 0, tiles and sizes
//   files/…, renderings/…            recordings, models, texts, data: as they are
//   index.html, id/{item}/index.html for people
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "exports/image_export.h"
#include "exports/selection.h"

namespace triforium::exports {

struct SiteSettings {
  http::Origin origin;                           // where the site will be found
  std::vector<int> presentation_versions{3, 2};  // 2, 3, 4; those that an item cannot be had in are left out
  ImageSettings images;                          // version 2 of Presentation needs version 2 of Image
  unsigned jobs = 1;                             // images at the same time
};

struct SiteReport {
  std::uint64_t items = 0, collections = 0, images = 0;
  Written files;
  std::vector<std::string> problems;  // a sentence for each thing that could not be exported; at most kMostProblems
  std::uint64_t failed = 0;           // how many there were

  static constexpr std::size_t kMostProblems = 1000;
};

// Called now and then, from the thread that called the export.
using TellProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Blocks for as long as it takes. What fails for itself does not stop the rest. Errors: those of the folder, which
// concern all: storage_full, internal.
Result<SiteReport> blocking_export_site(http::Handler const& handler, Selection const& selection,
                                        SiteSettings const& settings, OutputFolder const& folder,
                                        TellProgress const& tell);

}  // namespace triforium::exports
