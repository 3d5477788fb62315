// What an item loses on the way into another version of the Presentation API, for programs.
#pragma once

#include "base/workers.h"
#include "http/handler.h"
#include "items/documents.h"

namespace triforium::items {

// GET /api/v1/conversions/{version}/{item...} → {"count": n, "losses": [{"pointer", "property", "why"}, …]}, the first
// 1,000 of them. 404 where there is no such item, or not in that version.
struct ConversionEndpoint {
  Documents const& documents;
  Workers& workers;
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::items
