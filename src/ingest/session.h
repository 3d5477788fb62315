// What one run of the readers shares, and what each of them is told about the folder before it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/file_tree.h"
#include "ingest/reading.h"

namespace triforium::ingest {

struct Session {
  FileTree const& tree;
  ReadOptions const& options;
  Reading& reading;
  std::size_t files = 0;  // seen so far
};

// A folder of the tree, and what it becomes.
struct Place {
  std::string path;    // in the tree; "" the root
  std::string name;    // what it is called, as its owner wrote it
  std::string id;      // of the item or collection made of it
  std::string parent;  // the collection that lists it; empty: none
  std::size_t depth = 0;
};

using Entries = std::vector<TreeEntry>;

// One kind of source. To add one: a folder with these two functions, and a line in the table of read.cc.
struct Reader {
  std::string_view name;
  bool (*recognise)(Session& session, Place const& place, Entries const& entries);
  void (*read)(Session& session, Place const& place, Entries const& entries);
};

// Lists the folder, finds the reader that knows it and lets it read. Whatever fails becomes a finding.
void read_place(Session& session, Place const& place);

// A file of the tree as a draft names it: its absolute path, with the media type of its extension.
presentation::FileReference reference_to(Session const& session, std::string_view path);

// A sub-folder as a place of its own, listed by `parent`.
Place place_below(Place const& place, std::string_view name, std::string parent);

bool has_scheme(std::string_view location);  // http:// or https://

}  // namespace triforium::ingest
