// Items as the files that they were made of, each in a folder of its own, with all that the store knows of them:
//
//   triforium.json                what there is: portable/contents.h
//   items.csv                     items and pages as a table
//   {item}/…                      its files under their own names: pictures, recordings, texts, METS
//   {item}/derived/…              files that were made of them: posters, words of PDFs
//   {item}/triforium.json         its document, names, texts: portable/record.h
#pragma once

#include <filesystem>

#include "base/result.h"
#include "exports/report.h"
#include "exports/selection.h"
#include "store/store.h"

namespace triforium::exports {

struct OriginalsSettings {
  std::filesystem::path data;     // what is stored by us lies below it
  std::filesystem::path derived;  // what was made of files, too
};

// Blocks for as long as it takes. What fails for itself does not stop the rest. Errors: those of the folder and of the
// store, which concern all.
Result<Report> blocking_export_originals(store::Store const& store, Selection const& selection,
                                         OriginalsSettings const& settings, OutputFolder const& folder,
                                         TellProgress const& tell);

}  // namespace triforium::exports
