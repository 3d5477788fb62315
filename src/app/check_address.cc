#include "app/check_address.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "http/accept.h"
#include "presentation/negotiate.h"
#include "presentation/tree.h"
#include "storage/redirect.h"

namespace triforium::app {
namespace {

namespace bj = boost::json;
using presentation::Findings;
using presentation::Path;
using presentation::Rule;
using presentation::Severity;

constexpr std::size_t kMostRedirects = 5;
constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20;

constexpr Rule kCors{"http-cors", Severity::error, "63-responses"};
constexpr Rule kType{"http-content-type", Severity::warning, "63-responses"};
constexpr Rule kProfile{"http-profile", Severity::warning, "63-responses"};
constexpr Rule kId{"id-is-address", Severity::error, "61-uri-recommendations"};
constexpr Rule kSecure{"http-mixed", Severity::error, "61-uri-recommendations"};
constexpr Rule kDowngrade{"http-redirect-insecure", Severity::error, "61-uri-recommendations"};
constexpr Rule kRedirects{"http-redirects", Severity::advice, "61-uri-recommendations"};

bool is_secure(std::string_view url) {
  return url.starts_with("https://");
}

// "Support for cross-origin requests … MUST" – a viewer sends no credentials, so that "*" is enough.
void check_cors(Fetched const& fetched, Findings& findings) {
  auto const& allowed = fetched.response.allow_origin;
  if (allowed == "*" || allowed == "https://viewer.example") return;
  findings.add(kCors, Path{},
               allowed.empty() ? "the answer has no Access-Control-Allow-Origin, without which browsers keep it from "
                                 "viewers on other sites; expected “*”"
                               : "Access-Control-Allow-Origin is " + quoted(allowed) + "; expected “*”");
}

void check_type(Fetched const& fetched, presentation::Version version, Findings& findings) {
  auto const media = check_is_json(fetched, kType, " with the profile of the version,", findings);
  if (!media) return;
  int const number = version == presentation::Version::v2 ? 2 : version == presentation::Version::v3 ? 3 : 4;
  auto const profile = media->parameter("profile");
  if (profile && profile->find(fmt::format("/presentation/{}/", number)) == std::string_view::npos)
    findings.add(kProfile, Path{},
                 fmt::format("the Content-Type's profile is {}, but the document is of version {}; expected {}",
                             quoted(*profile), number, presentation::linked_data_type(number)));
}

// "The URI … MUST be … the URI at which it is published"
void check_id(Fetched const& fetched, bj::object const& document, presentation::Version version, Findings& findings) {
  auto const* const key = version == presentation::Version::v2 ? "@id" : "id";
  auto const id = presentation::text_of(document, key);
  if (id.empty() || std::ranges::find(fetched.urls, id) != fetched.urls.end()) return;
  Path const root;
  findings.add(kId, root.member(key),
               quoted(id, 300) + " is not the address at which the document is, " + quoted(fetched.urls.back(), 300));
}

void check_redirects(Fetched const& fetched, Findings& findings) {
  auto const& urls = fetched.urls;
  for (std::size_t i = 1; i < urls.size(); ++i) {
    if (is_secure(urls[i - 1]) && !is_secure(urls[i]))
      findings.add(kDowngrade, Path{},
                   quoted(urls[i - 1], 300) + " leads to " + quoted(urls[i], 300) +
                       ", which browsers do not follow from a page of https");
  }
  if (urls.size() > 2)
    findings.add(
        kRedirects, Path{},
        fmt::format("{} redirects lead to the document: each is a round trip for every reader", urls.size() - 1));
}

// Images, recordings and services at http, in a document that is read through https: pages of https cannot load them.
// Of what a document only names, such as its rights, http is right.
class MixedContent {
 public:
  explicit MixedContent(Findings& findings) : findings_(findings) {}

  void look(bj::value const& value, Path const& path) {
    if (auto const* const object = value.if_object()) {
      if (is_loaded(*object)) check(*object, path);
      for (auto const& member : *object)
        look(member.value(), path.member(member.key()));
    } else if (auto const* const array = value.if_array()) {
      for (std::size_t i = 0; i < array->size(); ++i)
        look((*array)[i], path.element(i));
    }
  }

 private:
  static bool is_loaded(bj::object const& object) {
    constexpr std::string_view kTypes[] = {"Image", "Video", "Sound", "Model", "dctypes:Image", "dctypes:Sound"};
    auto type = presentation::text_of(object, "type");
    if (type.empty()) type = presentation::text_of(object, "@type");
    return std::ranges::find(kTypes, type) != std::end(kTypes) || type.starts_with("ImageService");
  }

  void check(bj::object const& object, Path const& path) {
    for (auto const* const key : {"id", "@id"}) {
      auto const id = presentation::text_of(object, key);
      if (id.starts_with("http://"))
        findings_.add(kSecure, path.member(key),
                      quoted(id, 300) + " is http in a document of https: browsers will not load it");
    }
  }

  Findings& findings_;
};

Result<storage::HttpResponse> blocking_get(storage::HttpClient const& client, std::string const& url,
                                           std::string_view accept) {
  storage::HttpRequest request;
  request.url = url;
  request.header_lines = {"Origin: https://viewer.example", "Accept: " + std::string(accept)};
  request.max_body = kMostBytes;
  return client.blocking_request(request);
}

}  // namespace

Result<Fetched> blocking_fetch(storage::HttpClient const& client, std::string const& url, std::string_view accept) {
  Fetched fetched;
  fetched.urls = {url.substr(0, url.find('#'))};
  for (;;) {
    TRIFORIUM_TRY(fetched.response, blocking_get(client, fetched.urls.back(), accept));
    if (!storage::is_redirect(fetched.response.status) || fetched.response.location.empty()) break;
    if (fetched.urls.size() > kMostRedirects)
      return fail(ErrorKind::upstream, fmt::format("more than {} redirects", kMostRedirects));
    TRIFORIUM_TRY(auto next, storage::resolve_location(fetched.urls.back(), fetched.response.location));
    fetched.urls.push_back(std::move(next));
  }
  if (fetched.response.status != 200)
    return fail(ErrorKind::upstream, fmt::format("the answer has status {}; expected 200", fetched.response.status));
  fetched.text.assign(as_text(fetched.response.body));
  fetched.response.body.clear();
  return fetched;
}

std::optional<http::MediaType> check_is_json(Fetched const& fetched, presentation::Rule const& rule,
                                             std::string_view with, Findings& findings) {
  auto const& sent = fetched.response.content_type;
  auto media = http::parse_media_type(sent);
  if (media && media->type == "application" && (media->subtype == "json" || media->subtype == "ld+json")) return media;
  findings.add(rule, Path{},
               fmt::format("the Content-Type is {}; expected application/ld+json{} or application/json",
                           sent.empty() ? "missing" : quoted(sent), with));
  return std::nullopt;
}

void check_transport(Fetched const& fetched, Findings& findings) {
  check_cors(fetched, findings);
  check_redirects(fetched, findings);
}

presentation::Report check_answer(Fetched const& fetched, bj::value const& document, presentation::Version version) {
  constexpr std::size_t kMost = 100;
  Findings findings({"https://iiif.io/api/presentation/3.0/#"}, kMost);
  check_transport(fetched, findings);
  check_type(fetched, version, findings);
  if (auto const* const object = document.if_object()) check_id(fetched, *object, version, findings);
  if (is_secure(fetched.urls.back())) MixedContent(findings).look(document, Path{});
  return findings.take();
}

}  // namespace triforium::app
