#include "items/endpoints.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/conditional.h"
#include "http/error_response.h"
#include "items/text_page.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/negotiate.h"

namespace triforium::items {
namespace {

using http::Request;
using http::Response;

// All Accept fields as one; "" where there is none.
std::string accept_of(Request const& request) {
  return request.fields.find_all("Accept").value_or(std::string());
}

Response redirect(int status, std::string location) {
  Response response;
  response.status = status;
  response.fields.add("Location", std::move(location));
  return response;
}

Response not_found(Request const& request, std::string_view item) {
  return http::error_response({ErrorKind::not_found, "Nothing is called " + quoted(item, 200) + ".", {}}, request);
}

Response gone(Request const& request, store::Gone const& gone) {
  return http::error_response({ErrorKind::gone, quoted(gone.id, 200) + " was deleted.", {}}, request);
}

// 406 Not Acceptable: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.7
Response other_versions(Request const& request, DocumentQuery const& query, std::vector<int> const& versions) {
  auto response = http::problem(
      406, fmt::format("This item cannot be had in version {} of the Presentation API.", query.version), request);
  response.fields.add("Link", alternate_links(query, versions));
  return response;
}

Response document_response(Request const& request, DocumentQuery const& query, SharedDocument const& document,
                           EndpointSettings const& settings) {
  Response response;
  auto const type = presentation::negotiate_document(accept_of(request), query.version).content_type;
  bool const is_plain = type == "application/json";
  http::Validators const validators{fmt::format("\"{}{}\"", document->tag, is_plain ? "-json" : ""),
                                    std::chrono::floor<std::chrono::seconds>(document->item.modified)};
  response.fields.add("Content-Type", type);
  response.fields.add("Cache-Control", settings.cache_control);
  response.fields.add("Vary", "Accept, Accept-Encoding");
  response.fields.add("X-Content-Type-Options", "nosniff");
  if (!document->links.empty()) response.fields.add("Link", document->links);
  switch (http::evaluate_preconditions(request, validators)) {
    case http::Precondition::not_modified:
      return http::not_modified(validators, response.fields);
    case http::Precondition::failed:
      return http::problem(412, "The document is not in the state that the request requires.", request);
    case http::Precondition::proceed:
      break;
  }
  http::add_validators(response.fields, validators);
  auto const encoding = name_of(query.encoding);
  if (!encoding.empty()) response.fields.add("Content-Encoding", std::string(encoding));
  response.body = std::vector<http::Piece>{{document, as_bytes(document->bytes)}};
  return response;
}

Response response_to(Request const& request, DocumentQuery const& query, Found const& found,
                     EndpointSettings const& settings) {
  if (auto const* const document = std::get_if<SharedDocument>(&found)) {
    return document_response(request, query, *document, settings);
  }
  if (auto const* const moved = std::get_if<store::Moved>(&found)) {
    auto name = query.name;
    name.item = moved->id;
    return redirect(308, document_url(name, query.version, query.base_url));
  }
  if (auto const* const tombstone = std::get_if<store::Gone>(&found)) return gone(request, *tombstone);
  if (auto const* const others = std::get_if<OtherVersions>(&found)) {
    return other_versions(request, query, others->versions);
  }
  return not_found(request, query.name.item);
}

Result<DocumentQuery> parse_query(Request const& request) {
  DocumentQuery query;
  TRIFORIUM_TRY(query.version, parse_version(request.capture("version")));
  TRIFORIUM_TRY(query.name, parse_document_path(request.capture("rest")));
  query.base_url = request.origin.base_url();
  query.encoding = choose_encoding(request.fields.find_all("Accept-Encoding").value_or(std::string()));
  return query;
}

// What a name leads to; the item's kind where it is live.
struct Named {
  store::Resolution resolution;
  store::ItemKind kind{};
  std::string part;  // undecoded, what followed the item's own name: "/canvas/p1"
};

// The annotation page in which to look for what `part` names; empty: it stands in the manifest.
std::string page_with(std::string_view part) {
  constexpr std::string_view kAnnotation = "/annotation/";
  if (!part.starts_with(kAnnotation)) return {};
  auto const key = percent_decode(part.substr(kAnnotation.size()));
  return key ? page_of_text_annotation(*key) : std::string();
}

Result<Named> resolve(store::Reading const& reading, NameCandidate const& candidate) {
  Named named{{}, {}, candidate.part};
  TRIFORIUM_TRY(named.resolution, reading.resolve(candidate.item));
  if (auto const* const live = std::get_if<store::Live>(&named.resolution)) {
    TRIFORIUM_TRY(auto const item, reading.find_item(live->id));
    if (item) named.kind = item->kind;
  }
  return named;
}

Result<Named> blocking_resolve(store::Store const& store, std::vector<NameCandidate> const& candidates) {
  return store.read([&](store::Reading& reading) -> Result<Named> {
    for (auto const& candidate : candidates) {
      TRIFORIUM_TRY(auto named, resolve(reading, candidate));
      if (!std::holds_alternative<store::Unknown>(named.resolution)) return named;
    }
    return Named{};
  });
}

}  // namespace

Task<Response> DocumentEndpoint::operator()(Request request) const {
  auto query = parse_query(request);
  if (!query) co_return http::error_response(query.error(), request);
  if (auto const known = documents.find(*query); known.document) {
    auto answer = document_response(request, *query, known.document, settings);
    answer.fresh = known.fresh;
    co_return answer;
  }
  if (request.fields.find("If-None-Match")) {
    auto confirm = [&documents = documents, wanted = *query] { return documents.blocking_confirm(wanted); };
    Result<SharedDocument> const outline = co_await workers.run(Lane::io, 0, confirm);
    if (outline && *outline) {
      auto answer = document_response(request, *query, *outline, settings);
      if (answer.status == 304) co_return answer;
    }
  }
  auto load = [&documents = documents, wanted = *query] { return documents.blocking_load(wanted); };
  Result<Found> const found = co_await workers.run(Lane::io, 0, load);
  if (!found) co_return http::error_response(found.error(), request);
  co_return response_to(request, *query, *found, settings);
}

// "303 (See Other)": what is at the other address describes the thing, and is not it.
// https://www.w3.org/TR/cooluris/#r303gendocument
Task<Response> NameEndpoint::operator()(Request request) const {
  auto const candidates = parse_name_path(request.capture("rest"));
  if (!candidates) co_return http::error_response(candidates.error(), request);
  auto look = [&store = store, names = *candidates] { return blocking_resolve(store, names); };
  Result<Named> const named = co_await workers.run(Lane::io, 0, look);
  if (!named) co_return http::error_response(named.error(), request);

  auto const base_url = request.origin.base_url();
  if (auto const* const tombstone = std::get_if<store::Gone>(&named->resolution)) co_return gone(request, *tombstone);
  if (auto const* const moved = std::get_if<store::Moved>(&named->resolution)) {
    co_return redirect(308, url_of(presentation::item_name(moved->id), base_url) + named->part);
  }
  auto const* const live = std::get_if<store::Live>(&named->resolution);
  if (live == nullptr) co_return not_found(request, candidates->front().item);
  auto const preference = presentation::negotiate(accept_of(request), documents.versions());
  bool const leads_to_page = settings.has_pages && preference.wants_page;
  DocumentName const document{live->id, named->kind, page_with(named->part)};
  auto response = redirect(303, leads_to_page ? page_url(live->id, named->kind, base_url)
                                              : document_url(document, preference.version, base_url));
  response.fields.add("Vary", "Accept");
  co_return response;
}

}  // namespace triforium::items
