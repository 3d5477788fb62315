#include "http/bearer.h"

#include "base/text.h"

namespace triforium::http {
namespace {

// Looks at every byte of the guess, whatever it has seen; how long `token` is shows in nothing.
bool equals_in_constant_time(std::string_view guess, std::string_view token) {
  // volatile: the compiler must not end the loop early.
  unsigned volatile difference = guess.size() == token.size() ? 0 : 1;
  for (std::size_t i = 0; i < guess.size(); ++i) {
    auto const differs = static_cast<unsigned>(guess[i] ^ token[i % token.size()]);
    difference = difference | differs;
  }
  return difference == 0;
}

}  // namespace

bool has_bearer_token(Request const& request, std::string_view token) {
  constexpr std::string_view kScheme = "Bearer ";
  auto const credentials = request.fields.find("Authorization");
  if (!credentials || token.empty()) return false;
  // RFC 9110, section 11.1: the scheme is a "case-insensitive token".
  if (!equals_ignoring_case(credentials->substr(0, kScheme.size()), kScheme)) return false;
  return equals_in_constant_time(trim(credentials->substr(kScheme.size())), token);
}

}  // namespace triforium::http
