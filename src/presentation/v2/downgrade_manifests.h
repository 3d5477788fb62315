// Manifests and collections, 3.0 → 2.1.
//
// https://iiif.io/api/presentation/3.0/#52-manifest
// https://iiif.io/api/presentation/2.1/#manifest
#pragma once

#include <boost/json.hpp>
#include <string>

#include "presentation/v2/downgrade_description.h"

namespace triforium::presentation::v2 {

json::object downgrade_manifest(json::object const& manifest, std::string const& pointer, Downgrading& downgrading);
json::object downgrade_collection(json::object const& collection, std::string const& pointer, Downgrading& downgrading);

}  // namespace triforium::presentation::v2
