// What the files of an export are called: as they were, as far as every disk can have them so. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace triforium::exports {

// Gives names of one folder. No two are the same, also where a disk does not tell large letters from small ones.
class FolderNames {
 public:
  // Those that the program needs for itself.
  explicit FolderNames(std::vector<std::string> const& reserved = {});

  // `wanted`, without what some disk cannot have in a name (control characters, \ / : * ? " < > | and what is no UTF-8,
  // a dot at the beginning, a dot or space at the end, more than 200 bytes); with "-2", "-3" … before its extension
  // where the name is taken.
  std::string take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

// The folder of an item: "halle/1712" → "halle~1712".
std::string folder_wish(std::string_view item);

// Where each file of an item lies in its folder, by its path in the store. Files keep the folders in which they lie
// together ("MAX/0001.jpg", "FULLTEXT/0001.xml"), unless those are deeper than four; files below `derived`, which were
// made of others, are in "derived".
std::map<std::string, std::string> place_files(std::vector<store::Asset> const& assets, std::string_view derived);

}  // namespace triforium::exports
