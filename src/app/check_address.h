// A document where it is published: whether a viewer in somebody else's page can have it, too.
//
// https://iiif.io/api/presentation/3.0/#6-http-requests-and-responses
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/accept.h"
#include "presentation/check/report.h"
#include "presentation/version.h"
#include "storage/http_client.h"

namespace triforium::app {

struct Fetched {
  std::vector<std::string> urls;   // the address that was asked for, then those that it led to
  storage::HttpResponse response;  // of the last
  std::string text;
};

inline constexpr std::string_view kAcceptDocuments = "application/ld+json, application/json;q=0.9";

// Follows up to five redirects, as a viewer in a page of https://viewer.example would ask. Blocks. Errors: upstream,
// timeout, too_large; upstream for any status but 200.
Result<Fetched> blocking_fetch(storage::HttpClient const& client, std::string const& url,
                               std::string_view accept = kAcceptDocuments);

// What keeps viewers of other sites from it, whatever it is: headers and redirects. Pure.
void check_transport(Fetched const& fetched, presentation::Findings& findings);

// The type as which it was sent, if that is JSON; else a finding, which expects application/ld+json `with` that. Pure.
std::optional<http::MediaType> check_is_json(Fetched const& fetched, presentation::Rule const& rule,
                                             std::string_view with, presentation::Findings& findings);

// What is wrong with the way in which a document was sent. Pure.
presentation::Report check_answer(Fetched const& fetched, boost::json::value const& document,
                                  presentation::Version version);

}  // namespace triforium::app
