// Annotations, 3.0 (Web Annotation) → 2.1 (Open Annotation).
//
// https://iiif.io/api/presentation/3.0/#56-annotation
// https://iiif.io/api/presentation/2.1/#image-resources
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "presentation/v2/downgrade_description.h"

namespace triforium::presentation::v2 {

// One for each body: 2.1 has one resource in an annotation. Textual “supplementing” becomes “painting”, as 2.1 has it.
std::vector<json::object> downgrade_annotation(json::object const& annotation, std::string const& pointer,
                                               Downgrading& downgrading);

// An AnnotationPage with items → "sc:AnnotationList" with resources.
json::object downgrade_page(json::object const& page, std::string const& pointer, Downgrading& downgrading);

// An AnnotationCollection → "sc:Layer".
json::object downgrade_annotation_collection(json::object const& collection, std::string const& pointer,
                                             Downgrading& downgrading);

// body → resource; null where 2.1 has nothing like it.
json::value downgrade_body(json::value const& body, std::string const& pointer, Downgrading& downgrading);

// target → on.
json::value downgrade_target(json::value const& target, std::string const& pointer, Downgrading& downgrading);

}  // namespace triforium::presentation::v2
