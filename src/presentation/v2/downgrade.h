// Presentation 3.0 → 2.1, a pure function of the document.
//
// https://iiif.io/api/presentation/2.1/
// https://iiif.io/api/presentation/3.0/
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "presentation/model.h"

namespace triforium::presentation::v2 {

// How the server that publishes the 2.1 document calls things. Each may be left out.
struct V2Names {
  // The 2.1 URI of what is a 3.0 document at `uri`: the document itself, those it lists, external annotation pages.
  // The same URI: nobody publishes it as 2.1. Left out: all keep their URI.
  std::function<std::string(std::string_view uri)> document = {};
  // The URI of the annotation list with the annotations of the embedded page `page` (its id), the `ordinal`th that is
  // split out of this document, from 1. Left out: the page's id.
  std::function<std::string(std::string_view page, std::size_t ordinal)> list = {};
  // The URI of the sequence that the range `range` (its id) becomes, the `ordinal`th of the manifest: from 2, because
  // the first is embedded. Left out: the range's id.
  std::function<std::string(std::string_view range, std::size_t ordinal)> sequence = {};
  // The URI of the Image API 2 service of what is an Image API 3 service at `uri`; empty: there is none. Left out:
  // none.
  std::function<std::string(std::string_view uri)> image_service = {};
};

struct Downgraded {
  boost::json::object document;  // Presentation 2.1, "@context" first
  // URI and 2.1 document of each annotation list that had to be split out, in order.
  std::vector<std::pair<std::string, boost::json::object>> lists;
  // The same for the second and further sequences: a manifest embeds only its first.
  std::vector<std::pair<std::string, boost::json::object>> sequences;
  Losses losses;  // pointers are places in the 3.0 document
};

// A manifest, collection, annotation page, annotation collection, canvas, range or annotation. Properties of extensions
// are kept as they are, those of 3.0 that 2.1 lacks are in the losses. The depth of `document` is what json::parse let
// through; what is made shares its memory resource, if it has one of its own. Errors: bad_request, where "type" is none
// of these.
Result<Downgraded> downgrade_v3(boost::json::object const& document, V2Names const& names = {});

}  // namespace triforium::presentation::v2
