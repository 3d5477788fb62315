// Ids for documents that are published without one. Pure, and the same for the same document.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace triforium::items {

// What the document would be called best: its own id here, if it is one of ours (below `base_url`); else the telling
// part of its id, “halle-1712” of “https://example.org/iiif/halle-1712/manifest.json”; else its label; else “item”.
// An id that items can have, of at most 80 bytes.
std::string wanted_id(boost::json::object const& document, std::string_view base_url);

// The `number`th choice, from 1: “cat”, “cat-2”, “cat-3” …
std::string numbered_id(std::string_view wanted, std::uint64_t number);

// Letters and digits of the Latin script without their marks, in lower case; “-” for whatever is between them.
std::string slug_of(std::string_view text);

}  // namespace triforium::items
