#include "server/framing.h"

#include <gtest/gtest.h>

namespace triforium::server {
namespace {

// The body as it goes over the wire; "!" where it is refused.
std::string framed(Framing framing, std::vector<std::string> const& pieces) {
  std::string out;
  for (auto const& piece : pieces) {
    if (!framing.append_before(out, piece.size())) return out + "!";
    out += piece;
    framing.count(piece.size());
  }
  return framing.append_end(out) ? out : out + "!";
}

// https://www.rfc-editor.org/rfc/rfc9112#section-7.1
TEST(Framing, ChunksWhatHasNoKnownLength) {
  EXPECT_EQ(framed({std::nullopt, false}, {"hello", std::string(26, 'x'), "!"}),
            "5\r\nhello\r\n1a\r\n" + std::string(26, 'x') + "\r\n1\r\n!\r\n0\r\n\r\n");
  EXPECT_EQ(framed({std::nullopt, false}, {}), "0\r\n\r\n");
}

TEST(Framing, AddsNothingToAKnownLengthAndHoldsTheMakerToIt) {
  EXPECT_EQ(framed({5, false}, {"he", "llo"}), "hello");
  EXPECT_EQ(framed({0, false}, {}), "");
  EXPECT_EQ(framed({4, false}, {"he", "llo"}), "he!");
  EXPECT_EQ(framed({6, false}, {"he", "llo"}), "hello!");
}

TEST(Framing, LeavesHttp10ToTheEndOfTheConnection) {
  EXPECT_EQ(framed({std::nullopt, true}, {"he", "llo"}), "hello");
  EXPECT_EQ(framed({5, true}, {"he", "llo"}), "hello");
}

}  // namespace
}  // namespace triforium::server
