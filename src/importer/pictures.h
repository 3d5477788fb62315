// The pictures of a copied manifest, brought here: `--as whole`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "importer/fetch.h"
#include "importer/importer.h"
#include "importer/mirror.h"

namespace triforium::importer {

// Fetches what is painted on the canvases of a manifest of 3.0, in full size, below the folder of the settings, and has
// the document show that: the canvases keep their sizes, and all else its place. A picture that is there from an
// earlier run is not fetched again; one that cannot be had stays where it is, with a sentence about it in the answer.
// `room` is how many bytes may come yet; it shrinks. Blocks.
std::vector<std::string> blocking_bring_pictures(Mirror& mirror, Settings const& settings, Fetcher& fetcher,
                                                 std::uint64_t& room);

}  // namespace triforium::importer
