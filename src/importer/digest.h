// What an item is made of, in one word: as long as it is the same, there is nothing to import.
#pragma once

#include <string>
#include <string_view>

#include "importer/importer.h"
#include "presentation/draft.h"

namespace triforium::importer {

// Of the draft, of the state of each file that it names (size, time of change, inode: no file is opened), of the
// settings, and of how documents are built: a program that builds others gives another digest. Blocks: looks at files.
std::string blocking_digest(presentation::ItemDraft const& draft, Settings const& settings);

// Of a collection with its members. Pure.
std::string digest_of(presentation::CollectionDraft const& draft);

// SHA-256 in hexadecimal. Pure.
std::string digest_of(std::string_view text);

// Of the state of a file: size, time of change, inode. Blocks: looks at it, without opening it.
std::string blocking_state_of(std::string const& path);

}  // namespace triforium::importer
