// HTTP around the Image API, as clients, caches and proxies see it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <regex>
#include <thread>

#include "program/house.h"
#include "support/tiny_http_server.h"

namespace triforium::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char const* kCat = "/iiif/3/cat.png/full/max/0/default.jpg";
constexpr char const* kInfo = "/iiif/3/cat.png/info.json";
constexpr char const* kLdJson3 = "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";

void wait_for_recheck() {
  std::this_thread::sleep_for(kRecheck * 2);
}

// --- every kind of answer ---

TEST(Http, SendsCorsWithEveryKindOfAnswer) {
  House const house;
  auto const tag = house.get(kInfo).field("etag");
  struct Kind {
    int status;
    std::string method, target, fields;
  };
  Kind const kinds[] = {
      {200, "GET", kCat, ""},
      {200, "GET", kInfo, ""},
      {200, "HEAD", kCat, ""},
      {303, "GET", "/iiif/3/cat.png", ""},
      {304, "GET", kInfo, "If-None-Match: " + tag + "\r\n"},
      {400, "GET", "/iiif/3/cat.png/full/wrong/0/default.jpg", ""},
      {404, "GET", "/iiif/3/dog.png/info.json", ""},
      {404, "GET", "/nowhere", ""},
      {405, "DELETE", kInfo, ""},
      {200, "GET", "/metrics", ""},
      {200, "GET", "/api/v1/images", ""},
      {414, "GET", "/" + std::string(20'000, 'x'), ""},
      {204, "OPTIONS", kInfo, "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n"},
  };
  for (auto const& kind : kinds) {
    SCOPED_TRACE(kind.method + " " + kind.target.substr(0, 80));
    auto const answer =
        http_get(house.server->port(), kind.target, "Origin: https://a.example\r\n" + kind.fields, kind.method);
    EXPECT_EQ(answer.status, kind.status);
    EXPECT_EQ(answer.field("access-control-allow-origin"), "*");
    EXPECT_THAT(answer.field("access-control-expose-headers"), HasSubstr("Link"));
  }
}

TEST(Http, AnswersHeadAsGetWithoutABody) {
  House const house;
  for (std::string const target : {kCat, kInfo, "/iiif/3/dog.png/info.json", "/iiif/2/cat.png"}) {
    SCOPED_TRACE(target);
    auto get = house.get(target);
    auto head = house.server->head(target);
    EXPECT_EQ(head.status, get.status);
    EXPECT_TRUE(head.body.empty());
    EXPECT_EQ(get.field("content-length"), std::to_string(get.body.size()));
    for (auto* const answer : {&get, &head})
      answer->fields.erase("date");
    EXPECT_EQ(head.fields, get.fields);
  }
}

TEST(Http, NamesTheMethodsThatThereAre) {
  House const house;
  auto const options = http_get(house.server->port(), kCat, "", "OPTIONS");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.field("allow"), "GET, HEAD, OPTIONS");
  auto const preflight = http_get(house.server->port(), kInfo,
                                  "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n"
                                  "Access-Control-Request-Headers: authorization\r\n",
                                  "OPTIONS");
  EXPECT_THAT(preflight.field("access-control-allow-methods"), HasSubstr("GET"));
  EXPECT_THAT(preflight.field("access-control-allow-headers"), HasSubstr("Authorization"));
  for (std::string const method : {"POST", "PUT", "DELETE", "PATCH"}) {
    auto const answer = http_get(house.server->port(), kCat, "Content-Length: 0\r\n", method);
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.field("allow"), "GET, HEAD, OPTIONS") << method;
  }
}

