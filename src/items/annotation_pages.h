// The annotation pages that a manifest names, as documents of their own.
//
// https://iiif.io/api/presentation/3.0/#55-annotation-page
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace triforium::items {

// The page called `key` of `manifest` (stored as 3.0), with names relative to the base URL: of the text that the store
// has for one of its canvases, or one that is embedded in the manifest. Absent if it has none of that name. Errors:
// those of the store; internal, if what is stored cannot be read.
Result<std::optional<std::string>> annotation_page(store::Document const& manifest, std::string_view key,
                                                   store::Reading const& reading);

}  // namespace triforium::items
