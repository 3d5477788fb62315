#include "http/error_response.h"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "base/text.h"
#include "http/accept.h"

namespace triforium::http {
namespace {

struct Row {
  ErrorKind kind;
  int status;
  log::Level level;
};

// https://www.rfc-editor.org/rfc/rfc9110#section-15
constexpr std::array<Row, 17> kTable{{
    {ErrorKind::bad_request, 400, log::Level::info},
    {ErrorKind::not_found, 404, log::Level::info},
    {ErrorKind::gone, 410, log::Level::info},
    {ErrorKind::conflict, 409, log::Level::info},
    {ErrorKind::precondition_failed, 412, log::Level::info},
    {ErrorKind::method_not_allowed, 405, log::Level::info},
    {ErrorKind::unsupported_format, 415, log::Level::info},
    {ErrorKind::not_implemented, 501, log::Level::info},
    {ErrorKind::uri_too_long, 414, log::Level::info},
    {ErrorKind::too_large, 413, log::Level::info},
    {ErrorKind::busy, 503, log::Level::warning},
    // CHOICE: 504 speaks of a gateway's upstream; our own limit of time is a shortage that may pass.
    {ErrorKind::timeout, 503, log::Level::warning},
    {ErrorKind::cancelled, 503, log::Level::info},
    {ErrorKind::corrupt_source, 500, log::Level::error},
    {ErrorKind::upstream, 502, log::Level::error},
    // https://www.rfc-editor.org/rfc/rfc4918#section-11.5
    {ErrorKind::storage_full, 507, log::Level::error},
    {ErrorKind::internal, 500, log::Level::error},
}};

Row const& row_of(ErrorKind kind) {
  for (auto const& row : kTable) {
    if (row.kind == kind) return row;
  }
  return kTable.back();
}

// Long enough for a queue of tiles to drain, short enough for a person who waits.
constexpr char const* kRetryAfterSeconds = "2";

bool prefers_html(Request const& request) {
  static constexpr std::array<std::string_view, 3> kOffers{"application/problem+json", "application/json", "text/html"};
  auto const accept = request.fields.find_all("Accept");
  if (!accept) return false;
  auto const choice = preferred(*accept, kOffers);
  return choice && *choice == 2;
}

// RFC 9457, section 3.1.5: "instance" identifies "the specific occurrence of the problem"; a relative reference may.
std::string problem_json(int status, std::string_view message, Request const& request) {
  boost::json::object problem;
  problem["type"] = "about:blank";
  problem["title"] = reason_phrase(status);
  problem["status"] = status;
  problem["detail"] = message;
  // JSON is UTF-8, a request's target any bytes: what is not UTF-8 is left out rather than repaired.
  if (!request.target.empty() && is_valid_utf8(request.target)) problem["instance"] = request.path();
  return boost::json::serialize(problem);
}

std::string problem_page(int status, std::string_view message) {
  std::string const title = std::to_string(status) + " " + std::string(reason_phrase(status));
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         title +
         "</title>\n<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem;"
         "overflow-wrap:anywhere}h1{font-size:1.5rem}</style>\n</head>\n<body>\n<main>\n<h1>" +
         title + "</h1>\n<p>" + escape_html(message) + "</p>\n</main>\n</body>\n</html>\n";
}

// Control characters and broken UTF-8 of a quoted request must not reach a client inside our sentence.
std::string presentable(std::string_view message) {
  return is_valid_utf8(message) ? std::string(message) : quoted(message, 500);
}

}  // namespace

int status_of(ErrorKind kind) {
  return row_of(kind).status;
}

log::Level log_level_of(ErrorKind kind) {
  return row_of(kind).level;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

Response problem(int status, std::string_view message, Request const& request) {
  Response response;
  response.status = status;
  std::string const text = presentable(message);
  if (prefers_html(request)) {
    response.fields.add("Content-Type", "text/html; charset=utf-8");
    // The message may quote the request: nothing in it may ever run, whatever a browser makes of it.
    response.fields.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    response.body = problem_page(status, text);
  } else {
    response.fields.add("Content-Type", "application/problem+json");
    response.body = problem_json(status, text, request);
  }
  response.fields.add("X-Content-Type-Options", "nosniff");
  response.fields.add("Cache-Control", "no-store");
  response.fields.add("Vary", "Accept");
  if (status == 503) response.fields.add("Retry-After", kRetryAfterSeconds);
  if (status >= 500) response.log_level = log::Level::error;
  return response;
}

Response error_response(Error const& error, Request const& request) {
  Row const& row = row_of(error.kind);
  Response response = problem(row.status, error.message, request);
  response.log_level = row.level;
  response.log_detail = error.detail.empty() ? error.message : error.detail;
  return response;
}

}  // namespace triforium::http