TEST(Http, KeepsConnectionsAndAnswersPipelinedRequestsInOrder) {
  House const house;
  auto const bytes =
      exchange(house.server->port(), fmt::format("GET {} HTTP/1.1\r\nHost: a\r\n\r\n"
                                                 "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
                                                 "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                                                 kInfo));
  auto const info = bytes.find("ImageService3"), live = bytes.find("alive\n"), last = bytes.find("HTTP/1.1 404");
  EXPECT_LT(info, live);
  EXPECT_LT(live, last);
  EXPECT_NE(last, std::string::npos);
}

// --- conditions ---

TEST(Http, Answers304BeforeAnythingIsDecoded) {
  House const house([](app::Config& config) { config.cache.answers = {0}; });
  for (std::string const target : {kCat, kInfo}) {
    SCOPED_TRACE(target);
    auto const first = house.get(target);
    ASSERT_EQ(first.status, 200);
    auto const tag = first.field("etag"), modified = first.field("last-modified");
    ASSERT_THAT(tag, testing::MatchesRegex("\"[^\"]+\""));
    ASSERT_FALSE(modified.empty());
    auto const renders = [&] {
      return house.server->metric("triforium_render_seconds_count{lane=\"tile\",source=\"png\"}");
    };
    auto const before = renders();
    for (auto const& condition : {"If-None-Match: " + tag, "If-None-Match: \"other\", W/" + tag,
                                  std::string("If-None-Match: *"), "If-Modified-Since: " + modified}) {
      auto const answer = house.get(target, condition + "\r\n");
      EXPECT_EQ(answer.status, 304) << condition;
      EXPECT_TRUE(answer.body.empty());
      EXPECT_EQ(answer.field("etag"), tag);
      EXPECT_EQ(answer.field("cache-control"), first.field("cache-control"));
      EXPECT_EQ(house.server->head(target, condition + "\r\n").status, 304) << condition;
    }
    EXPECT_EQ(renders(), before);
    // RFC 9110, 13.2.2: If-None-Match decides alone where both are there.
    EXPECT_EQ(house.get(target, "If-None-Match: \"other\"\r\nIf-Modified-Since: " + modified + "\r\n").status, 200);
    EXPECT_EQ(house.get(target, "If-Modified-Since: Thu, 01 Jan 1998 00:00:00 GMT\r\n").status, 200);
    EXPECT_EQ(house.get(target, "If-Match: \"other\"\r\n").status, 412);
  }
  EXPECT_EQ(house.get("/iiif/3/dog.png/info.json", "If-None-Match: *\r\n").status, 404);
}

TEST(Http, GivesOneTagToOnePictureHoweverItIsAskedFor) {
  House const house;
  auto const tag = [&](std::string const& target) { return house.get("/iiif/" + target).field("etag"); };
  auto const whole = tag("3/cat.png/full/max/0/default.jpg");
  EXPECT_EQ(tag("2/cat.png/full/full/0/color.jpg"), whole);
  EXPECT_EQ(tag("1/cat.png/0,0,300,200/300,/0/native.jpg"), whole);
  EXPECT_NE(tag("3/cat.png/full/max/0/default.png"), whole);
  EXPECT_NE(tag("3/cat.png/full/299,/0/default.jpg"), whole);
  EXPECT_NE(tag("3/cat.png/info.json"), tag("2/cat.png/info.json"));
}

TEST(Http, GivesEachPageOfAFileATagOfItsOwn) {
  House const house;
  house.folder.write("pages.tif", repeating_tiff({.size = {64, 48}, .pages = 2}));
  auto const tag = [&](std::string const& page) {
    return house.get("/iiif/3/pages.tif" + page + "/full/max/0/default.png").field("etag");
  };
  EXPECT_NE(tag(";1"), "");
  EXPECT_EQ(tag(";1"), tag(""));
  EXPECT_NE(tag(";1"), tag(";2"));
}

TEST(Http, TagsChangeWithTheConfigurationThatShows) {
  House const plain;
  House const coarse([](app::Config& config) { config.encode.jpeg_quality = 30; });
  EXPECT_NE(plain.get(kCat).body.size(), coarse.get(kCat).body.size());
  EXPECT_NE(plain.get(kCat).field("etag"), coarse.get(kCat).field("etag"));
}

TEST(Http, NoticesAFileThatChanged) {
  House const house;
  auto const image = house.get(kCat), info = house.get(kInfo);
  house.folder.write("cat.png", png_of({120, 90}));
  wait_for_recheck();
  auto const new_info = house.get(kInfo, "If-None-Match: " + info.field("etag") + "\r\n");
  EXPECT_EQ(new_info.status, 200);
  EXPECT_EQ(boost::json::parse(new_info.body).at("width"), 120);
  auto const new_image = house.get(kCat, "If-None-Match: " + image.field("etag") + "\r\n");
  ASSERT_EQ(new_image.status, 200);
  EXPECT_EQ(size_of_file(new_image.body), (PixelSize{120, 90}));
}

TEST(Http, NoticesFilesThatAppearAndVanish) {
  House const house;
  EXPECT_EQ(house.get("/iiif/3/new.png/info.json").status, 404);
  house.folder.write("new.png", png_of({10, 10}));
  EXPECT_EQ(house.get("/iiif/3/new.png/info.json").status, 200) << "what is absent is not remembered";
  EXPECT_EQ(house.get(kCat).status, 200);
  std::filesystem::remove(house.folder.path() / "cat.png");
  wait_for_recheck();
  EXPECT_EQ(house.get(kCat).status, 404);
  EXPECT_EQ(house.get(kInfo).status, 404);
  EXPECT_EQ(house.get("/iiif/3/cat.png").status, 404);
}

// --- addresses ---

TEST(Http, RedirectsTheBaseUriInEachVersion) {
  House const house;
  for (std::string const version : {"1/", "2/", "3/", ""}) {
    for (std::string const end : {"", "/"}) {
      auto const answer = house.get("/iiif/" + version + "cat.png" + end);
      EXPECT_EQ(answer.status, 303);
      EXPECT_EQ(answer.field("location"), "http://test.example/iiif/" + version + "cat.png/info.json");
      EXPECT_TRUE(answer.body.empty());
    }
  }
}

TEST(Http, IsFoundUnderAPrefix) {
  House const house([](app::Config& config) { config.server.path_prefix = "/images/v1"; });
  EXPECT_EQ(house.json("/images/v1/iiif/3/cat.png/info.json").at("id"), "http://test.example/images/v1/iiif/3/cat.png");
  EXPECT_EQ(house.get("/images/v1/health/live").status, 200);
  EXPECT_EQ(house.get("/iiif/3/cat.png/info.json").status, 404);
  EXPECT_EQ(house.get("/images/v1/iiif/2/cat.png").field("location"),
            "http://test.example/images/v1/iiif/2/cat.png/info.json");
}

TEST(Http, SaysTheConfiguredBaseUrlWhateverClientsSay) {
  House const house([](app::Config& config) { config.server.base_url = "https://iiif.example.org/a"; });
  EXPECT_EQ(house.json(kInfo, "X-Forwarded-Host: evil.example\r\n").at("id"),
            "https://iiif.example.org/a/iiif/3/cat.png");
  EXPECT_THAT(house.get(kCat).field("link"),
              HasSubstr("<https://iiif.example.org/a/iiif/3/cat.png/full/max/0/default.jpg>"));
  EXPECT_EQ(house.get("/iiif/3/cat.png").field("location"), "https://iiif.example.org/a/iiif/3/cat.png/info.json");
}

TEST(Http, BelievesForwardedFieldsOfTrustedProxiesOnly) {
  std::string const modern = "Forwarded: for=192.0.2.7;host=iiif.example.org;proto=https\r\n";
  std::string const usual =
      "X-Forwarded-Host: iiif.example.org\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n";
  House const trusting([](app::Config& config) { config.server.trusted_proxies = {"127.0.0.0/8"}; });
  House const careful;
  for (auto const& fields : {modern, usual}) {
    EXPECT_EQ(trusting.json(kInfo, fields).at("id"), "https://iiif.example.org/iiif/3/cat.png");
    EXPECT_EQ(careful.json(kInfo, fields).at("id"), "http://test.example/iiif/3/cat.png");
  }
  auto const mark = log_mark();
  trusting.get(kInfo, usual);
  careful.get(kInfo, usual);
  ASSERT_TRUE(eventually(std::chrono::seconds(5), [&] {
    auto const log = log_since(mark);
    return log.find("192.0.2.7") != std::string::npos && log.find("127.0.0.1") != std::string::npos;
  }));
}

TEST(Http, RefusesHostsThatAreNone) {
  House const house;
  auto const ask = [&](std::string const& host) {
    return parse_answer(
        exchange(house.server->port(), fmt::format("GET {} HTTP/1.1\r\n{}Connection: close\r\n\r\n", kInfo, host)));
  };
  EXPECT_EQ(ask("").status, 400);
  EXPECT_EQ(ask("Host: a\r\nHost: b\r\n").status, 400);
  EXPECT_EQ(ask("Host: a/b\"><script>\r\n").status, 400);
  EXPECT_EQ(ask("Host: [::1]:80\r\n").status, 200);
}

// --- what is said beside the content ---

struct Wish {
  std::string version, accept, type;
};

// Image API 1.1, section 4.5: without a format, the Accept field chooses.
TEST(Http, ACacheIsToldThatAcceptChoseTheFormat) {
  House const house;
  auto const chosen = house.get("/iiif/1/cat.png/full/100,/0/native", "Accept: image/png\r\n");
  EXPECT_EQ(chosen.field("content-type"), "image/png");
  EXPECT_EQ(chosen.field("vary"), "Accept");
  EXPECT_EQ(house.get("/iiif/1/cat.png/full/100,/0/native.png").field("vary"), "");
}

TEST(Http, ChoosesTheMediaTypeOfInfoJson) {
  House const house;
  std::string const json = "application/json", ld_json = "application/ld+json";
  Wish const wishes[] = {
      {"3", "", kLdJson3},
      {"3", "*/*", kLdJson3},
      {"3", "application/ld+json", kLdJson3},
      {"3", "application/json", json},
      {"3", "text/html,application/xhtml+xml,*/*;q=0.8", json},
      {"2", "", json},
      {"2", "*/*", json},
      {"2", "application/ld+json", ld_json},
      {"1", "", json},
      {"1", "application/ld+json", ld_json},
  };
  for (auto const& wish : wishes) {
    SCOPED_TRACE(wish.version + " " + wish.accept);
    auto const answer = house.get("/iiif/" + wish.version + "/cat.png/info.json",
                                  wish.accept.empty() ? "" : "Accept: " + wish.accept + "\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("content-type"), wish.type);
    EXPECT_EQ(answer.field("vary"), "Accept");
    EXPECT_THAT(answer.field("link"), HasSubstr("rel=\"profile\""));
  }
}

TEST(Http, ChoosesTheVersionByAcceptWhereTheAddressDoesNot) {
  House const house;
  auto const context = [&](std::string const& accept) {
    auto const answer = house.get("/iiif/cat.png/info.json", accept.empty() ? "" : "Accept: " + accept + "\r\n");
    EXPECT_EQ(answer.field("vary"), "Accept");
    return std::string(boost::json::parse(answer.body).at("@context").as_string());
  };
  EXPECT_EQ(context(""), "http://iiif.io/api/image/3/context.json");
  EXPECT_EQ(context("application/ld+json;profile=\"http://iiif.io/api/image/2/context.json\""),
            "http://iiif.io/api/image/2/context.json");
  EXPECT_EQ(context(kLdJson3), "http://iiif.io/api/image/3/context.json");
}

TEST(Http, LinksToProfileAndCanonicalForm) {
  House const house;
  auto const link = [&](std::string const& target) { return house.get("/iiif/" + target).field("link"); };
  EXPECT_EQ(link("3/cat.png/full/150,/0/default.jpg"),
            "<http://iiif.io/api/image/3/level2.json>;rel=\"profile\", "
            "<http://test.example/iiif/3/cat.png/full/150,100/0/default.jpg>;rel=\"canonical\"");
  EXPECT_EQ(link("2/cat.png/full/150,100/0/default.jpg"),
            "<http://iiif.io/api/image/2/level2.json>;rel=\"profile\", "
            "<http://test.example/iiif/2/cat.png/full/150,/0/default.jpg>;rel=\"canonical\"");
  // 1.1, section 6: in every answer, errors too.
  for (auto const* target :
       {"1/cat.png/full/150,/0/native.jpg", "1/cat.png/info.json", "1/cat.png", "1/dog.png/info.json"})
    EXPECT_THAT(link(target),
                StartsWith("<http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level2>;rel=\"profile\""));
}

TEST(Http, NegotiatesFormatsIn11) {
  House const house;
  auto const type = [&](std::string const& accept) {
    return house.get("/iiif/1/cat.png/full/50,/0/native", "Accept: " + accept + "\r\n").field("content-type");
  };
  EXPECT_EQ(type("image/png"), "image/png");
  EXPECT_EQ(type("image/tiff;q=0.9, image/png;q=0.5"), "image/tiff");
  EXPECT_EQ(type("*/*"), "image/jpeg");
  EXPECT_EQ(house.get("/iiif/1/cat.png/full/50,/0/native.webp").status, 415);
}

TEST(Http, ExplainsErrorsToProgramsAndToPeople) {
  House const house;
  std::string const target = "/iiif/3/cat.png/full/<b>,/0/default.jpg";
  auto const problem = house.get(target);
  EXPECT_EQ(problem.field("content-type"), "application/problem+json");
  auto const json = boost::json::parse(problem.body).as_object();
  EXPECT_EQ(json.at("status"), 400);
  EXPECT_EQ(json.at("title"), "Bad Request");
  EXPECT_THAT(std::string(json.at("detail").as_string()), HasSubstr("size"));
  auto const page = house.get(target, "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n");
  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(page.field("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, StartsWith("<!doctype html>"));
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
  EXPECT_THAT(page.body, Not(HasSubstr(house.folder.path().string())));
  for (auto const* answer : {&problem, &page}) {
    EXPECT_EQ(answer->field("vary"), "Accept");
    EXPECT_EQ(answer->field("cache-control"), "no-store");
  }
}

TEST(Http, SuggestsANameForSaving) {
  House const house;
  house.folder.write("maps/Käse \"x\".png", png_of({10, 10}));
  EXPECT_EQ(house.get(kCat).field("content-disposition"), "inline; filename=\"cat.jpg\"");
  EXPECT_EQ(house.get("/iiif/3/maps%2FK%C3%A4se%20%22x%22.png/full/max/0/default.png").field("content-disposition"),
            "inline; filename=\"K__se__x_.png\"");
}

TEST(Http, TellsTimingsToThoseWhoAsk) {
  House const house;
  EXPECT_TRUE(house.get(kCat).field("server-timing").empty());
  auto const pattern = std::regex(R"(open;dur=[0-9.]+.*render;dur=[0-9.]+.*)");
  EXPECT_TRUE(
      std::regex_search(house.get("/iiif/3/cat.png/full/99,/0/default.jpg?timing").field("server-timing"), pattern));
  House const silent([](app::Config& config) { config.server.server_timing = false; });
  EXPECT_TRUE(silent.get(std::string(kCat) + "?timing").field("server-timing").empty());
}

TEST(Http, IgnoresQueries) {
  House const house;
  EXPECT_EQ(house.get(std::string(kCat) + "?t=12345").field("etag"), house.get(kCat).field("etag"));
}

// --- pages, other sources ---

TEST(Http, OpensPagesByTheirNumber) {
  House const house;
  house.folder.write("book.tif", repeating_tiff({.size = {64, 48}, .pages = 3}));
  EXPECT_EQ(house.get("/iiif/3/book.tif;2/info.json").status, 200);
  EXPECT_EQ(house.json("/iiif/3/book.tif;3/info.json").at("id"), "http://test.example/iiif/3/book.tif;3");
  EXPECT_EQ(size_of_file(house.get("/iiif/3/book;2/full/max/0/default.png").body), (PixelSize{64, 48}));
  auto const tag = [&](std::string const& identifier) {
    return house.get("/iiif/3/" + identifier + "/full/max/0/default.png").field("etag");
  };
  EXPECT_EQ(tag("book.tif"), tag("book;1"));
  EXPECT_NE(tag("book.tif"), tag("book.tif;2")) << "one file, but not one picture";
  for (auto const* missing : {"book.tif;4", "book.tif;0", "book.tif;-1", "book.tif;x", "book.tif;02"})
    EXPECT_EQ(house.get(fmt::format("/iiif/3/{}/info.json", missing)).status, 404) << missing;
}

TEST(Http, ServesImagesOfAnOrigin) {
  auto const file = png_of({70, 50});
  TinyHttpServer const origin([&](std::string const& head) {
    if (head.find(" /scans/a%20b.png ") == std::string::npos)
      return std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return fmt::format("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
                       file.size(), head.starts_with("HEAD") ? "" : file);
  });
  House const house([&](app::Config& config) { config.sources.http_url = origin.url() + "/scans/{id}.png"; });
  EXPECT_EQ(house.json("/iiif/3/a%20b/info.json").at("width"), 70);
  EXPECT_EQ(house.get("/iiif/3/a%20c/info.json").status, 404);
  EXPECT_EQ(house.get(kInfo).status, 200) << "the folder comes first";
}

// --- for operators ---

TEST(Http, TellsWhetherItIsAliveAndReady) {
  House const house;
  EXPECT_EQ(house.get("/health/live").status, 200);
  EXPECT_EQ(house.get("/health/ready").status, 200);
}

TEST(Http, CountsRequestsByRouteAndStatus) {
  House const house;
  for (int i = 0; i < 3; ++i)
    house.get(kCat);
  house.get("/iiif/3/dog.png/info.json");
  house.get("/iiif/2/cat.png");
  // A request is counted after its answer has left.
  auto const is_counted = [&](std::string const& labels, double count) {
    return eventually(std::chrono::seconds(5),
                      [&] { return house.server->metric("triforium_http_requests_total{" + labels + "}") == count; });
  };
  EXPECT_TRUE(is_counted("route=\"iiif-3\",status=\"200\"", 3));
  EXPECT_TRUE(is_counted("route=\"iiif-3\",status=\"404\"", 1));
  EXPECT_TRUE(is_counted("route=\"iiif-2\",status=\"303\"", 1));
  EXPECT_EQ(house.server->metric("triforium_cache_hits_total{cache=\"answers\"}"), 2);
  EXPECT_EQ(house.server->metric("triforium_cache_misses_total{cache=\"answers\"}"), 1);
  auto const metrics = house.get("/metrics");
  EXPECT_THAT(metrics.field("content-type"), StartsWith("text/plain; version=0.0.4"));
  for (auto const* line : {"triforium_queue_depth{lane=\"tile\"} 0", "triforium_jobs_running{lane=\"full\"} 0",
                           "triforium_http_sent_bytes_total{route=\"iiif-3\"}", "triforium_http_request_seconds_bucket",
                           "triforium_render_seconds_count"})
    EXPECT_THAT(metrics.body, HasSubstr(line));
}

TEST(Http, ListsWhatIsPublished) {
  House const house;
  house.folder.write("maps/page10.png", png_of({5, 5}));
  house.folder.write("maps/page2.png", png_of({5, 5}));
  house.folder.write("notes.txt", "no image");
  auto const list = house.json("/api/v1/images");
  EXPECT_EQ(list.at("total"), 3);
  auto const& images = list.at("images").as_array();
  EXPECT_EQ(images.at(1).at("id"), "maps/page2.png");
  EXPECT_EQ(images.at(2).at("id"), "maps/page10.png");
  auto const info = std::string(images.at(1).at("info").as_string());
  ASSERT_THAT(info, StartsWith("http://test.example/iiif/3/"));
  EXPECT_EQ(house.get(info.substr(std::string("http://test.example").size())).status, 200);
}

TEST(Http, WritesOneAccessLineForEachRequest) {
  House const house;
  auto const mark = log_mark();
  house.get("/iiif/3/cat.png/full/77,/0/default.jpg", "User-Agent: tester\r\n");
  std::string line;
  ASSERT_TRUE(eventually(std::chrono::seconds(5), [&] {
    line = log_since(mark);
    return line.ends_with("\n");
  }));
  auto const entry = boost::json::parse(line).as_object();
  EXPECT_EQ(entry.at("status"), 200);
  EXPECT_THAT(line, HasSubstr("/iiif/3/cat.png/full/77,/0/default.jpg"));
  EXPECT_THAT(line, HasSubstr("tester"));
  EXPECT_THAT(line, HasSubstr("render"));
}

}  // namespace
}  // namespace triforium::test
