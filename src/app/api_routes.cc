#include "app/api_routes.h"

#include "items/api_endpoints.h"
#include "items/api_jobs.h"
#include "items/api_members.h"
#include "items/api_names.h"
#include "items/api_uploads.h"

namespace triforium::app {

namespace {

struct OpenApiEndpoint {
  Task<http::Response> operator()(http::Request) const {
    http::Response response;
    response.fields.add("Content-Type", "application/json");
    response.fields.add("Cache-Control", "no-cache");
    response.body = std::string(openapi_document());
    co_return response;
  }
};

}  // namespace

std::vector<http::Route> api_routes(items::ApiParts const& parts) {
  using enum http::Method;
  return {
      {{get}, "/api/v1/items", "items", items::ItemListEndpoint{parts}},
      {{post}, "/api/v1/items", "items", items::PostItemEndpoint{parts}},
      {{get}, "/api/v1/items/{item...}/members", "items", items::MembersEndpoint{parts}},
      {{post}, "/api/v1/items/{item...}/members", "items", items::AddMembersEndpoint{parts}},
      {{delete_}, "/api/v1/items/{item...}/members", "items", items::RemoveMemberEndpoint{parts}},
      {{get}, "/api/v1/items/{item...}/aliases", "items", items::AliasesEndpoint{parts}},
      {{put}, "/api/v1/items/{item...}/aliases", "items", items::PutAliasEndpoint{parts}},
      {{delete_}, "/api/v1/items/{item...}/aliases", "items", items::DeleteAliasEndpoint{parts}},
      {{post}, "/api/v1/items/{item...}/move", "items", items::MoveItemEndpoint{parts}},
      {{get}, "/api/v1/items/{item...}", "items", items::ItemEndpoint{parts}},
      {{put}, "/api/v1/items/{item...}", "items", items::PutItemEndpoint{parts}},
      {{patch}, "/api/v1/items/{item...}", "items", items::PatchItemEndpoint{parts}},
      {{delete_}, "/api/v1/items/{item...}", "items", items::DeleteItemEndpoint{parts}},
      {{get}, "/api/v1/jobs", "jobs", items::JobListEndpoint{parts}},
      {{post}, "/api/v1/jobs", "jobs", items::PostJobEndpoint{parts}},
      {{get}, "/api/v1/jobs/{job}", "jobs", items::JobEndpoint{parts}},
      {{delete_}, "/api/v1/jobs/{job}", "jobs", items::DeleteJobEndpoint{parts}},
      {{post}, "/api/v1/uploads", "uploads", items::PostUploadEndpoint{parts}},
      {{options}, "/api/v1/uploads", "uploads", items::UploadOptionsEndpoint{parts, "OPTIONS, POST"}},
      {{options},
       "/api/v1/uploads/{upload}",
       "uploads",
       items::UploadOptionsEndpoint{parts, "GET, HEAD, OPTIONS, PATCH, DELETE"}},
      {{get}, "/api/v1/uploads/{upload}", "uploads", items::UploadEndpoint{parts}},
      {{patch}, "/api/v1/uploads/{upload}", "uploads", items::PatchUploadEndpoint{parts}},
      {{delete_}, "/api/v1/uploads/{upload}", "uploads", items::DeleteUploadEndpoint{parts}},
      {{get}, "/api/openapi.json", "openapi", OpenApiEndpoint{}},
  };
}

}  // namespace triforium::app
