#include "app/site_endpoints.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "http/error_response.h"

namespace triforium::app {
namespace {

constexpr std::size_t kMaxListed = 10'000;

// https://www.w3.org/TR/CSP3/ – scripts and styles are our own files; images may lie at another base URL.
constexpr std::string_view kPagePolicy = "default-src 'self'; img-src * data: blob:; connect-src *";

std::string to_json(std::vector<std::string> const& identifiers, std::string const& base_url) {
  boost::json::array images;
  for (auto const& identifier : identifiers) {
    images.push_back({{"id", identifier}, {"info", base_url + "/iiif/3/" + percent_encode(identifier) + "/info.json"}});
  }
  return boost::json::serialize(boost::json::object{{"total", identifiers.size()}, {"images", std::move(images)}});
}

}  // namespace

Task<http::Response> ImageListEndpoint::operator()(http::Request request) const {
  auto list = [this]() -> Result<std::vector<std::string>> { return catalog.blocking_list(kMaxListed); };
  Result<std::vector<std::string>> const identifiers = co_await workers.run(Lane::io, 0, list);
  if (!identifiers) co_return http::error_response(identifiers.error(), request);
  http::Response response;
  response.fields.add("Content-Type", "application/json");
  response.fields.add("Cache-Control", "no-cache");
  response.body = to_json(*identifiers, request.origin.base_url());
  co_return response;
}

Task<http::Response> WebEndpoint::operator()(http::Request request) const {
  if (files == nullptr) co_return http::error_response({ErrorKind::not_found, "There is nothing here.", {}}, request);
  auto response = files->serve(request, request.capture("rest"));
  response.fields.add("Content-Security-Policy", std::string(kPagePolicy));
  response.fields.add("X-Content-Type-Options", "nosniff");
  co_return response;
}

}  // namespace triforium::app
