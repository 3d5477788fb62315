// The item of which a rendering was asked for, as far as it tells whether the client has that rendering already.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "http/conditional.h"
#include "renderings/archive_rendering.h"
#include "renderings/endpoint.h"
#include "store/store.h"

namespace triforium::renderings {

struct Wish {
  std::string name;
  RenderingKind kind = RenderingKind::text;
  std::string more;  // what else its bytes depend on
};

struct FoundItem {
  store::Item item;
  std::string moved_to;            // the item's id now; then nothing else counts
  std::vector<ArchiveFile> files;  // of an archive
  std::string state;               // 16 bytes, others for every other state of the rendering
};

// Looks at the item and, for an archive, at its files; makes nothing. Errors: not_found, gone; those of the store.
Result<FoundItem> blocking_find_item(store::Store const& store, std::filesystem::path const& data, Wish const& wish);

http::Validators validators_of(FoundItem const& found, RenderingKind kind);

}  // namespace triforium::renderings
