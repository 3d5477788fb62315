// What all endpoints of /api/v1 share: who may write, what they expect, and how items and findings are told.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/workers.h"
#include "http/handler.h"
#include "items/documents.h"
#include "items/incoming.h"
#include "store/store.h"
#include "uploads/uploads.h"

namespace triforium::items {

// What the endpoints share; all of it outlives them. Without `token` nothing can be changed.
struct ApiParts {
  store::Store& store;
  Documents& documents;
  Workers& workers;
  std::string token;
  std::vector<std::filesystem::path> import_folders{};  // below which jobs may import
  std::function<void(std::uint64_t job)> start_job{};   // one that waits in the store; absent: it goes on waiting
  std::shared_ptr<uploads::Uploads> uploads{};          // never null where the routes of uploads are
};

// 403 where writing is off, 401 for who has not the token; nothing for who may write.
std::optional<http::Response> refuse_stranger(http::Request const& request, std::string const& token);

// The id in the request's path. An id that ends like the address of a part, “a/members”, is written “a%2Fmembers”.
// Error: bad_request.
Result<std::string> item_of(http::Request const& request);

// If-Match with one revision, or If-None-Match: *, and ?recreate=1. Error: bad_request for anything else.
Result<store::Expectation> parse_expectation(http::Request const& request);

// The value of the first “name=value” as it was sent; empty where there is none.
std::string_view query_value(std::string_view query, std::string_view name);
// “name=1”
bool has_flag(http::Request const& request, std::string_view name);
// Error: bad_request for what is no number of 1 to `most`. `usual` where nothing is said.
Result<std::size_t> parse_limit(http::Request const& request, std::size_t usual, std::size_t most);

std::string iso_time(store::Time time);
boost::json::object to_json(store::Item const& item, std::string const& base_url);
std::string item_url(std::string_view item, std::string_view base_url);

// The revision as an entity tag.
std::string tag_of(store::Item const& item);

http::Response json_response(int status, boost::json::object const& object);
// With the revision as ETag.
http::Response item_response(int status, store::Item const& item, http::Request const& request);

// Adds "findings" and "losses", and how many findings were left out; nothing where there are none.
void add_review(boost::json::object& answer, Review const& review);
// 422 with the findings: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.21
http::Response refused_document(Review const& review, http::Request const& request);

}  // namespace triforium::items
