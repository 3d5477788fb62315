#include "items/api_endpoints.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/error_response.h"
#include "items/publishing.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

constexpr std::size_t kMostListed = 1000;

Result<store::ItemQuery> parse_list_query(Request const& request) {
  store::ItemQuery query;
  TRIFORIUM_TRY(query.after, percent_decode(query_value(request.query(), "after")));
  if (!is_valid_utf8(query.after)) return fail(ErrorKind::bad_request, "“after” is not valid UTF-8.");
  TRIFORIUM_TRY(query.limit, parse_limit(request, query.limit, kMostListed));
  return query;
}

Result<Publishing> parse_publishing(Request const& request) {
  Publishing publishing;
  TRIFORIUM_TRY(publishing.expected, parse_expectation(request));
  publishing.base_url = request.origin.base_url();
  publishing.is_dry_run = has_flag(request, "dry_run");
  if (auto const collection = query_value(request.query(), "collection"); !collection.empty()) {
    TRIFORIUM_TRY(publishing.collection, parse_item_id(collection));
  }
  return publishing;
}

std::string_view media_type_of(Request const& request) {
  auto const type = request.fields.find("Content-Type").value_or(std::string_view());
  return trim(type.substr(0, type.find(';')));
}

std::optional<PatchKind> patch_kind(Request const& request) {
  auto const type = media_type_of(request);
  if (equals_ignoring_case(type, "application/merge-patch+json")) return PatchKind::merge_patch;
  if (equals_ignoring_case(type, "application/json-patch+json")) return PatchKind::json_patch;
  return std::nullopt;
}

// https://www.rfc-editor.org/rfc/rfc5789#section-2.2
//   "Unsupported patch document: Can be specified using a 415 (Unsupported Media Type) response … Such a response
//   SHOULD
//    include an Accept-Patch response header"
Response refuse_patch(Request const& request) {
  constexpr auto kAccepted = "application/merge-patch+json, application/json-patch+json";
  auto response = http::problem(415,
                                fmt::format("The Content-Type of a patch is one of {}, and not {}.", kAccepted,
                                            triforium::quoted(media_type_of(request))),
                                request);
  response.fields.add("Accept-Patch", kAccepted);
  return response;
}

Response trial_response(Review const& review) {
  auto const& publication = review.incoming.publication;
  bool const is_manifest = publication.kind == store::ItemKind::manifest;
  bj::object answer{{"dry_run", true},
                    {"id", publication.id},
                    {"kind", is_manifest ? "manifest" : "collection"},
                    {"label", publication.label}};
  add_review(answer, review);
  return json_response(200, answer);
}

// What became of a document that was sent.
Response change_response(Result<Change> const& change, ApiParts const& parts, Request const& request) {
  if (!change) return http::error_response(change.error(), request);
  if (!change->review.is_accepted()) return refused_document(change->review, request);
  if (!change->stored) return trial_response(change->review);
  parts.documents.note_change();
  auto const& item = change->stored->item;
  bool const is_new = change->stored->published.outcome == store::Published::Outcome::created;
  auto answer = to_json(item, request.origin.base_url());
  add_review(answer, change->review);
  auto response = json_response(is_new ? 201 : 200, answer);
  response.fields.add("ETag", tag_of(item));
  if (is_new) response.fields.add("Location", item_url(item.id, request.origin.base_url()));
  return response;
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
  auto const id = item_of(request);
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
  auto const id = item_of(request);
  if (!id) co_return http::error_response(id.error(), request);
  auto const publishing = parse_publishing(request);
  if (!publishing) co_return http::error_response(publishing.error(), request);
  auto put = [&store = parts.store, id = *id, body = std::move(request.body), how = *publishing] {
    return blocking_put(store, id, body, how);
  };
  Result<Change> const change = co_await parts.workers.run(Lane::io, 0, put);
  co_return change_response(change, parts, request);
}

Task<Response> PostItemEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const publishing = parse_publishing(request);
  if (!publishing) co_return http::error_response(publishing.error(), request);
  auto post = [&store = parts.store, body = std::move(request.body), how = *publishing] {
    return blocking_post(store, body, how);
  };
  Result<Change> const change = co_await parts.workers.run(Lane::io, 0, post);
  co_return change_response(change, parts, request);
}

Task<Response> PatchItemEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = item_of(request);
  if (!id) co_return http::error_response(id.error(), request);
  auto const kind = patch_kind(request);
  if (!kind) co_return refuse_patch(request);
  auto const publishing = parse_publishing(request);
  if (!publishing) co_return http::error_response(publishing.error(), request);
  auto patch = [&store = parts.store, id = *id, kind = *kind, body = std::move(request.body), how = *publishing] {
    return blocking_patch(store, id, kind, body, how);
  };
  Result<Change> const change = co_await parts.workers.run(Lane::io, 0, patch);
  co_return change_response(change, parts, request);
}

Task<Response> DeleteItemEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = item_of(request);
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
