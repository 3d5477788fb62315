// /api/v1/items/{item}/move and …/aliases: the names that lead to an item.
#pragma once

#include "items/api_answers.h"

namespace triforium::items {

// POST …/move {"to": "{id}"}: the item gets that id, its document the new names; 200 with the item. The former id leads
// to it (308). If-Match as for PUT. 404, 409 for an id that is taken, 410.
struct MoveItemEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// GET …/aliases: {"aliases": […]}, former ids too.
struct AliasesEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// PUT …/aliases?name={name}: another name that leads to it. 204; 409 where it leads elsewhere.
struct PutAliasEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

// DELETE …/aliases?name={name}: 204. 404 for what is no alias of it; 409 for a former id, which stays.
struct DeleteAliasEndpoint {
  ApiParts parts;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
