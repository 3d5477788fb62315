// What the store gets of a draft: its document, files and texts.
#pragma once

#include <optional>
#include <string>
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
// them. A document that breaks a rule of its version is not published. `id` is the item's now: another one than the
// draft's if people have renamed it since the last import. Its files keep the names that they had.
Prepared blocking_prepare(presentation::ItemDraft draft, Settings const& settings, std::string const& id);

// Pure: without its members, which are listed when they are there. `id` as above.
Prepared prepare(presentation::CollectionDraft draft, std::string const& id);

}  // namespace triforium::importer
