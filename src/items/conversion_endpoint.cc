#include "items/conversion_endpoint.h"

#include <boost/json.hpp>

#include "http/error_response.h"
#include "items/api_answers.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
constexpr std::size_t kMostTold = 1000;

bj::object to_json(presentation::Losses const& losses) {
  bj::array told;
  for (auto const& loss : losses) {
    if (told.size() == kMostTold) break;
    told.push_back(bj::object{{"pointer", loss.pointer}, {"property", loss.property}, {"why", loss.why}});
  }
  return {{"count", losses.size()}, {"losses", std::move(told)}};
}

}  // namespace

Task<http::Response> ConversionEndpoint::operator()(http::Request request) const {
  auto const version = parse_version(request.capture("version"));
  if (!version) co_return http::error_response(version.error(), request);
  auto const item = parse_item_id(request.capture("item"));
  if (!item) co_return http::error_response(item.error(), request);
  auto look = [&documents = documents, id = *item, wanted = *version] { return documents.blocking_losses(id, wanted); };
  Result<std::optional<presentation::Losses>> const losses = co_await workers.run(Lane::io, 0, look);
  if (!losses) co_return http::error_response(losses.error(), request);
  if (!*losses) {
    co_return http::error_response({ErrorKind::not_found, "There is no such item in that version.", {}}, request);
  }
  co_return json_response(200, to_json(**losses));
}

}  // namespace triforium::items
