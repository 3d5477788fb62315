// What the start page needs: the list of images, and its own files.
#pragma once

#include "base/workers.h"
#include "http/handler.h"
#include "http/static_files.h"
#include "storage/catalog.h"

namespace triforium::app {

// GET /api/v1/images → {"total": n, "images": [{"id", "info"}, …]}, at most 10,000, in natural order.
struct ImageListEndpoint {
  storage::Catalog const& catalog;
  Workers& workers;
  Task<http::Response> operator()(http::Request request) const;
};

// Everything else: a file of the pages, or 404.
struct WebEndpoint {
  http::StaticFiles const* files;  // null: there are none
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::app
