// The interface by which programs publish: /api/v1/items.
#pragma once

#include <string>

#include "base/workers.h"
#include "http/handler.h"
#include "items/documents.h"

namespace triforium::items {

// What the endpoints share; all of it outlives them. Without `token` nothing can be changed.
struct ApiParts {
  store::Store& store;
  Documents& documents;
  Workers& workers;
  std::string token;
};

// GET /api/v1/items?after={id}&limit={1…1000}: {"items": […], "next": "…"}; by id. `next` is the `after` of what
// follows, and absent at the end.
struct ItemListEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// GET /api/v1/items/{item...}: id, kind, label, revision, times, where its documents are. ETag is the revision.
struct ItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// PUT /api/v1/items/{item...}: publishes a Presentation 3.0 manifest or collection under that id. 201 or 200 with the
// item; 400 for what is none, with its place; 401, 403 without the token; 409 and 412 for If-None-Match: * and If-Match
// (the revision) that do not hold; 410 for an id that was deleted.
struct PutItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// DELETE /api/v1/items/{item...}: 204, and the tombstone stays. If-Match as above.
struct DeleteItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
