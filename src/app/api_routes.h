// The routes of /api/v1 for items and jobs. docs/api/openapi.json describes each of them; a test holds the two
// together.
#pragma once

#include <vector>

#include "http/router.h"
#include "items/api_answers.h"

namespace triforium::app {

std::vector<http::Route> api_routes(items::ApiParts const& parts);

}  // namespace triforium::app
