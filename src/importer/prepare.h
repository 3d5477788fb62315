// What the store gets of a draft: its document, files and texts.
#pragma once

#include <optional>
#include <vector>

#include "importer/importer.h"
#include "presentation/draft.h"

namespace triforium::importer {

struct Prepared {
  store::Publication publication;
  std::vector<ingest::Finding> findings;
  std::optional<Error> failure;  // why it cannot be published; then only the publication's id counts
};

// Opens the item's files.
Prepared blocking_prepare(presentation::ItemDraft const& draft, Settings const& settings);

// Pure: without its members, which are listed when they are there.
Prepared prepare(presentation::CollectionDraft const& draft);

}  // namespace triforium::importer
