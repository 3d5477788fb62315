// A house whose server may be written to, and requests with a token.
#pragma once

#include <string>

#include "program/house.h"

namespace triforium::test {

inline constexpr auto kToken = "Authorization: Bearer open sesame\r\n";

inline House house_with_token(std::function<void(app::Config&)> const& change = {}) {
  return House([&](app::Config& config) {
    config.server.api_token = "open sesame";
    if (change) change(config);
  });
}

// With the token.
inline Answer send(House const& house, std::string const& method, std::string const& target,
                   std::string const& body = {}, std::string const& fields = {}) {
  return parse_answer(exchange(house.server->port(), method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + kToken +
                                                         fields + "Connection: close\r\nContent-Length: " +
                                                         std::to_string(body.size()) + "\r\n\r\n" + body));
}
inline boost::json::object json_of(Answer const& answer) {
  return boost::json::parse(answer.body).as_object();
}

// A manifest of one empty page; its label may tell it from others.
inline std::string small_manifest(std::string const& label = "Cat") {
  return R"({"@context":"http://iiif.io/api/presentation/3/context.json","type":"Manifest","label":{"en":[")" + label +
         R"("]},"items":[{"id":"https://example.org/p1","type":"Canvas","height":9,"width":9}]})";
}

}  // namespace triforium::test
