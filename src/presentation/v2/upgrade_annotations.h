// Annotations, 2.1 (Open Annotation) → 3.0 (Web Annotation).
//
// https://iiif.io/api/presentation/2.1/#image-resources
// https://iiif.io/api/presentation/2.1/#advanced-association-features
// https://iiif.io/api/presentation/3.0/#56-annotation
#pragma once

#include <boost/json.hpp>
#include <string>

#include "presentation/v2/upgrade_description.h"

namespace triforium::presentation::v2 {

// Where an annotation stands, for what it does not say itself.
struct AnnotationPlace {
  std::string pointer;
  std::string id;      // given to an annotation without one
  std::string target;  // the canvas; empty: unknown
};

// An "oa:Annotation".
json::object upgrade_annotation(json::object const& annotation, AnnotationPlace const& place, Upgrading& upgrading);

// An "sc:AnnotationList": an AnnotationPage, or a reference to one where it has no `resources`. `canvas` is the id of
// the canvas that lists it; empty: it stands alone.
json::object upgrade_annotation_list(Entry const& list, std::string const& canvas, Upgrading& upgrading);

// An "sc:Layer".
json::object upgrade_layer(json::object const& layer, std::string const& pointer, Upgrading& upgrading);

// `resource` of an annotation → body. Null where nothing is left.
json::value upgrade_body(json::value const& resource, std::string const& pointer, Upgrading& upgrading);

// `on` of an annotation → target. Null where nothing is left.
json::value upgrade_target(json::value const& on, std::string const& pointer, Upgrading& upgrading);

}  // namespace triforium::presentation::v2
