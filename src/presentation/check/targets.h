// Annotations within a document: what they point at, and on what they stand. Pure.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "presentation/check/dialect.h"

namespace triforium::presentation {

struct Target {
  std::string_view id;        // without fragment
  std::string_view fragment;  // of the id, or of a FragmentSelector
};

// Of a URI, a resource or a SpecificResource.
Target target_of(boost::json::value const& found);

// Of an annotation's `target`, those within a list or a class that holds several too; 64 at most.
std::vector<Target> targets_of(boost::json::object const& annotation);

// The nearest canvas (timeline, scene) above; none where there is none.
Visit const* container_of(Visit const& here);

// The property of the canvas in which this annotation's page stands: "items" or "annotations"; "" where it stands in no
// canvas.
std::string_view place_in_container(Visit const& here);

// The canvas that a body is painted on: body → annotation → page → canvas; none where it is not painted there.
Visit const* painted_container(Visit const& body);

// What a target is measured by: the canvas around it, or one of the manifest.
std::optional<Extents> extents_of(Target const& target, Visit const& here, Facts const& facts);

}  // namespace triforium::presentation
