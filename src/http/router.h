// Which handler answers which path: one table, matched on the path as it was sent, undecoded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/handler.h"
#include "http/message.h"

namespace triforium::http {

// "/health/live" is itself; a segment "{name}" is any one segment that is not empty; "{name...}" at the end is all that
// follows, slashes included, maybe nothing; before fixed words at the end, "/items/{item...}/members", it is at least
// one byte. The request's captures say what they matched.
struct Route {
  std::vector<Method> methods;  // {Method::get} answers HEAD as well
  std::string pattern;
  std::string name;  // for metrics and the access log
  Handler handler;
};

// The first route that matches path and method answers. A path that matches only with other methods gets 405 and Allow;
// OPTIONS is answered here, preflights too, unless a route lists it. Immutable: shared by all event loops.
class Router {
 public:
  // `path_prefix` ("" or "/prefix") is what every path begins with; captures and patterns do not see it.
  Router(std::string path_prefix, std::vector<Route> routes);

  Task<Response> operator()(Request request) const;

 private:
  struct Match {
    Route const* route = nullptr;
    std::vector<Capture> captures;
    std::string allowed;  // methods of all routes that match the path; empty: none does
  };
  Match find(Request const& request) const;

  std::string const path_prefix_;
  std::vector<Route> const routes_;
};

}  // namespace triforium::http
