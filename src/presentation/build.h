// Documents of Presentation 3.0 from drafts, with names relative to the base URL. Pure, and the same for the same
// input.
//
// https://iiif.io/api/presentation/3.0/
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "presentation/draft.h"

namespace triforium::presentation {

// What was found out about a file that we publish.
struct AssetFacts {
  std::string id;          // of the asset: names.h
  std::string name;        // of the file, as people see it
  std::string media_type;  // of the file as it is
  std::uint32_t width = 0;
  std::uint32_t height = 0;  // pixels, upright; 0: has none
  double duration = 0;       // seconds; 0: has none
  bool is_image = false;     // the image server answers for it
};

// Null for what is not ours, or is not there. What it points to lives as long as the call that it is given to.
using FindAsset = std::function<AssetFacts const*(std::string_view location)>;

// Width and height in pixels, both or neither; seconds. 0: has none.
struct Extent {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  double duration = 0;
};
// Of the canvas: as its draft says, else as what is painted on the whole of it.
Extent extent_of(CanvasDraft const& canvas, FindAsset const& assets);

// A manifest. A painting whose file is not there is left out; a canvas keeps its place. `collections` of the draft
// become partOf.
// `with_text` are the keys of the canvases whose words are published, too: as annotation pages {key}-text.
boost::json::object build_manifest(ItemDraft const& item, FindAsset const& assets,
                                   std::set<std::string, std::less<>> const& with_text = {});

// A collection, without its items: who serves it adds them, by build_reference, in pages.
boost::json::object build_collection(CollectionDraft const& collection, FindAsset const& assets);

// What a collection says of an item or collection that it lists: id, type, label, thumbnail. The argument is what one
// of the two functions above made.
boost::json::object build_reference(boost::json::object const& document);

}  // namespace triforium::presentation
