#include "app/application.h"

#include <algorithm>
#include <thread>

#include "app/conversions.h"
#include "app/machine.h"
#include "app/routes.h"
#include "app/translate.h"
#include "base/log.h"
#include "items/root_collection.h"

namespace triforium::app {
namespace {

Workers::Settings workers_settings(Config const& config) {
  Workers::Settings settings;
  settings.compute_threads = compute_threads(config);
  settings.max_queued = static_cast<std::size_t>(config.limits.queue);
  settings.max_streams = static_cast<unsigned>(config.limits.streams);
  settings.memory = working_memory(config);
  return settings;
}

}  // namespace

Result<std::unique_ptr<Application>> Application::without_sockets(Config const& config) {
  std::unique_ptr<Application> application(new Application(config));
  TRIFORIUM_CHECK(application->build());
  return application;
}

Result<std::unique_ptr<Application>> Application::start(Config const& config) {
  TRIFORIUM_TRY(auto application, without_sockets(config));
  TRIFORIUM_CHECK(application->listen());
  return application;
}

Result<void> Application::build() {
  // What is published, and its documents in memory.
  TRIFORIUM_TRY(store_, open_store(config_));
  TRIFORIUM_CHECK(items::blocking_open_root_collection(*store_));
  documents_ =
      std::make_unique<items::Documents>(*store_, presentation_converters(), documents_settings(config_, metrics_));
  // Where identifiers lead.
  TRIFORIUM_TRY(catalog_, make_catalog(config_, *store_, metrics_));
  // The threads that decode, encode and wait for disks.
  workers_ = std::make_unique<Workers>(workers_settings(config_));
  // What was made or learnt before, on disk.
  disk_caches_ = open_disk_caches(config_, generations_, metrics_);
  // Images that are open, answers that were made, and tiles that were decoded for them.
  TRIFORIUM_CHECK(build_derivatives());
  TRIFORIUM_TRY(auto open_settings, open_images_settings(config_));
  open_settings.derivatives = derivatives_.get();
  open_settings.indexes = disk_caches_.index_store.get();
  images_ = std::make_unique<image::OpenImages>(*catalog_, *workers_, metrics_, std::move(open_settings));
  answers_ = std::make_unique<image::Answers>(answers_memory(config_), generations_, disk_caches_.answers.get(),
                                              *workers_, metrics_);
  tiles_ = std::make_unique<image::DecodedTiles>(tiles_memory(config_), metrics_);
  // What the Image API's endpoints are told by configuration.
  TRIFORIUM_TRY(auto endpoint_settings, image_endpoint_settings(config_));
  image_settings_ = std::make_unique<image::EndpointSettings const>(std::move(endpoint_settings));
  pictures_ = std::make_unique<image::Pictures>(*workers_, *answers_, *tiles_, metrics_, image_settings_->pictures);
  // The files of the pages.
  if (auto files = http::StaticFiles::open(find_web_folder(config_))) {
    web_files_ = std::make_unique<http::StaticFiles const>(std::move(*files));
  } else {
    log::warning("The pages' files are not there: the start page will be missing. Set server.web_folder.");
  }
  // The table of routes.
  image::Parts const parts{*images_, *pictures_, infos_, *image_settings_};
  uploads_ = std::make_shared<uploads::Uploads>(uploads_settings(config_));
  auto const start_job = [this](std::uint64_t job) {
    if (jobs_) jobs_->add(job);
  };
  handler_ = make_router(config_, {parts, *catalog_, *workers_, *answers_, metrics_, web_files_.get(), *store_,
                                   *documents_, start_job, uploads_});
  return {};
}

Result<void> Application::listen() {
  TRIFORIUM_CHECK(build_jobs());
  TRIFORIUM_TRY(auto settings, make_server_settings(config_));
  server::Hooks hooks;
  hooks.on_complete = [this](server::RequestRecord const& record) { request_metrics_.count(record); };
  hooks.on_recent_use = count_recent_answers(metrics_);
  server_ = std::make_unique<server::Server>(std::move(settings), handler_, std::move(hooks));
  return server_->start();
}

// What makes slow images fast. Without a folder to write to everything works as well, only not as fast.
Result<void> Application::build_derivatives() {
  if (!config_.derivatives.enabled) return {};
  auto store = open_derivatives(config_);
  if (!store) {
    log::warning("No derivatives will be built: slow images stay slow", {{"detail", store.error().message}});
    return {};
  }
  TRIFORIUM_TRY(auto settings, derivative_settings(config_));
  derivative_store_ = std::move(*store);
  repair_ = std::make_unique<derive::Repair>(*derivative_store_, metrics_, working_memory(config_) / 2);
  derivatives_ = std::make_unique<image::Derivatives const>(*derivative_store_, *repair_, std::move(settings));
  return {};
}

Result<void> Application::build_jobs() {
  if (config_.server.api_token.empty()) return {};
  TRIFORIUM_TRY(auto importer, importer_settings(config_));
  TRIFORIUM_TRY(jobs_, JobRunner::start({*store_, std::move(importer), uploads_, unpack_limits(config_),
                                         data_folder(config_), [this] { documents_->note_change(); }}));
  return {};
}

bool Application::stop() {
  if (is_stopped_) return true;
  is_stopped_ = true;
  if (repair_) repair_->stop();
  return !server_ || server_->stop(config_.server.shutdown_timeout);
}

Application::~Application() {
  stop();
  jobs_.reset();
  // Workers answer coroutines that live in the server's loops, and use everything else: they go first.
  workers_.reset();
  server_.reset();
}

}  // namespace triforium::app
