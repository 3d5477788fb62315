#include "items/api_answers.h"

#include <fmt/format.h>

#include "base/text.h"
#include "http/bearer.h"
#include "http/error_response.h"
#include "presentation/names.h"

namespace triforium::items {
namespace {

namespace bj = boost::json;
using http::Request;
using http::Response;

std::string_view name_of(presentation::Version version) {
  switch (version) {
    case presentation::Version::v2:
      return "2.1";
    case presentation::Version::v3:
      return "3.0";
    case presentation::Version::v4:
      return "4.0";
  }
  return "";
}

bj::object to_json(presentation::Finding const& finding) {
  return {{"severity", presentation::name_of(finding.severity)},
          {"pointer", finding.pointer},
          {"rule", finding.rule},
          {"message", finding.message},
          {"specification", finding.link}};
}

// The first that keeps the document from being published: for those who read no further.
presentation::Finding const* first_error(presentation::Report const& report) {
  for (auto const& finding : report.findings) {
    if (finding.severity == presentation::Severity::error) return &finding;
  }
  return nullptr;
}

std::string sentence_of(Review const& review) {
  auto const count = review.report.errors;
  auto sentence = fmt::format("The document breaks {} of Presentation {}",
                              count == 1 ? "a rule" : fmt::format("{} rules", count), name_of(review.version));
  if (auto const* const first = first_error(review.report)) {
    sentence += fmt::format("{}: {}: {}", count == 1 ? "" : ", first", first->pointer.empty() ? "/" : first->pointer,
                            first->message);
  } else {
    sentence += ".";
  }
  return sentence;
}

}  // namespace

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

Result<std::string> item_of(Request const& request) {
  auto const path = request.capture("item");
  for (std::string_view const part : {"/members", "/aliases", "/move"}) {
    if (path.ends_with(part))
      return fail(ErrorKind::bad_request, fmt::format("This is the address of a part of an item. An item whose id ends "
                                                      "with “{}” is written with %2F.",
                                                      part));
  }
  return parse_item_id(path);
}

Result<store::Expectation> parse_expectation(Request const& request) {
  store::Expectation expected;
  expected.may_recreate = has_flag(request, "recreate");
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

bool has_flag(Request const& request, std::string_view name) {
  return query_value(request.query(), name) == "1";
}

Result<std::size_t> parse_limit(Request const& request, std::size_t usual, std::size_t most) {
  auto const limit = query_value(request.query(), "limit");
  if (limit.empty()) return usual;
  auto const number = parse_unsigned(limit, most);
  if (number && *number > 0) return static_cast<std::size_t>(*number);
  return fail(ErrorKind::bad_request,
              fmt::format("“limit” is {}, but has to be 1 to {}.", triforium::quoted(limit), most));
}

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

std::string item_url(std::string_view item, std::string_view base_url) {
  return fmt::format("{}/api/v1/items/{}", base_url, percent_encode(item, "/:~"));
}

std::string tag_of(store::Item const& item) {
  return fmt::format("\"{}\"", item.revision);
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
  response.fields.add("ETag", tag_of(item));
  return response;
}

void add_review(bj::object& answer, Review const& review) {
  bj::array findings, losses;
  for (auto const& finding : review.report.findings)
    findings.push_back(to_json(finding));
  for (auto const& loss : review.losses)
    losses.push_back(bj::object{{"pointer", loss.pointer}, {"property", loss.property}, {"why", loss.why}});
  if (!findings.empty()) answer["findings"] = std::move(findings);
  if (review.report.left_out > 0) answer["findings_left_out"] = review.report.left_out;
  if (!losses.empty()) answer["losses"] = std::move(losses);
}

Response refused_document(Review const& review, Request const& request) {
  auto response = http::problem(422, sentence_of(review), request);
  auto* const text = std::get_if<std::string>(&response.body);
  if (text == nullptr || response.fields.find("Content-Type") != "application/problem+json") return response;
  // "Problem type definitions MAY extend the problem details object with additional members": RFC 9457, section 3.2
  auto problem = bj::parse(*text).as_object();
  add_review(problem, review);
  *text = bj::serialize(problem);
  return response;
}

}  // namespace triforium::items
