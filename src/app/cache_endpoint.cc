#include "app/cache_endpoint.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "http/bearer.h"
#include "http/error_response.h"
#include "image/open_images.h"

namespace triforium::app {
namespace {

// What the image's answers are filed under: all identifiers of a file, and all its pages, have the same.
Result<std::string> blocking_source_name(storage::Catalog const& catalog, std::string const& identifier) {
  auto source = catalog.blocking_open(identifier);
  auto const page = image::parse_page_name(identifier);
  if (!source && page.has_suffix) source = catalog.blocking_open(page.identifier);
  if (!source) return fail(source);
  return (*source)->name();
}

// https://www.rfc-editor.org/rfc/rfc6750#section-3
http::Response ask_for_token(http::Request const& request) {
  auto response =
      http::problem(401, "This needs the token of the setting server.api_token, as a bearer token.", request);
  response.fields.add("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

Task<http::Response> CacheEndpoint::operator()(http::Request request) const {
  if (token.empty()) {
    co_return http::problem(403, "This is switched off here: the setting server.api_token is empty.", request);
  }
  if (!http::has_bearer_token(request, token)) co_return ask_for_token(request);
  auto const identifier = percent_decode(request.capture("image"));
  if (!identifier) co_return http::error_response(identifier.error(), request);
  if (!is_valid_utf8(*identifier) || has_control_character(*identifier)) {
    co_return http::problem(400, "The image's identifier is not valid UTF-8 without control characters.", request);
  }

  auto purge = [&catalog = catalog, &answers = answers, identifier = *identifier]() -> Result<std::string> {
    TRIFORIUM_TRY(auto name, blocking_source_name(catalog, identifier));
    answers.blocking_purge(name);
    return name;
  };
  Result<std::string> const purged = co_await workers.run(Lane::io, 0, purge);
  if (!purged) co_return http::error_response(purged.error(), request);
  log::info("What was cached of an image is forgotten", {{"identifier", *identifier}, {"source", *purged}});
  http::Response response;
  response.status = 204;
  co_return response;
}

}  // namespace triforium::app
