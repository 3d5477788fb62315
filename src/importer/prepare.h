// What the store gets of a draft: its document, files and texts.
#pragma once

#include <optional>
#include <vector>

#include "importer/importer.h"
#include "presentation/draft.h"

namespace triforium::importer {

struct Prepared {
  store::Publication publication;
  std::string original{};     // the URL of what it is a copy of; empty: it is none
  store::Input input;         // remembered together with it
  bool may_recreate = false;  // it was deleted by an import, not by people
  bool is_known = false;      // the store has it as it is; then only the publication's id counts
  std::vector<ingest::Finding> findings;
  std::optional<Error> failure;  // why it cannot be published; then only the publication's id counts
};

// Publication, findings and failure. Opens the item's files, and makes what people see of recordings before they play
// them. A document that breaks a rule of its version is not published.
Prepared blocking_prepare(presentation::ItemDraft draft, Settings const& settings);

// Pure: without its members, which are listed when they are there.
Prepared prepare(presentation::CollectionDraft const& draft);

}  // namespace triforium::importer
