// IndexStore: what was found out about a source with effort, such as where the tiles of a codestream lie, kept for the
// next time that it is opened.
//
// It may forget at any time and never lies: what load() returns is what was saved under that key. A key names the
// source's state (its Identity) and the version of what is kept, so that nothing has to be invalidated.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace triforium::storage {

class IndexStore {
 public:
  virtual ~IndexStore() = default;

  // What was saved under `key`; absent if nothing was, or it is no longer there. Blocks; any number of threads at once.
  // The bytes come from a file that others could have written: a reader checks every number in them.
  virtual std::optional<Bytes> load(std::string const& key) = 0;

  // Keeps `index` under `key`, or drops it where there is no room. Never waits for the disk.
  virtual void save(std::string const& key, Bytes index) = 0;
};

}  // namespace triforium::storage
