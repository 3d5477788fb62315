#include "http/router.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "http/cors.h"
#include "http/error_response.h"

namespace triforium::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{{Method::get, "GET"},
                                                                       {Method::head, "HEAD"},
                                                                       {Method::options, "OPTIONS"},
                                                                       {Method::post, "POST"},
                                                                       {Method::put, "PUT"},
                                                                       {Method::patch, "PATCH"},
                                                                       {Method::delete_, "DELETE"}}};

bool allows(Route const& route, Method method) {
  auto const has = [&](Method wanted) {
    return std::find(route.methods.begin(), route.methods.end(), wanted) != route.methods.end();
  };
  return has(method) || (method == Method::head && has(Method::get));
}

std::string_view take_segment(std::string_view& text) {
  std::string_view const segment = text.substr(0, text.find('/'));
  text.remove_prefix(segment.size());
  return segment;
}

bool is_capture(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// The name in "{name...}".
std::optional<std::string_view> rest_name(std::string_view segment) {
  if (!is_capture(segment) || segment.size() < 6 || segment.substr(segment.size() - 4, 3) != "...") return std::nullopt;
  return segment.substr(1, segment.size() - 5);
}

// Whether `path`, which begins at `offset` of the target, has the pattern's shape.
bool matches(std::string_view pattern, std::string_view path, std::size_t offset, std::vector<Capture>& captures) {
  std::size_t const end = offset + path.size();
  captures.clear();
  while (!pattern.empty() && !path.empty()) {
    if (pattern.front() != '/' || path.front() != '/') return false;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    std::string_view const wanted = take_segment(pattern);
    if (auto const name = rest_name(wanted)) {
      bool const has_suffix = path.ends_with(pattern) && (pattern.empty() || path.size() > pattern.size());
      if (has_suffix) captures.push_back({*name, end - path.size(), path.size() - pattern.size()});
      return has_suffix;
    }
    std::size_t const start = end - path.size();
    std::string_view const segment = take_segment(path);
    if (is_capture(wanted)) {
      if (segment.empty()) return false;
      captures.push_back({wanted.substr(1, wanted.size() - 2), start, segment.size()});
    } else if (segment != wanted) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

// Every method for which `is_allowed` says so, as Allow and Access-Control-Allow-Methods want them.
template <typename IsAllowed>
std::string list_methods(IsAllowed const& is_allowed) {
  std::string list;
  for (auto const& [method, name] : kMethods) {
    if (method != Method::options && !is_allowed(method)) continue;
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

// https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7
Response answer_options(Request const& request, std::string const& allowed) {
  if (is_preflight(request)) return preflight(allowed);
  Response response;
  response.status = 204;
  response.fields.add("Allow", allowed);
  return response;
}

Response refuse_method(Request const& request, std::string const& allowed) {
  Error const error{ErrorKind::method_not_allowed,
                    "This address does not answer to " + quoted(request.method_text) + ", only to " + allowed + ".",
                    {}};
  Response response = error_response(error, request);
  // "The origin server MUST generate an Allow header field in a 405 response"
  response.fields.add("Allow", allowed);
  return response;
}

}  // namespace

Router::Router(std::string path_prefix, std::vector<Route> routes)
    : path_prefix_(std::move(path_prefix)), routes_(std::move(routes)) {}

Router::Match Router::find(Request const& request) const {
  Match match;
  std::string_view path = request.path();
  if (path.substr(0, path_prefix_.size()) != path_prefix_) return match;
  path.remove_prefix(path_prefix_.size());
  std::vector<Route const*> of_path;
  std::vector<Capture> captures;
  for (auto const& route : routes_) {
    if (!matches(route.pattern, path, path_prefix_.size(), captures)) continue;
    if (allows(route, request.method)) {
      match.route = &route;
      match.captures = std::move(captures);
      return match;
    }
    of_path.push_back(&route);
  }
  if (of_path.empty()) return match;
  match.allowed = list_methods([&](Method method) {
    return std::any_of(of_path.begin(), of_path.end(), [&](Route const* route) { return allows(*route, method); });
  });
  return match;
}

Task<Response> Router::operator()(Request request) const {
  if (request.method == Method::options && request.target == "*") {
    co_return answer_options(request, list_methods([&](Method method) {
                               return std::any_of(routes_.begin(), routes_.end(),
                                                  [&](Route const& route) { return allows(route, method); });
                             }));
  }
  Match match = find(request);
  if (match.route != nullptr) {
    std::string_view const name = match.route->name;
    request.captures = std::move(match.captures);
    Response response;
    try {
      response = co_await match.route->handler(std::move(request));
    } catch (std::exception const& e) {
      Error const error{ErrorKind::internal, "The server failed on this request.", e.what()};
      response = error_response(error, Request());
    }
    response.route = name;
    co_return response;
  }
  if (match.allowed.empty()) {
    Error const error{ErrorKind::not_found, "There is nothing at " + quoted(request.path(), 200) + ".", {}};
    co_return error_response(error, request);
  }
  if (request.method == Method::options) co_return answer_options(request, match.allowed);
  co_return refuse_method(request, match.allowed);
}

}  // namespace triforium::http
