// What an item is made of, in one word: as long as it is the same, there is nothing to import.
#pragma once

#include <string>

#include "importer/importer.h"
#include "presentation/draft.h"

namespace triforium::importer {

// Of the draft, of the state of each file that it names (size, time of change, inode: no file is opened), of the
// settings, and of how documents are built: a program that builds others gives another digest. Blocks: looks at files.
std::string blocking_digest(presentation::ItemDraft const& draft, Settings const& settings);

// Of a collection with its members. Pure.
std::string digest_of(presentation::CollectionDraft const& draft);

}  // namespace triforium::importer
