#include "app/routes.h"

#include "app/api_routes.h"
#include "app/cache_endpoint.h"
#include "app/operator_endpoints.h"
#include "app/site_endpoints.h"
#include "app/translate.h"
#include "items/conversion_endpoint.h"
#include "items/endpoints.h"
#include "items/files_endpoint.h"
#include "renderings/endpoint.h"

namespace triforium::app {

namespace {

// `images` answers /iiif/3/… without the path prefix.
renderings::EndpointSettings rendering_settings(Config const& config, http::Handler images) {
  auto const& limits = config.limits;
  auto const or_none = [](std::int64_t limit, std::int64_t none) { return limit == 0 ? none : limit; };
  renderings::EndpointSettings settings;
  auto& pictures = settings.pictures;
  pictures.images = std::move(images);
  pictures.largest.width = or_none(limits.max_width, INT32_MAX);
  pictures.largest.height = or_none(limits.max_height, pictures.largest.width);
  pictures.largest_area = or_none(limits.max_area, INT64_MAX);
  settings.configuration = fingerprint(config);
  return settings;
}

}  // namespace

http::Handler make_router(Config const& config, RouteParts const& parts) {
  using enum http::Method;
  using image::Version;
  auto const image_api = [&](std::optional<Version> version) { return image::Endpoint(parts.image, version); };
  // Pages of PDFs ask for their pictures without a socket.
  auto const images = std::make_shared<http::Router const>(
      "", std::vector<http::Route>{{{get}, "/iiif/3/{rest...}", "iiif-3", image_api(Version::v3_0)}});
  auto const ask_images = [images](http::Request request) { return (*images)(std::move(request)); };
  auto const settings = std::make_shared<renderings::EndpointSettings const>(rendering_settings(config, ask_images));
  auto const rendering = [&](renderings::RenderingKind kind) {
    return renderings::RenderingEndpoint{parts.store, parts.workers, config.data, settings, kind};
  };
  items::ApiParts const api_parts{parts.store,
                                  parts.documents,
                                  parts.workers,
                                  config.server.api_token,
                                  {config.api.import_folders.begin(), config.api.import_folders.end()},
                                  parts.start_job,
                                  parts.uploads};
  std::vector<http::Route> routes = {
      {{get}, "/health/live", "health", LiveEndpoint{}},
      {{get}, "/health/ready", "health", ReadyEndpoint{parts.workers, static_cast<std::size_t>(config.limits.queue)}},
      {{get}, "/metrics", "metrics", MetricsEndpoint{parts.workers, parts.metrics}},
      {{get}, "/api/v1/images", "images", ImageListEndpoint{parts.catalog, parts.workers}},
      {{delete_},
       "/api/v1/cache/{image...}",
       "cache",
       CacheEndpoint{parts.catalog, parts.workers, parts.answers, config.server.api_token}},
      {{get}, "/iiif/1/{rest...}", "iiif-1", image_api(Version::v1_1)},
      {{get}, "/iiif/2/{rest...}", "iiif-2", image_api(Version::v2_1)},
      {{get}, "/iiif/3/{rest...}", "iiif-3", image_api(Version::v3_0)},
      {{get}, "/iiif/{rest...}", "iiif", image_api(std::nullopt)},
      {{get},
       "/api/v1/conversions/{version}/{item...}",
       "items",
       items::ConversionEndpoint{parts.documents, parts.workers}},
      {{get},
       "/presentation/{version}/{rest...}",
       "presentation",
       items::DocumentEndpoint{parts.documents, parts.workers, {}}},
      {{get}, "/id/{rest...}", "id", items::NameEndpoint{parts.store, parts.documents, parts.workers, {}}},
      {{get}, "/files/{asset}/{name}", "files", items::FilesEndpoint{parts.store, parts.workers, config.data}},
      {{get}, "/renderings/{item...}/text.txt", "renderings", rendering(renderings::RenderingKind::text)},
      {{get}, "/renderings/{item...}/originals.zip", "renderings", rendering(renderings::RenderingKind::files)},
      {{get}, "/renderings/{item...}/document.pdf", "renderings", rendering(renderings::RenderingKind::pdf)},
      {{get}, "/{rest...}", "web", WebEndpoint{parts.web_files}},
  };
  // Behind the routes of tiles, which are asked for most, and before the one that takes everything.
  auto const api = api_routes(api_parts);
  routes.insert(routes.end() - 1, api.begin(), api.end());
  // Shared, because a std::function has to be copyable and a table of routes is not copied lightly.
  auto router = std::make_shared<http::Router const>(config.server.path_prefix, std::move(routes));
  return [router](http::Request request) { return (*router)(std::move(request)); };
}

}  // namespace triforium::app
