#include "items/api_endpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "http/bearer.h"
#include "http/conditional.h"
#include "http/error_response.h"
#include "items/incoming.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

constexpr std::size_t kMostListed = 1000;

std::string iso_time(store::Time time) {
  auto const day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const clock{std::chrono::floor<std::chrono::seconds>(time) - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

bj::object to_json(store::Item const& item, std::string const& base_url) {
  bool const is_manifest = item.kind == store::ItemKind::manifest;
  return {{"id", item.id},
          {"kind", is_manifest ? "manifest" : "collection"},
          {"label", item.label},
          {"revision", item.revision},
          {"created", iso_time(item.created)},
          {"modified", iso_time(item.modified)},
          {"name", url_of(presentation::item_name(item.id), base_url)},
          {"document", document_url({item.id, item.kind}, item.version, base_url)}};
}

std::string tag_of(std::uint64_t revision) {
  return fmt::format("\"{}\"", revision);
}

Response json_response(int status, bj::object const& object) {
  Response response;
  response.status = status;
  response.fields.add("Content-Type", "application/json");
  response.fields.add("Cache-Control", "no-cache");
  response.body = bj::serialize(object);
  return response;
}

Response item_response(int status, store::Item const& item, Request const& request) {
  auto response = json_response(status, to_json(item, request.origin.base_url()));
  response.fields.add("ETag", tag_of(item.revision));
  return response;
}

// https://www.rfc-editor.org/rfc/rfc6750#section-3
std::optional<Response> refuse_stranger(Request const& request, std::string const& token) {
  if (token.empty()) {
    return http::problem(403, "This is switched off here: the setting server.api_token is empty.", request);
  }
  if (http::has_bearer_token(request, token)) return std::nullopt;
  auto response =
      http::problem(401, "This needs the token of the setting server.api_token, as a bearer token.", request);
  response.fields.add("WWW-Authenticate", "Bearer");
  return response;
}

// If-Match with one revision, or If-None-Match: *. Error: bad_request for anything else.
Result<store::Expectation> parse_expectation(Request const& request) {
  store::Expectation expected;
  if (auto const none = request.fields.find("If-None-Match")) {
    if (trim(*none) != "*") return fail(ErrorKind::bad_request, "If-None-Match can only be * here.");
    expected.is_new = true;
  }
  if (auto const match = request.fields.find("If-Match"); match && trim(*match) != "*") {
    auto text = trim(*match);
    bool const is_quoted = text.size() > 2 && text.front() == '"' && text.back() == '"';
    auto const revision = is_quoted ? parse_unsigned(text.substr(1, text.size() - 2)) : std::nullopt;
    if (!revision) return fail(ErrorKind::bad_request, "If-Match has to be the ETag of /api/v1/items/…, one revision.");
    expected.revision = *revision;
  }
  return expected;
}

std::string_view query_value(std::string_view query, std::string_view name) {
  for (auto const pair : split(query, '&')) {
    auto const equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

Result<store::ItemQuery> parse_list_query(Request const& request) {
  store::ItemQuery query;
  TRIFORIUM_TRY(query.after, percent_decode(query_value(request.query(), "after")));
  if (!is_valid_utf8(query.after)) return fail(ErrorKind::bad_request, "“after” is not valid UTF-8.");
  auto const limit = query_value(request.query(), "limit");
  if (limit.empty()) return query;
  auto const number = parse_unsigned(limit, kMostListed);
  if (!number || *number == 0) {
    return fail(ErrorKind::bad_request,
                fmt::format("“limit” is {}, but has to be 1 to {}.", triforium::quoted(limit), kMostListed));
  }
  query.limit = static_cast<std::size_t>(*number);
  return query;
}

struct Stored {
  store::Published published;
  store::Item item;
};
Result<Stored> blocking_publish(store::Store& store, Incoming const& incoming, store::Expectation const& expected) {
  auto const& id = incoming.publication.id;
  return store.write([&](store::Writing& writing) -> Result<Stored> {
    Stored stored;
    TRIFORIUM_TRY(stored.published, writing.publish(incoming.publication, expected));
    if (incoming.publication.kind == store::ItemKind::collection) {
      TRIFORIUM_CHECK(writing.set_members(id, incoming.members));
    }
    TRIFORIUM_TRY(auto item, writing.find_item(id));
    if (!item) return fail(ErrorKind::internal, "What was stored is not there.", id);
    stored.item = std::move(*item);
    return stored;
  });
}

}  // namespace

Task<Response> ItemListEndpoint::operator()(Request request) const {
  auto const query = parse_list_query(request);
  if (!query) co_return http::error_response(query.error(), request);
  auto list = [&store = parts.store, wanted = *query] {
    return store.read([&](store::Reading& reading) { return reading.list_items(wanted); });
  };
  Result<store::ItemPage> const page = co_await parts.workers.run(Lane::io, 0, list);
  if (!page) co_return http::error_response(page.error(), request);
  bj::array items;
  for (auto const& item : page->items)
    items.push_back(to_json(item, request.origin.base_url()));
  bj::object answer{{"items", std::move(items)}};
  if (!page->next.empty()) answer["next"] = page->next;
  co_return json_response(200, answer);
}

Task<Response> ItemEndpoint::operator()(Request request) const {
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto find = [&store = parts.store, id = *id] {
    return store.read([&](store::Reading& reading) { return reading.find_item(id); });
  };
  Result<std::optional<store::Item>> const item = co_await parts.workers.run(Lane::io, 0, find);
  if (!item) co_return http::error_response(item.error(), request);
  if (!*item) co_return http::error_response({ErrorKind::not_found, "There is no item of that id.", {}}, request);
  co_return item_response(200, **item, request);
}

Task<Response> PutItemEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto const expected = parse_expectation(request);
  if (!expected) co_return http::error_response(expected.error(), request);
  auto publish = [&store = parts.store, id = *id, body = request.body, base = request.origin.base_url(),
                  wanted = *expected]() -> Result<Stored> {
    TRIFORIUM_TRY(auto const incoming, read_incoming(id, body, base));
    return blocking_publish(store, incoming, wanted);
  };
  Result<Stored> const stored = co_await parts.workers.run(Lane::io, 0, publish);
  if (!stored) co_return http::error_response(stored.error(), request);
  parts.documents.note_change();
  bool const is_new = stored->published.outcome == store::Published::Outcome::created;
  auto response = item_response(is_new ? 201 : 200, stored->item, request);
  if (is_new) {
    auto const& item = stored->item;
    response.fields.add("Location", document_url({item.id, item.kind}, item.version, request.origin.base_url()));
  }
  co_return response;
}

Task<Response> DeleteItemEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto const expected = parse_expectation(request);
  if (!expected) co_return http::error_response(expected.error(), request);
  auto erase = [&store = parts.store, id = *id, wanted = *expected] {
    return store.write([&](store::Writing& writing) { return writing.erase(id, wanted); });
  };
  Result<void> const erased = co_await parts.workers.run(Lane::io, 0, erase);
  if (!erased) co_return http::error_response(erased.error(), request);
  parts.documents.note_change();
  Response response;
  response.status = 204;
  co_return response;
}

}  // namespace triforium::items
