// What every resource of 3.0 can say about itself, in 2.1; and what one downgrade carries through its functions.
//
// https://iiif.io/api/presentation/3.0/#3-resource-properties
// https://iiif.io/api/presentation/2.1/#resource-properties
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "presentation/v2/downgrade.h"
#include "presentation/v2/services.h"
#include "presentation/v2/values.h"

namespace triforium::presentation::v2 {

struct Downgrading {
  explicit Downgrading(V2Names const& given) : names(given), services(given, result.losses) {}
  Downgrading(Downgrading const&) = delete;
  Downgrading& operator=(Downgrading const&) = delete;

  std::string document_uri(std::string_view uri) const;
  void lose(std::string pointer, std::string_view property, std::string why);

  V2Names const& names;
  json::value context;  // "@context" of the document and of each that is split out of it
  Downgraded result;
  ServiceDowngrade services;
};

// One resource on its way. `type` is its class in 3.0.
struct DowngradedResource {
  json::object& out;
  std::string pointer;
  std::string_view type;
};

// Writes what becomes of `key` to the resource, or a loss. Properties of extensions are kept as they are.
void downgrade_property(std::string_view key, json::value const& value, DowngradedResource const& resource,
                        Downgrading& downgrading);

// The descriptive and linking properties of `from` that 2.1 gathers from several of 3.0: attribution, metadata, logo,
// thumbnail. After all others were written.
void downgrade_gathered(json::object const& from, DowngradedResource const& resource, Downgrading& downgrading);

// A file or a document elsewhere: {id, type, label, format, …} → {@id, @type, …}.
json::object downgrade_file(Entry const& file, Downgrading& downgrading);

// "Video" → "dctypes:MovingImage", "Manifest" → "sc:Manifest"
std::string downgrade_class(std::string_view type);

// What 2.1 demands and the resource lacks. `instead` is a text of its own: one that lies within the resource may move
// when the label is added.
void demand_label(DowngradedResource const& resource, std::string const& instead, Downgrading& downgrading);

}  // namespace triforium::presentation::v2
