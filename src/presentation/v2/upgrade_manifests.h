// Manifests with their sequences, and collections, 2.1 → 3.0.
//
// https://iiif.io/api/presentation/2.1/#manifest
// https://iiif.io/api/presentation/2.1/#collection
#pragma once

#include <boost/json.hpp>
#include <string>

#include "presentation/v2/upgrade_description.h"

namespace triforium::presentation::v2 {

json::object upgrade_manifest(json::object const& manifest, std::string const& pointer, Upgrading& upgrading);
json::object upgrade_collection(json::object const& collection, std::string const& pointer, Upgrading& upgrading);

// A sequence by itself: a range with the behavior "sequence", which names the canvases in order.
json::object upgrade_sequence(json::object const& sequence, std::string const& id, std::string const& pointer,
                              Upgrading& upgrading);

}  // namespace triforium::presentation::v2
