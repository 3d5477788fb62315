#include "storage/http_catalog.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "base/guarded.h"
#include "support/tiny_http_server.h"

namespace triforium::storage {
namespace {

using test::TinyHttpServer;
using testing::HasSubstr;

std::string field_of(std::string const& head, std::string const& name) {
  auto const at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  auto const start = at + name.size() + 4;
  return head.substr(start, head.find("\r\n", start) - start);
}

std::string response(std::string const& status, std::string const& fields, std::string const& body) {
  return fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", status, fields, body.size(),
                     body);
}

// An object with an ETag, as a well-behaved origin serves it.
struct Object {
  std::string body;
  std::string etag = "\"1\"";

  std::string answer(std::string const& head) const {
    if (auto const match = field_of(head, "If-Match"); !match.empty() && match != etag) {
      return response("412 Precondition Failed", "", "");
    }
    auto const fields = fmt::format("ETag: {}\r\n", etag);
    if (head.starts_with("HEAD")) {
      return fmt::format("HTTP/1.1 200 OK\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n", fields, body.size());
    }
    auto const range = field_of(head, "Range");
    std::size_t first = 0, last = 0;
    if (std::sscanf(range.c_str(), "bytes=%zu-%zu", &first, &last) != 2) return response("200 OK", fields, body);
    last = std::min(last, body.size() - 1);
    return response("206 Partial Content",
                    fmt::format("{}Content-Range: bytes {}-{}/{}\r\n", fields, first, last, body.size()),
                    body.substr(first, last - first + 1));
  }
};

HttpOrigin origin_at(TinyHttpServer const& server) {
  HttpOrigin origin;
  origin.url = server.url() + "/masters/{id}.tif";
  origin.block_bytes = 1000;
  origin.timeout = std::chrono::milliseconds(2000);
  return origin;
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>('a' + i % 23);
  return text;
}

TEST(HttpCatalog, ReadsByRangesAndKeepsBlocks) {
  Object const object{pattern(10'500)};
  TinyHttpServer const server([&](std::string const& head) { return object.answer(head); });
  auto const catalog = make_http_catalog(origin_at(server)).value();
  auto const source = catalog->blocking_open("a").value();
  EXPECT_EQ(source->size(), 10'500U);
  EXPECT_EQ(as_text(read_exactly(*source, 2900, 1200).value()), object.body.substr(2900, 1200));
  EXPECT_EQ(as_text(read_exactly(*source, 10'400, 100).value()), object.body.substr(10'400));
  EXPECT_EQ(server.requests(), 1 + 3 + 1) << "open, blocks 2 to 4, block 10";
  EXPECT_TRUE(read_exactly(*source, 3000, 1000));
  EXPECT_TRUE(read_exactly(*source, 0, 1000));
  EXPECT_EQ(server.requests(), 5) << "kept";
  EXPECT_EQ(catalog->blocking_identify("a").value(), source->identity());
}

TEST(HttpCatalog, NoticesAChangedObject) {
  Guarded<Object> object(Object{pattern(5000)});
  TinyHttpServer const server(
      [&](std::string const& head) { return object.with([&](Object const& o) { return o.answer(head); }); });
  auto const catalog = make_http_catalog(origin_at(server)).value();
  auto const source = catalog->blocking_open("a").value();
  object.with([](Object& o) { o.etag = "\"2\""; });
  auto const read = read_exactly(*source, 3000, 10);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::corrupt_source);
  EXPECT_NE(catalog->blocking_identify("a").value(), source->identity());
}

TEST(HttpCatalog, NoIdentifierReachesAnotherHostOrPath) {
  Guarded<std::string> line(std::string{});
  TinyHttpServer const server([&](std::string const& head) {
    line.with([&](auto& l) { l = head.substr(0, head.find("\r\n")); });
    return response("404 Not Found", "", "");
  });
  auto const catalog = make_http_catalog(origin_at(server)).value();
  for (auto const& [identifier, path] :
       {std::pair<std::string, std::string>{"a@b.example", "/masters/a%40b.example.tif"},
        {"a?b#c", "/masters/a%3Fb%23c.tif"},
        {"a%2e%2e", "/masters/a%252e%252e.tif"},
        {"x:80\\y", "/masters/x%3A80%5Cy.tif"},
        {"sub/folder", "/masters/sub/folder.tif"}}) {
    EXPECT_EQ(catalog->blocking_open(identifier).error().kind, ErrorKind::not_found);
    EXPECT_EQ(line.with([](auto& l) { return l; }), "GET " + path + " HTTP/1.1");
  }
  int const before = server.requests();
  for (auto const* bad : {"..", "../a", "a/../b", "//evil.example/a", "/a", "a//b", ""}) {
    EXPECT_EQ(catalog->blocking_open(bad).error().kind, ErrorKind::not_found) << bad;
  }
  EXPECT_EQ(server.requests(), before) << "refused without asking";
}

TEST(HttpCatalog, TellsFailuresApart) {
  Guarded<std::string> answer(std::string{});
  TinyHttpServer const server([&](std::string const&) { return answer.with([](auto& a) { return a; }); });
  auto const catalog = make_http_catalog(origin_at(server)).value();
  for (auto const& [text, kind] : std::initializer_list<std::pair<std::string, ErrorKind>>{
           {response("403 Forbidden", "", ""), ErrorKind::not_found},
           {response("503 Service Unavailable", "", ""), ErrorKind::busy},
           {response("500 Internal Server Error", "", ""), ErrorKind::upstream},
           {response("302 Found", "Location: http://evil.example/\r\n", ""), ErrorKind::upstream},
           {response("206 Partial Content", "Content-Range: bytes 5-9/100\r\n", "abcde"), ErrorKind::upstream},
           {response("206 Partial Content", "Content-Range: bytes 0-999/99999999999999999999\r\n", "a"),
            ErrorKind::upstream},
           {"garbage\r\n\r\n", ErrorKind::upstream},
           {"", ErrorKind::upstream}}) {
    answer.with([&](auto& a) { a = text; });
    auto const opened = catalog->blocking_open("a");
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().kind, kind) << text;
    EXPECT_THAT(opened.error().message, testing::Not(HasSubstr("127.0.0.1")));
  }
}

TEST(HttpCatalog, AnOriginWithoutRangesIsReadWholeUpToALimit) {
  auto const body = pattern(3000);
  TinyHttpServer const server([&](std::string const&) { return response("200 OK", "ETag: \"1\"\r\n", body); });
  auto origin = origin_at(server);
  auto const source = make_http_catalog(origin).value()->blocking_open("a").value();
  EXPECT_EQ(as_text(read_whole(*source, 10'000).value()), body);
  origin.cache_bytes = 2000;
  EXPECT_EQ(make_http_catalog(origin).value()->blocking_open("a").error().kind, ErrorKind::too_large);
}

TEST(HttpCatalog, ASlowOriginTimesOut) {
  TinyHttpServer const server([](std::string const&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return std::string();
  });
  auto origin = origin_at(server);
  origin.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(make_http_catalog(origin).value()->blocking_open("a").error().kind, ErrorKind::timeout);
}

TEST(HttpCatalog, TheTemplateNamesTheHost) {
  HttpOrigin origin;
  for (auto const* bad : {"http://{id}/a", "http://x.example", "{id}", "http://a.example{id}", "http://a.example/b"}) {
    origin.url = bad;
    EXPECT_FALSE(make_http_catalog(origin)) << bad;
  }
}

}  // namespace
}  // namespace triforium::storage
