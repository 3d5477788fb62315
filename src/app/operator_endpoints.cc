#include "app/operator_endpoints.h"

#include "http/error_response.h"

namespace triforium::app {
namespace {

http::Response plain(std::string text) {
  http::Response response;
  response.fields.add("Content-Type", "text/plain; charset=utf-8");
  response.fields.add("Cache-Control", "no-store");
  response.body = std::move(text);
  return response;
}

}  // namespace

Task<http::Response> LiveEndpoint::operator()(http::Request) const {
  co_return plain("alive\n");
}

Task<http::Response> ReadyEndpoint::operator()(http::Request request) const {
  if (workers.queued(Lane::tile) >= max_queued) {
    co_return http::error_response({ErrorKind::busy, "The server has more work than it can do now.", {}}, request);
  }
  co_return plain("ready\n");
}

Task<http::Response> MetricsEndpoint::operator()(http::Request) const {
  for (auto const& [lane, name] :
       {std::pair{Lane::tile, "tile"}, {Lane::full, "full"}, {Lane::io, "io"}, {Lane::stream, "stream"}}) {
    metrics.gauge("triforium_queue_depth", "Jobs that wait", {{"lane", name}})
        .Set(static_cast<double>(workers.queued(lane)));
    metrics.gauge("triforium_jobs_running", "Jobs at work", {{"lane", name}})
        .Set(static_cast<double>(workers.running(lane)));
  }
  metrics.gauge("triforium_work_memory_bytes", "Memory that jobs at work have declared")
      .Set(static_cast<double>(workers.memory_in_use()));
  auto response = plain(metrics.exposition());
  response.fields.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  co_return response;
}

}  // namespace triforium::app
