// The documents and the names of items over HTTP.
//
// https://iiif.io/api/presentation/3.0/#6-http-requests-and-responses
#pragma once

#include <string>

#include "base/workers.h"
#include "http/handler.h"
#include "items/documents.h"

namespace triforium::items {

struct EndpointSettings {
  std::string cache_control = "no-cache";  // kept by whoever likes, and asked for anew each time: 304 is cheap
  bool has_pages = false;                  // whether /items/… and /collections/… answer to people
};

// GET /presentation/{version}/{rest...}: 200 or 304 with the document; 308 to the id that the item has now; 410 of what
// was deleted; 406 where the item cannot be had in that version, with links to those in which it can.
struct DocumentEndpoint {
  Documents& documents;
  Workers& workers;
  EndpointSettings settings;
  Task<http::Response> operator()(http::Request request) const;
};

// GET /id/{rest...}: 303 to what the name's owner says of it, in the form that the client asks for: the page for
// people, or the document that contains the canvas, range or annotation. 308, 404 and 410 as above.
struct NameEndpoint {
  store::Store const& store;
  Documents const& documents;
  Workers& workers;
  EndpointSettings settings;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
