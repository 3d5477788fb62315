// The route table.
#pragma once

#include "app/config.h"
#include "http/router.h"
#include "http/static_files.h"
#include "image/endpoint.h"
#include "items/documents.h"
#include "storage/catalog.h"
#include "uploads/uploads.h"

namespace triforium::app {

// What endpoints refer to; all of it outlives the router.
struct RouteParts {
  image::Parts image;
  storage::Catalog const& catalog;
  Workers& workers;
  image::Answers& answers;
  Metrics& metrics;
  http::StaticFiles const* web_files;  // null: there are none
  store::Store& store;
  items::Documents& documents;
  std::function<void(std::uint64_t job)> start_job;  // may be absent: jobs wait
  std::shared_ptr<uploads::Uploads> uploads;
};

http::Handler make_router(Config const& config, RouteParts const& parts);

}  // namespace triforium::app
