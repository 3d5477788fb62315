// What every resource of 2.1 can say about itself – descriptive, rights, technical and linking properties – in 3.0.
//
// https://iiif.io/api/presentation/2.1/#resource-properties
// https://iiif.io/api/presentation/3.0/#3-resource-properties
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "presentation/v2/upgrade.h"
#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {

// What one upgrade carries through its functions.
struct Upgrading {
  UpgradeDefaults const& defaults;
  Losses losses = {};
};

// One resource on its way.
struct UpgradedResource {
  json::object& out;      // has its id and type already
  std::string pointer;    // its place in the 2.1 document
  std::string_view type;  // its class in 3.0
  std::string id;
};

// Writes what becomes of `key` to the resource. Properties that 2.1 does not know are kept as they are, but for those
// of a manifest, where 3.0's schema refuses them.
void upgrade_property(std::string_view key, json::value const& value, UpgradedResource const& resource,
                      Upgrading& upgrading);

// A file, or a document elsewhere: a URI or an object with one → {id, type, label, format, …}. `type` is that of a
// resource whose class is not written and cannot be told from its format.
json::object upgrade_file(Entry const& file, std::string_view type, Upgrading& upgrading);

// "application/pdf" → "Text", "image/png" → "Image"; `otherwise` for an unknown or empty one.
std::string_view class_of_format(std::string_view format, std::string_view otherwise);

// "dctypes:MovingImage" → "Video"
std::string_view upgrade_class(std::string_view name);

}  // namespace triforium::presentation::v2
