// From a folder to drafts: looks at what lies there and lets the reader that knows it read.
#pragma once

#include "ingest/file_tree.h"
#include "ingest/reading.h"

namespace triforium::ingest {

// Reads everything below the root. Never fails as a whole: what cannot be read is a finding of severity error, and the
// rest is there. The same tree and options give the same reading. Blocks.
Reading blocking_read(FileTree const& tree, ReadOptions const& options = {});

}  // namespace triforium::ingest
