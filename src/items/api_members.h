// /api/v1/items/{collection}/members: what a collection lists.
#pragma once

#include "items/api_answers.h"

namespace triforium::items {

// GET …?after={position}&limit={1…1000}: {"members": [{"position", "id", "label" …}], "next": …}. `next` is the `after`
// of what follows, and absent at the end.
struct MembersEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// POST {"members": [ … ]}: adds them at the end, those that it lists already stay where they are. A member is the id of
// an item here, or an object with id, type and label of a manifest or collection anywhere. 200 with the collection; 422
// with findings; 404 for an item that is not there. If-Match as for PUT.
struct AddMembersEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// DELETE …?id={id or URL}: takes it out; 200 with the collection, also where it was not in it. If-Match as above.
struct RemoveMemberEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
