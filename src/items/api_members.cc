#include "items/api_members.h"

#include <fmt/format.h>

#include <functional>

#include "base/text.h"
#include "http/error_response.h"
#include "json/parse.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

constexpr std::size_t kUsuallyListed = 100;
constexpr std::size_t kMostListed = 1000;

struct Page {
  std::uint64_t after = 0;  // the first position
  std::size_t limit = kUsuallyListed;
};
Result<Page> parse_page(Request const& request) {
  Page page;
  auto const after = query_value(request.query(), "after");
  auto const position = after.empty() ? std::optional<std::uint64_t>(0) : parse_unsigned(after, INT64_MAX);
  if (!position) {
    return fail(ErrorKind::bad_request,
                fmt::format("“after” is {}, but has to be a position.", triforium::quoted(after)));
  }
  page.after = *position;
  TRIFORIUM_TRY(page.limit, parse_limit(request, kUsuallyListed, kMostListed));
  return page;
}

bj::object to_json(store::Member const& member) {
  bj::object object{{"position", member.position}, {"id", member.id}};
  if (!member.is_ours) {
    auto reference = json::parse(member.reference);
    object["reference"] = reference ? std::move(*reference) : bj::value();
    return object;
  }
  object["kind"] = member.kind == store::ItemKind::manifest ? "manifest" : "collection";
  object["label"] = member.label;
  return object;
}

// Members that are ids stand here; what is described in the request is checked as a collection with just these would
// be.
struct SentMembers {
  Review review;
  std::vector<store::MemberName> members;  // nothing where the review has errors
};

// The review's pointers lead into the collection that was made for it; its `items` were `members` of the request.
void point_into_request(Review& review, std::vector<std::size_t> const& places) {
  constexpr std::string_view kItems = "/items/";
  for (auto& finding : review.report.findings) {
    if (!finding.pointer.starts_with(kItems)) continue;
    auto const rest = std::string_view(finding.pointer).substr(kItems.size());
    auto const digits = rest.substr(0, rest.find('/'));
    auto const at = parse_unsigned(digits);
    if (!at || *at >= places.size()) continue;
    finding.pointer = fmt::format("/members/{}{}", places[*at], rest.substr(digits.size()));
  }
}

Result<Review> review_described(bj::array described, std::string const& base_url) {
  bj::object const collection{{"@context", presentation::kContextOfV3},
                              {"type", "Collection"},
                              {"label", {{"none", {"members"}}}},
                              {"items", std::move(described)}};
  return review_document("listed", bj::serialize(collection), base_url);
}

Result<SentMembers> read_members(std::string_view body, std::string const& base_url) {
  TRIFORIUM_TRY(auto const sent, json::parse(body));
  auto const* const object = sent.if_object();
  auto const* const list = object == nullptr ? nullptr : object->if_contains("members");
  if (list == nullptr || !list->is_array())
    return fail(ErrorKind::bad_request, "The content has to be {\"members\": […]}.");
  SentMembers read;
  bj::array described;
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < list->get_array().size(); ++place) {
    auto const& member = list->get_array()[place];
    if (auto const* const id = member.if_string()) {
      read.members.push_back({std::string(*id), {}});
      continue;
    }
    described.push_back(member);
    places.push_back(place);
    read.members.emplace_back();
  }
  if (described.empty()) return read;
  TRIFORIUM_TRY(read.review, review_described(std::move(described), base_url));
  point_into_request(read.review, places);
  if (!read.review.is_accepted()) return read;
  auto& checked = *read.review.incoming.members;
  for (std::size_t i = 0; i < places.size(); ++i)
    read.members[places[i]] = std::move(checked[i]);
  return read;
}

using Changing = std::function<Result<void>(store::Writing&)>;

Result<store::Item> blocking_change(store::Store& store, std::string const& id, store::Expectation const& expected,
                                    Changing const& change) {
  return store.write([&](store::Writing& writing) -> Result<store::Item> {
    TRIFORIUM_TRY(auto const before, writing.find_item(id));
    if (!before) return fail(ErrorKind::not_found, "There is no item of that id.");
    if (before->kind != store::ItemKind::collection)
      return fail(ErrorKind::conflict, "This is a manifest: only collections have members.");
    if (expected.revision && *expected.revision != before->revision)
      return fail(ErrorKind::precondition_failed, fmt::format("The collection is at revision {}.", before->revision));
    TRIFORIUM_CHECK(change(writing));
    TRIFORIUM_TRY(auto after, writing.find_item(id));
    if (!after) return fail(ErrorKind::internal, "What was changed is not there.", id);
    return std::move(*after);
  });
}

struct Added {
  Review review;
  std::optional<store::Item> item;  // absent: the review has errors
};
Result<Added> blocking_add(store::Store& store, std::string const& id, store::Expectation const& expected,
                           std::string_view body, std::string const& base_url) {
  TRIFORIUM_TRY(auto sent, read_members(body, base_url));
  Added added{std::move(sent.review), {}};
  if (!added.review.is_accepted()) return added;
  TRIFORIUM_TRY(added.item, blocking_change(store, id, expected, [&](store::Writing& writing) {
                  return writing.add_members(id, sent.members);
                }));
  return added;
}

}  // namespace

Task<Response> MembersEndpoint::operator()(Request request) const {
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto const page = parse_page(request);
  if (!page) co_return http::error_response(page.error(), request);
  auto list = [&store = parts.store, id = *id, page = *page] {
    return store.read([&](store::Reading& reading) { return reading.members(id, page.after, page.limit); });
  };
  Result<std::vector<store::Member>> const members = co_await parts.workers.run(Lane::io, 0, list);
  if (!members) co_return http::error_response(members.error(), request);
  bj::array listed;
  for (auto const& member : *members)
    listed.push_back(to_json(member));
  bj::object answer{{"members", std::move(listed)}};
  if (members->size() == page->limit) answer["next"] = page->after + page->limit;
  co_return json_response(200, answer);
}

Task<Response> AddMembersEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto const expected = parse_expectation(request);
  if (!expected) co_return http::error_response(expected.error(), request);
  auto add = [&store = parts.store, id = *id, wanted = *expected, body = std::move(request.body),
              base_url = request.origin.base_url()] { return blocking_add(store, id, wanted, body, base_url); };
  Result<Added> const added = co_await parts.workers.run(Lane::io, 0, add);
  if (!added) co_return http::error_response(added.error(), request);
  if (!added->item) co_return refused_document(added->review, request);
  parts.documents.note_change();
  co_return item_response(200, *added->item, request);
}

Task<Response> RemoveMemberEndpoint::operator()(Request request) const {
  if (auto refused = refuse_stranger(request, parts.token)) co_return std::move(*refused);
  auto const id = parse_item_id(request.capture("item"));
  if (!id) co_return http::error_response(id.error(), request);
  auto const expected = parse_expectation(request);
  if (!expected) co_return http::error_response(expected.error(), request);
  auto const member = parse_item_id(query_value(request.query(), "id"));
  if (!member) co_return http::error_response(member.error(), request);
  auto remove = [&store = parts.store, id = *id, wanted = *expected, member = *member] {
    return blocking_change(store, id, wanted,
                           [&](store::Writing& writing) { return writing.remove_members(id, {member}); });
  };
  Result<store::Item> const item = co_await parts.workers.run(Lane::io, 0, remove);
  if (!item) co_return http::error_response(item.error(), request);
  parts.documents.note_change();
  co_return item_response(200, *item, request);
}

}  // namespace triforium::items
