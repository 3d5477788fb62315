#include "items/api_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "http/error_response.h"
#include "items/publishing.h"
#include "json/parse.h"
#include "presentation/tree.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

Response no_content() {
  Response response;
  response.status = 204;
  return response;
}

Result<std::string> parse_new_id(std::string_view body) {
  TRIFORIUM_TRY(auto const sent, json::parse(body));
  auto const* const object = sent.if_object();
  auto const to = object == nullptr ? std::string_view() : presentation::text_of(*object, "to");
  if (to.empty()) return fail(ErrorKind::bad_request, "The content has to be {\"to\": \"the new id\"}.");
  return std::string(to);
}

// Which alias of which item.
struct Alias {
  std::string item, name;
};
Result<Alias> parse_alias(Request const& request) {
  Alias alias;
  TRIFORIUM_TRY(alias.item, parse_item_id(request.capture("item")));
  auto const name = query_value(request.query(), "name");
  if (name.empty()) return fail(ErrorKind::bad_request, "The alias is missing: …/aliases?name={name}");
  TRIFORIUM_TRY(alias.name, parse_item_id(name));
  return alias;
}

Result<std::vector<std::string>> blocking_aliases(store::Store const& store, std::string const& item) {
  return store.read([&](store::Reading& reading) -> Result<std::vector<std::string>> {
    TRIFORIUM_TRY(auto const found, reading.find_item(item));
    if (!found) return fail(ErrorKind::not_found, "There is no item of that id.");
    return reading.aliases(item);
  });
}

// The item published as it is, with one more name.
Result<void> blocking_add_alias(store::Store& store, Alias const& alias) {
  return store.write([&](store::Writing& writing) -> Result<void> {
    TRIFORIUM_TRY(auto const document, writing.find_document(alias.item));
    if (!document) return fail(ErrorKind::not_found, "There is no item of that id.");
    store::Publication same;
    same.id = alias.item;
    same.kind = document->item.kind;
    same.version = document->item.version;
    same.document = document->text;
    same.label = document->item.label;
    same.reference = document->item.reference;
    same.source_digest = document->item.source_digest;
    same.aliases = {alias.name};
    TRIFORIUM_TRY(auto const published, writing.publish(same));
    static_cast<void>(published);
    return {};
  });
}

Result<void> blocking_remove_alias(store::Store& store, Alias const& alias) {
  return store.write([&](store::Writing& writing) -> Result<void> {
    TRIFORIUM_TRY(auto const names, writing.aliases(alias.item));
    if (std::ranges::find(names, alias.name) == names.end())
      return fail(ErrorKind::not_found, fmt::format("{} is no alias of this item.", triforium::quoted(alias.name)));
    auto const removed = writing.remove_alias(alias.name);
    // It is an alias of the item, and the store has none that it would remove: so it was its id once.
    if (!removed && removed.error().kind == ErrorKind::not_found)
      return fail(ErrorKind::conflict,
                  fmt::format("{} was the item's id once, and leads to it for ever.", triforium::quoted(alias.name)));
    return removed;
  });
}

}  // namespace

Task<Response> MoveItemEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto const to = parse_new_id(request.body);
  if (!to) co_return http::error_response(to.error(), request);
  auto const expected = parse_expectation(request);
  if (!expected) co_return http::error_response(expected.error(), request);
  auto move = [&store = parts.store, id = *id, to = *to, wanted = *expected] {
    return blocking_move(store, id, to, wanted);
  };
  Result<store::Item> const item = co_await parts.workers.run(Lane::io, 0, move);
  if (!item) co_return http::error_response(item.error(), request);
  parts.documents.note_change();
  auto response = item_response(200, *item, request);
  response.fields.add("Content-Location", item_url(item->id, request.origin.base_url()));
  co_return response;
}

Task<Response> AliasesEndpoint::operator()(Request request) const {
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto list = [&store = parts.store, id = *id] { return blocking_aliases(store, id); };
  Result<std::vector<std::string>> const names = co_await parts.workers.run(Lane::io, 0, list);
  if (!names) co_return http::error_response(names.error(), request);
  co_return json_response(200, {{"aliases", bj::array(names->begin(), names->end())}});
}

Task<Response> PutAliasEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const alias = parse_alias(request);
  if (!alias) co_return http::error_response(alias.error(), request);
  auto add = [&store = parts.store, alias = *alias] { return blocking_add_alias(store, alias); };
  Result<void> const added = co_await parts.workers.run(Lane::io, 0, add);
  if (!added) co_return http::error_response(added.error(), request);
  parts.documents.note_change();
  co_return no_content();
}

Task<Response> DeleteAliasEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const alias = parse_alias(request);
  if (!alias) co_return http::error_response(alias.error(), request);
  auto remove = [&store = parts.store, alias = *alias] { return blocking_remove_alias(store, alias); };
  Result<void> const removed = co_await parts.workers.run(Lane::io, 0, remove);
  if (!removed) co_return http::error_response(removed.error(), request);
  parts.documents.note_change();
  co_return no_content();
}

}  // namespace triforium::items
