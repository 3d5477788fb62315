#include "server/outgoing.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace triforium::server {
namespace {

std::vector<std::string> texts_of(std::span<iovec const> parts) {
  std::vector<std::string> texts;
  for (auto const& part : parts)
    texts.emplace_back(static_cast<char const*>(part.iov_base), part.iov_len);
  return texts;
}

using Texts = std::vector<std::string>;

http::Response with_body(std::string body) {
  http::Response response;
  response.body = std::move(body);
  return response;
}

// A file of these bytes, which has no name any more.
int open_file(std::string_view bytes) {
  std::string name = "/tmp/outgoing_XXXXXX";
  int const file = ::mkstemp(name.data());
  ::unlink(name.c_str());
  EXPECT_EQ(::write(file, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  return file;
}

// What a mapping of the file would say before the file changed.
http::Response with_piece(int file, std::string_view mapped, std::uint64_t offset) {
  http::Piece piece;
  piece.bytes = {reinterpret_cast<std::uint8_t const*>(mapped.data()), mapped.size()};
  piece.descriptor = file;
  piece.offset = offset;
  http::Response response;
  response.body = std::vector<http::Piece>{piece};
  return response;
}

TEST(Outgoing, IsTheHeadAndWhatFollowsIt) {
  Outgoing outgoing;
  outgoing.head() = "head ";
  auto const response = with_body("body");
  EXPECT_TRUE(outgoing.put(response, true, false));
  EXPECT_EQ(texts_of(outgoing.parts()), (Texts{"head ", "body"}));
  EXPECT_TRUE(outgoing.put(response, false, false));
  EXPECT_EQ(texts_of(outgoing.parts()), Texts{"head "});
}

TEST(Outgoing, IsOneBufferWhereItFitsIntoATlsRecord) {
  Outgoing outgoing;
  outgoing.head() = "head ";
  auto const small = with_body("body");
  EXPECT_TRUE(outgoing.put(small, true, true));
  EXPECT_EQ(texts_of(outgoing.parts()), Texts{"head body"});
  outgoing.head() = "head ";
  auto const large = with_body(std::string(20'000, 'x'));
  EXPECT_TRUE(outgoing.put(large, true, true));
  EXPECT_EQ(outgoing.parts().size(), 2U);
}

TEST(Outgoing, ReadsMappedFilesForTls) {
  int const file = open_file("0123456789");
  Outgoing outgoing;
  outgoing.head() = "head ";
  auto const response = with_piece(file, "mapped", 2);
  EXPECT_TRUE(outgoing.put(response, true, true));
  EXPECT_EQ(texts_of(outgoing.parts()), Texts{"head 234567"});
  outgoing.head() = "head ";
  EXPECT_TRUE(outgoing.put(response, true, false));
  EXPECT_EQ(texts_of(outgoing.parts()), (Texts{"head ", "mapped"}));
  ::close(file);
}

TEST(Outgoing, SaysThatAFileHasLessThanItHad) {
  int const file = open_file("0123");
  Outgoing outgoing;
  outgoing.head() = "head ";
  EXPECT_FALSE(outgoing.put(with_piece(file, "mapped", 2), true, true));
  ::close(file);
}

TEST(Outgoing, PutsPiecesOfStreamsBehindAHeadOrAlone) {
  Outgoing outgoing;
  auto const piece = share(Bytes{'a', 'b'});
  outgoing.head() = "2\r\n";
  outgoing.put_piece(piece);
  EXPECT_EQ(texts_of(outgoing.parts()), (Texts{"2\r\n", "ab"}));
  outgoing.head().clear();
  outgoing.put_piece(piece);
  EXPECT_EQ(texts_of(outgoing.parts()), Texts{"ab"});
  outgoing.head() = "0\r\n\r\n";
  outgoing.put_piece(nullptr);
  EXPECT_EQ(texts_of(outgoing.parts()), Texts{"0\r\n\r\n"});
}

}  // namespace
}  // namespace triforium::server
