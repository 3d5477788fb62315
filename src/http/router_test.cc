#include "http/router.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>

#include "http/error_response.h"

namespace triforium::http {
namespace {

Task<Response> show(Request request) {
  Response response;
  std::string text = "at";
  for (auto const& capture : request.captures)
    text += " " + std::string(capture.name) + "=" + std::string(request.capture(capture.name));
  response.body = text;
  co_return response;
}
Task<Response> throw_error(Request) {
  throw std::runtime_error("secret");
  co_return Response();
}

Router make_router(std::string prefix) {
  std::vector<Route> routes;
  routes.push_back({{Method::get}, "/", "home", show});
  routes.push_back({{Method::get}, "/health/live", "live", show});
  routes.push_back({{Method::get}, "/iiif/3/{rest...}", "image3", show});
  routes.push_back({{Method::get}, "/items/{id}/pages/{page}", "page", show});
  routes.push_back({{Method::post, Method::delete_}, "/items/{id}/pages/{page}", "edit", show});
  routes.push_back({{Method::get}, "/things/{id...}/members", "members", show});
  routes.push_back({{Method::get}, "/throw", "throw", throw_error});
  return Router(std::move(prefix), std::move(routes));
}

Response ask(std::string const& target, Method method = Method::get, Fields fields = {}, std::string prefix = "") {
  boost::asio::io_context context;
  Router const router = make_router(std::move(prefix));
  Request request;
  request.method = method;
  request.method_text = "TEST";
  request.target = target;
  request.fields = std::move(fields);
  auto answer = boost::asio::co_spawn(context, router(std::move(request)), boost::asio::use_future);
  context.run();
  Response response = answer.get();
  response.log_detail += std::string(response.route);  // the router ends here, and the names of its routes with it
  response.route = {};
  return response;
}
std::string text_of(Response const& response) {
  return std::get<std::string>(response.body);
}

TEST(Router, MatchesRawPaths) {
  EXPECT_EQ(ask("/").log_detail, "home");
  EXPECT_EQ(ask("/health/live?x=/").log_detail, "live");
  EXPECT_EQ(text_of(ask("/iiif/3/a%2Fb/full/max/0/default.jpg?timing")), "at rest=a%2Fb/full/max/0/default.jpg");
  EXPECT_EQ(text_of(ask("/iiif/3/")), "at rest=");
  EXPECT_EQ(text_of(ask("/items/7/pages/%20")), "at id=7 page=%20");
  for (auto const* target : {"/health/live/", "/health", "/health/lively", "/iiif/3", "//", "/items//pages/1",
                             "/items/1/pages/", "/health%2Flive", "", "*"})
    EXPECT_EQ(ask(target).status, 404) << target;
}

TEST(Router, MatchesWordsBehindTheRest) {
  EXPECT_EQ(std::get<std::string>(ask("/things/a/b/members").body), "at id=a/b");
  EXPECT_EQ(ask("/things//members").status, 404);
  EXPECT_EQ(ask("/things/members").status, 404);
  EXPECT_EQ(ask("/things/a/b/memberS").status, 404);
}

TEST(Router, StripsThePrefix) {
  EXPECT_EQ(text_of(ask("/p/q/iiif/3/x/y", Method::get, {}, "/p/q")), "at rest=x/y");
  EXPECT_EQ(ask("/p/q/", Method::get, {}, "/p/q").log_detail, "home");
  EXPECT_EQ(ask("/iiif/3/x", Method::get, {}, "/p/q").status, 404);
  EXPECT_EQ(ask("/p/qiiif/3/x", Method::get, {}, "/p/q").status, 404);
}

TEST(Router, NamesTheMethodsItHas) {
  EXPECT_EQ(ask("/items/7/pages/1", Method::post).log_detail, "edit");
  EXPECT_EQ(ask("/health/live", Method::head).log_detail, "live");
  auto const refused = ask("/items/7/pages/1", Method::put);
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.fields.find("Allow"), "GET, HEAD, OPTIONS, POST, DELETE");
  EXPECT_EQ(ask("/health/live", Method::other).fields.find("Allow"), "GET, HEAD, OPTIONS");
}

TEST(Router, AnswersOptions) {
  auto const plain = ask("/health/live", Method::options);
  EXPECT_EQ(plain.status, 204);
  EXPECT_EQ(plain.fields.find("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_FALSE(plain.fields.has("Access-Control-Allow-Methods"));
  Fields fields;
  fields.add("Origin", "https://viewer.example");
  fields.add("Access-Control-Request-Method", "GET");
  auto const preflight = ask("/iiif/3/x/info.json", Method::options, fields);
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.fields.find("Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
  EXPECT_TRUE(preflight.fields.has("Access-Control-Allow-Headers"));
  EXPECT_TRUE(preflight.fields.has("Access-Control-Max-Age"));
  EXPECT_EQ(ask("/nothing", Method::options).status, 404);
  EXPECT_EQ(ask("*", Method::options).fields.find("Allow"), "GET, HEAD, OPTIONS, POST, DELETE");
}

TEST(Router, WhatIsThrownStaysInTheLog) {
  auto const response = ask("/throw");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(text_of(response).find("secret"), std::string::npos);
  EXPECT_EQ(response.log_detail, "secretthrow");
}

TEST(ErrorResponse, FollowsTheTable) {
  auto const status = [](ErrorKind kind) { return error_response({kind, "m", "d"}, Request()).status; };
  EXPECT_EQ(status(ErrorKind::bad_request), 400);
  EXPECT_EQ(status(ErrorKind::not_found), 404);
  EXPECT_EQ(status(ErrorKind::gone), 410);
  EXPECT_EQ(status(ErrorKind::conflict), 409);
  EXPECT_EQ(status(ErrorKind::precondition_failed), 412);
  EXPECT_EQ(status(ErrorKind::storage_full), 507);
  EXPECT_EQ(status(ErrorKind::unsupported_format), 415);
  EXPECT_EQ(status(ErrorKind::not_implemented), 501);
  EXPECT_EQ(status(ErrorKind::uri_too_long), 414);
  EXPECT_EQ(status(ErrorKind::too_large), 413);
  EXPECT_EQ(status(ErrorKind::cancelled), 503);
  EXPECT_EQ(status(ErrorKind::corrupt_source), 500);
  EXPECT_EQ(status(ErrorKind::upstream), 502);
  EXPECT_EQ(status(ErrorKind::internal), 500);
  EXPECT_TRUE(error_response({ErrorKind::busy, "m", ""}, Request()).fields.has("Retry-After"));
  EXPECT_FALSE(error_response({ErrorKind::not_found, "m", ""}, Request()).fields.has("Retry-After"));
}

TEST(ErrorResponse, ForPrograms) {
  Request request;
  request.target = "/iiif/3/a?x=1";
  auto const response = error_response({ErrorKind::bad_request, "The region is “x”.", "/secret/path"}, request);
  EXPECT_EQ(response.fields.find("Content-Type"), "application/problem+json");
  auto const problem = boost::json::parse(text_of(response));
  EXPECT_EQ(problem.at("type"), "about:blank");
  EXPECT_EQ(problem.at("title"), "Bad Request");
  EXPECT_EQ(problem.at("status"), 400);
  EXPECT_EQ(problem.at("detail"), "The region is “x”.");
  EXPECT_EQ(problem.at("instance"), "/iiif/3/a");
  EXPECT_EQ(text_of(response).find("secret"), std::string::npos);
  EXPECT_EQ(response.log_detail, "/secret/path");
}

TEST(ErrorResponse, ForPeople) {
  Request request;
  request.fields.add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
  auto const page = text_of(error_response({ErrorKind::not_found, "<script>x</script>", ""}, request));
  EXPECT_NE(page.find("<html lang=\"en\">"), std::string::npos);
  EXPECT_NE(page.find("<h1>404 Not Found</h1>"), std::string::npos);
  EXPECT_EQ(page.find("<script>"), std::string::npos);
}

TEST(ErrorResponse, IsUtf8WhateverTheRequest) {
  Request request;
  request.target = "/\xff\xfe";
  auto const response = error_response({ErrorKind::bad_request, "bad \xff", ""}, request);
  auto const problem = boost::json::parse(text_of(response));
  EXPECT_FALSE(problem.as_object().contains("instance"));
}

}  // namespace
}  // namespace triforium::http
