#include "http/cors.h"

namespace triforium::http {

bool is_preflight(Request const& request) {
  return request.method == Method::options && request.fields.has("Origin") &&
         request.fields.has("Access-Control-Request-Method");
}

Response preflight(std::string_view methods) {
  Response response;
  response.status = 204;
  response.fields.add("Allow", std::string(methods));
  response.fields.add("Access-Control-Allow-Methods", std::string(methods));
  response.fields.add("Access-Control-Allow-Headers",
                      "Accept, Accept-Language, Authorization, Cache-Control, Content-Type, If-Match, "
                      "If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Pragma, Range, "
                      "X-Requested-With, X-Server-Timing");
  response.fields.add("Access-Control-Max-Age", "86400");
  return response;
}

}  // namespace triforium::http
