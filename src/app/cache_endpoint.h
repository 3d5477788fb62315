// DELETE /api/v1/cache/{image}: the operator has what is cached of an image forgotten.
#pragma once

#include <string>

#include "base/workers.h"
#include "http/handler.h"
#include "image/answers.h"
#include "storage/catalog.h"

namespace triforium::app {

// 204 when nothing that was made of the image before will be sent again. 403 where the interface is switched off, 401
// without the right token, 404 if no image has that identifier.
struct CacheEndpoint {
  storage::Catalog const& catalog;
  Workers& workers;
  image::Answers& answers;
  std::string token;  // empty: switched off
  Task<http::Response> operator()(http::Request request) const;
};

}  // namespace triforium::app
