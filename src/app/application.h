// The composition root: every part of the running server, built in order and taken down in reverse.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/caches.h"
#include "app/config.h"
#include "app/job_runner.h"
#include "app/request_metrics.h"
#include "base/metrics.h"
#include "base/workers.h"
#include "derive/repair.h"
#include "derive/store.h"
#include "http/static_files.h"
#include "image/derivatives.h"
#include "image/endpoint.h"
#include "image/open_images.h"
#include "items/documents.h"
#include "server/server.h"
#include "storage/catalog.h"
#include "store/store.h"
#include "uploads/uploads.h"

namespace triforium::app {

class Application {
 public:
  // Builds and starts all of it. `config` has been verified. Errors: what keeps it from starting, in a sentence.
  static Result<std::unique_ptr<Application>> start(Config const& config);
  // The same without sockets: what its endpoints answer is asked for by handler().
  static Result<std::unique_ptr<Application>> without_sockets(Config const& config);
  ~Application();
  Application(Application const&) = delete;
  Application& operator=(Application const&) = delete;

  http::Handler const& handler() const { return handler_; }
  store::Store& store() { return *store_; }

  std::uint16_t port() const { return server_->port(); }
  std::vector<std::string> urls() const { return server_->urls(); }
  Result<void> reload_certificate() { return server_->reload_certificate(); }

  // Lets what is in flight finish for as long as configured. True if nothing had to be cut.
  bool stop();

 private:
  explicit Application(Config config) : config_(std::move(config)) { metrics_.add(request_metrics_); }
  Result<void> build();
  Result<void> listen();
  Result<void> build_derivatives();
  Result<void> build_jobs();

  Config const config_;
  RequestMetrics request_metrics_;
  Metrics metrics_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<items::Documents> documents_;
  std::unique_ptr<storage::Catalog> catalog_;
  storage::Generations generations_;
  DiskCaches disk_caches_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<derive::Store> derivative_store_;
  std::unique_ptr<derive::Repair> repair_;
  std::unique_ptr<image::Derivatives const> derivatives_;
  std::unique_ptr<image::OpenImages> images_;
  std::unique_ptr<image::Answers> answers_;
  std::unique_ptr<image::DecodedTiles> tiles_;
  std::unique_ptr<image::EndpointSettings const> image_settings_;
  std::unique_ptr<image::Pictures> pictures_;
  image::InfoDocuments infos_{metrics_};
  std::unique_ptr<http::StaticFiles const> web_files_;
  std::shared_ptr<uploads::Uploads> uploads_;
  http::Handler handler_;
  std::unique_ptr<JobRunner> jobs_;  // null where nobody may write
  std::unique_ptr<server::Server> server_;
  bool is_stopped_ = false;
};

}  // namespace triforium::app
