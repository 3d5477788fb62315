// The routes of /api/v1 for items, jobs and uploads. openapi.json describes each of them; a test holds the two
// together.
#pragma once

#include <string_view>
#include <vector>

#include "http/router.h"
#include "items/api_answers.h"

namespace triforium::app {

std::vector<http::Route> api_routes(items::ApiParts const& parts);

// openapi.json, which is part of the program.
std::string_view openapi_document();

}  // namespace triforium::app
