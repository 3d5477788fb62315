// Bytes → http::Request. Pure: no socket, no clock. Beast reads the grammar, the limits and the strictness are ours.
//
// https://www.rfc-editor.org/rfc/rfc9112
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace triforium::server {

struct ParserLimits {
  std::size_t header = 16 << 10;
  std::size_t target = 8 << 10;
  std::size_t body = 1 << 20;
  // Instead of `body`, by the request as far as its header; outlives the parser. Null or empty: `body` for all.
  std::function<std::size_t(http::Request const&)> const* by_header = nullptr;
};

// Why a request cannot be answered otherwise than by closing the connection.
struct Refusal {
  int status = 400;
  std::string message;
};

// Reads one request. Whatever comes after it stays unread: the next pipelined one.
class RequestParser : private boost::beast::http::basic_parser<true> {
 public:
  explicit RequestParser(ParserLimits const& limits);

  // Takes in what it can and returns how many bytes that was; the rest is to be given again with what comes after it.
  std::size_t feed(std::string_view bytes);

  bool is_complete() const { return is_done(); }
  bool has_started() const { return got_some(); }
  bool has_header() const { return is_header_done(); }
  // The client waits for "100 Continue" before it sends the content.
  bool expects_continue() const { return expects_continue_; }
  bool wants_keep_alive() const { return keep_alive(); }
  bool is_http_1_0() const { return version_ < 11; }

  std::optional<Refusal> const& refusal() const { return refusal_; }
  // From outside: for what the parser cannot know, such as the time it took.
  void give_up(Refusal refusal) { refusal_ = std::move(refusal); }
  // What is known so far; whole when is_complete().
  http::Request& request() { return request_; }

 private:
  using Base = boost::beast::http::basic_parser<true>;
  using Text = boost::beast::string_view;
  using ErrorCode = boost::beast::error_code;

  void on_request_impl(boost::beast::http::verb method, Text method_text, Text target, int version,
                       ErrorCode& error) override;
  void on_response_impl(int, Text, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field field, Text name, Text value, ErrorCode& error) override;
  void on_header_impl(ErrorCode& error) override;
  void on_body_init_impl(boost::optional<std::uint64_t> const& length, ErrorCode& error) override;
  std::size_t on_body_impl(Text body, ErrorCode& error) override;
  void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t remain, Text body, ErrorCode& error) override;
  void on_finish_impl(ErrorCode&) override {}

  void refuse(int status, std::string message, ErrorCode& error);
  void refuse_for(ErrorCode const& error, std::string_view bytes);
  void refuse_body(ErrorCode& error);
  bool take_absolute_target();

  ParserLimits const limits_;
  std::size_t most_body_;
  http::Request request_;
  std::optional<Refusal> refusal_;
  std::size_t header_bytes_ = 0;
  int version_ = 11;
  bool has_request_line_ = false;
  bool expects_continue_ = false;
};

}  // namespace triforium::server
