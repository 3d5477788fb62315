#include "server/request_parser.h"

#include <boost/beast/http/error.hpp>

#include "base/text.h"

namespace triforium::server {
namespace {

namespace beast = boost::beast;
using http::Method;

Method method_of(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::get;
    case beast::http::verb::head:
      return Method::head;
    case beast::http::verb::options:
      return Method::options;
    case beast::http::verb::post:
      return Method::post;
    case beast::http::verb::put:
      return Method::put;
    case beast::http::verb::patch:
      return Method::patch;
    case beast::http::verb::delete_:
      return Method::delete_;
    default:
      return Method::other;
  }
}

// Fields cost more than their bytes; no client sends a hundred.
constexpr std::size_t kMaxFields = 100;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// Whether what follows the second space of the request line is a version at all, not the rest of a target with a space.
bool names_version(std::string_view bytes) {
  auto const first = bytes.find(' ');
  auto const second = first == std::string_view::npos ? first : bytes.find(' ', first + 1);
  return second != std::string_view::npos && bytes.substr(second + 1, 5) == "HTTP/";
}

}  // namespace

RequestParser::RequestParser(ParserLimits const& limits) : limits_(limits), most_body_(limits.body) {
  eager(true);
  // Beast counts request line and fields together; on_request_impl and on_field_impl hold them to their own limits.
  header_limit(static_cast<std::uint32_t>(limits.header + limits.target + 64));
  // How much content a request may have shows in its header: on_header_impl holds it to that.
  body_limit(boost::none);
}

std::size_t RequestParser::feed(std::string_view bytes) {
  std::size_t used = 0;
  // "a server that is expecting to receive and parse a request-line SHOULD ignore at least one empty line (CRLF)
  //  received prior to the request-line"
  if (!got_some()) {
    while (used < bytes.size() && (bytes[used] == '\r' || bytes[used] == '\n'))
      ++used;
    if (used == bytes.size()) return used;
  }
  ErrorCode error;
  std::string_view const rest = bytes.substr(used);
  used += put(boost::asio::const_buffer(rest.data(), rest.size()), error);
  if (error && error != beast::http::error::need_more && !refusal_) refuse_for(error, rest);
  return used;
}

void RequestParser::refuse(int status, std::string message, ErrorCode& error) {
  refusal_ = Refusal{status, std::move(message)};
  error = beast::http::error::bad_value;
}

void RequestParser::refuse_for(ErrorCode const& error, std::string_view bytes) {
  using Code = beast::http::error;
  if (error == Code::header_limit && !has_request_line_) {
    refusal_ = Refusal{414, "The request's address is too long."};
  } else if (error == Code::header_limit || error == Code::buffer_overflow) {
    refusal_ = Refusal{431, "The header of the request is too large."};
  } else if (error == Code::bad_version && names_version(bytes)) {
    refusal_ = Refusal{505, "This server speaks HTTP/1.1 and HTTP/1.0."};
  } else if (error == Code::bad_target || error == Code::bad_version) {
    refusal_ = Refusal{400, "The request's address contains a character that must be percent-encoded."};
  } else {
    refusal_ = Refusal{400, "The request is malformed (" + error.message() + ")."};
  }
}

void RequestParser::on_request_impl(beast::http::verb method, Text method_text, Text target, int version,
                                    ErrorCode& error) {
  has_request_line_ = true;
  version_ = version;
  request_.method = method_of(method);
  request_.method_text.assign(method_text.data(), std::min<std::size_t>(method_text.size(), 32));
  if (target.size() > limits_.target)
    return refuse(414, "The request's address is longer than " + std::to_string(limits_.target) + " bytes.", error);
  request_.target.assign(target.data(), target.size());
  if (version != 10 && version != 11) refuse(505, "This server speaks HTTP/1.1 and HTTP/1.0.", error);
}

void RequestParser::on_field_impl(beast::http::field field, Text name, Text value, ErrorCode& error) {
  header_bytes_ += name.size() + value.size() + 4;
  if (header_bytes_ > limits_.header || request_.fields.size() >= kMaxFields)
    return refuse(431, "The header of the request is too large.", error);
  if (field == beast::http::field::expect && equals_ignoring_case(view(value), "100-continue"))
    expects_continue_ = version_ >= 11;
  request_.fields.add(std::string(view(name)), std::string(view(value)));
}

// https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
//
// "When an origin server receives a request with an absolute-form of request-target, the origin server MUST ignore the
//  received Host header field (if any) and instead use the host information of the request-target."
bool RequestParser::take_absolute_target() {
  std::string_view const target = request_.target;
  auto const colon = target.find("://");
  if (colon == std::string_view::npos) return false;
  bool const is_http =
      equals_ignoring_case(target.substr(0, colon), "http") || equals_ignoring_case(target.substr(0, colon), "https");
  if (!is_http) return false;
  auto const start = colon + 3;
  auto const end = std::min(target.find_first_of("/?", start), target.size());
  request_.fields.set("Host", std::string(target.substr(start, end - start)));
  std::string path(target.substr(end));
  if (path.empty() || path.front() != '/') path.insert(path.begin(), '/');
  request_.target = std::move(path);
  return true;
}

void RequestParser::on_header_impl(ErrorCode& error) {
  bool const is_path = !request_.target.empty() && request_.target.front() == '/';
  bool const is_asterisk = request_.target == "*" && request_.method == Method::options;
  if (!is_path && !is_asterisk && !take_absolute_target())
    return refuse(400, "The request's address does not begin with a slash.", error);
  // "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a Host
  //  header field"
  if (version_ >= 11 && !request_.fields.has("Host")) return refuse(400, "The request names no Host.", error);
  // "If a Transfer-Encoding header field is present in a request and the chunked transfer coding is not the final
  //  encoding, the message body length cannot be determined reliably; the server MUST respond with the 400 (Bad
  //  Request) status code and then close the connection." Other codings before chunked we do not undo.
  auto const coding = request_.fields.find_all("Transfer-Encoding");
  if (coding && (!equals_ignoring_case(trim(*coding), "chunked") || version_ < 11))
    return refuse(400, "The only transfer coding that this server understands is chunked.", error);
  if (limits_.by_header != nullptr && *limits_.by_header) most_body_ = (*limits_.by_header)(request_);
  auto const length = request_.fields.find("Content-Length");
  if (length && parse_unsigned(trim(*length)).value_or(0) > most_body_) refuse_body(error);
}

void RequestParser::refuse_body(ErrorCode& error) {
  refuse(413, "The content of the request is larger than " + std::to_string(most_body_) + " bytes.", error);
}

void RequestParser::on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) {}

std::size_t RequestParser::on_body_impl(Text body, ErrorCode& error) {
  if (request_.body.size() + body.size() > most_body_) {
    refuse_body(error);
    return 0;
  }
  // Grows with what arrives, not with what is announced; the limit was checked against the announcement.
  request_.body.append(body.data(), body.size());
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, Text body, ErrorCode& error) {
  return on_body_impl(body, error);
}

}  // namespace triforium::server
