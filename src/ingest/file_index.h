// Every file below a folder, found by path, name or stem: sources name their files as another machine knew them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "ingest/session.h"

namespace triforium::ingest {

class FileIndex {
 public:
  // Walks the folder, at most `options.max_depth` deep and `options.max_files` files; what is beyond becomes a finding.
  static FileIndex build(Session& session, std::string const& folder);

  bool has(std::string_view path) const { return paths_.contains(std::string(path)); }
  std::set<std::string> const& paths() const { return paths_; }

  // The file of that name anywhere below, case ignored where nothing fits exactly; of several the one in a folder
  // called `folder` (case ignored). Absent: none, or several that nothing tells apart.
  std::optional<std::string> find_name(std::string_view name, std::string_view folder = {}) const;
  // The same by name without extension, among files whose extension `accepts` takes.
  std::optional<std::string> find_stem(std::string_view stem, bool (*accepts)(std::string_view extension),
                                       std::string_view folder = {}) const;

 private:
  std::set<std::string> paths_;
  std::multimap<std::string, std::string> by_name_;  // in lower case → path
  std::multimap<std::string, std::string> by_stem_;
};

// What a source's reference to a file comes to.
struct Resolved {
  std::string path;  // in the tree; empty: not here
  std::string url;   // http(s), where the source gave one
  // The reference leads out of the folder ("..", "/etc/passwd", "file:///…"): a file of the same name was looked for
  // within, and nothing else.
  bool leads_out = false;
};

// `href` as METS, TEI or a spreadsheet in `base` has it: a URL whose file lies beside, a relative path, "file://./…".
// `folder`: where to prefer files found by name alone. Never gives a path outside of the index.
Resolved resolve_href(FileIndex const& index, std::string_view base, std::string_view href,
                      std::string_view folder = {});

// Pure: "a/./b/../c" → "a/c"; absent when it leads above the root, or is absolute.
std::optional<std::string> normal_path(std::string_view path);

}  // namespace triforium::ingest
