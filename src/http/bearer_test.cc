#include "http/bearer.h"

#include <gtest/gtest.h>

namespace triforium::http {
namespace {

bool is_let_in(std::string const& authorization, std::string_view token) {
  Request request;
  request.fields.add("Authorization", authorization);
  return has_bearer_token(request, token);
}

TEST(Bearer, LetsInWhoHasTheToken) {
  EXPECT_TRUE(is_let_in("Bearer secret", "secret"));
  EXPECT_TRUE(is_let_in("bearer   secret ", "secret"));
}

TEST(Bearer, KeepsOutEverybodyElse) {
  for (auto const* wrong : {"", "Bearer", "Bearer ", "Bearer secre", "Bearer secretsecret", "Bearer Secret", "secret",
                            "Basic secret", "Bearer secret secret"})
    EXPECT_FALSE(is_let_in(wrong, "secret")) << wrong;
  EXPECT_FALSE(has_bearer_token(Request(), "secret"));
}

TEST(Bearer, NoTokenLetsNobodyIn) {
  EXPECT_FALSE(is_let_in("Bearer ", ""));
  EXPECT_FALSE(is_let_in("Bearer x", ""));
}

}  // namespace
}  // namespace triforium::http
