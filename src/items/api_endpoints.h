// The interface by which programs publish: /api/v1/items.
#pragma once

#include "items/api_answers.h"

namespace triforium::items {

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

// PUT /api/v1/items/{item...}: publishes a manifest or collection of Presentation 2.1, 3.0 or 4.0 under that id. 201 or
// 200 with the item, with what was found amiss in the document and what 3.0 has no words for; 422 with the findings
// where a rule of the specification is broken; 400 for what is no such document, with its place; 401, 403 without the
// token; 409 and 412 for If-None-Match: * and If-Match (the revision) that do not hold; 410 for an id that was deleted,
// without ?recreate=1. With ?dry_run=1 the document is checked only.
struct PutItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// POST /api/v1/items: the same under an id that is chosen for the document (new_id.h); Location says where. 201.
struct PostItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// PATCH /api/v1/items/{item...}: changes parts of the document as it is sent here in 3.0, by
// application/merge-patch+json or application/json-patch+json; answers as PUT does. 415 for another media type; 409
// where the patch does not fit.
struct PatchItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// DELETE /api/v1/items/{item...}: 204, and the tombstone stays. If-Match as above.
struct DeleteItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
