#include "app/translate.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "app/image_files.h"
#include "app/machine.h"
#include "base/log.h"
#include "codecs/encoder.h"
#include "http/bearer.h"
#include "http/forwarded.h"
#include "items/asset_catalog.h"
#include "storage/combined_catalog.h"
#include "storage/folder_catalog.h"
#include "storage/http_catalog.h"
#include "storage/template_catalog.h"

namespace triforium::app {
namespace {

storage::Identifiers identifiers_of(std::string const& word) {
  if (word == "path") return storage::Identifiers::path;
  if (word == "stem") return storage::Identifiers::stem;
  return storage::Identifiers::both;
}

codecs::MetadataPolicy metadata_policy(std::string const& word) {
  if (word == "all") return codecs::MetadataPolicy::all;
  if (word == "none") return codecs::MetadataPolicy::none;
  return codecs::MetadataPolicy::rights;
}

codecs::Subsampling subsampling_of(std::string const& word) {
  if (word == "444") return codecs::Subsampling::s444;
  if (word == "422") return codecs::Subsampling::s422;
  if (word == "420") return codecs::Subsampling::s420;
  return codecs::Subsampling::automatic;
}

ColourTarget colour_target(Config const& config) {
  return config.images.colour == "keep" ? ColourTarget::keep : ColourTarget::srgb;
}

// "#rrggbb", verified.
Colour colour_of(std::string const& text) {
  unsigned value = 0;
  std::from_chars(text.data() + 1, text.data() + text.size(), value, 16);
  return {static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8),
          static_cast<std::uint8_t>(value)};
}

codecs::EncodeSettings encode_settings(Config::Encode const& encode) {
  codecs::EncodeSettings settings;
  settings.jpeg_quality = static_cast<int>(encode.jpeg_quality);
  settings.subsampling = subsampling_of(encode.subsampling);
  settings.is_progressive = encode.jpeg_progressive;
  settings.webp_quality = static_cast<int>(encode.webp_quality);
  settings.webp_effort = static_cast<int>(encode.webp_effort);
  settings.avif_quality = static_cast<int>(encode.avif_quality);
  settings.avif_effort = static_cast<int>(encode.avif_effort);
  settings.jxl_quality = static_cast<int>(encode.jxl_quality);
  settings.jxl_effort = static_cast<int>(encode.jxl_effort);
  settings.jp2_quality = static_cast<int>(encode.jp2_quality);
  settings.png_level = static_cast<int>(encode.png_level);
  return settings;
}

Result<std::vector<image::Format>> formats_of(std::string const& key, std::vector<std::string> const& words) {
  std::vector<image::Format> formats;
  for (auto const& word : words) {
    auto const* traits = codecs::find_output_format(word);
    if (traits == nullptr) {
      return fail(ErrorKind::bad_request,
                  fmt::format("{} names “{}”, which this build cannot write (`triforium formats` lists what it can).",
                              key, word));
    }
    formats.push_back(traits->format);
  }
  return formats;
}

// The Image API's level 2 wants jpg and png, whatever else is offered: they stand first.
Result<std::vector<image::Format>> offered_formats(Config const& config) {
  std::vector<image::Format> offered = {image::Format::jpg, image::Format::png};
  TRIFORIUM_TRY(auto named, formats_of("images.formats", config.images.formats));
  if (config.images.formats.empty()) {
    for (auto const& traits : codecs::output_formats())
      named.push_back(traits.format);
  }
  for (auto const format : named) {
    if (std::find(offered.begin(), offered.end(), format) == offered.end()) offered.push_back(format);
  }
  return offered;
}

}  // namespace

Result<std::unique_ptr<storage::Catalog>> make_catalog(Config const& config, store::Store const& store,
                                                       Metrics& metrics) {
  auto const& sources = config.sources;
  std::vector<std::unique_ptr<storage::Catalog>> catalogs;
  if (!sources.folders.empty()) {
    TRIFORIUM_TRY(auto folders, storage::make_folder_catalog(sources.folders, identifiers_of(sources.identifiers)));
    catalogs.push_back(std::move(folders));
  }
  if (!sources.template_path.empty()) {
    TRIFORIUM_TRY(auto by_template, storage::make_template_catalog(sources.template_root, sources.template_path,
                                                                   sources.template_allowed));
    catalogs.push_back(std::move(by_template));
  }
  if (!sources.http_url.empty()) {
    storage::HttpOrigin origin;
    origin.url = sources.http_url;
    origin.header_lines = sources.http_headers;
    origin.timeout = sources.http_timeout;
    origin.cache_bytes = sources.http_cache.value;
    origin.count = CacheCount(metrics, "origin");
    TRIFORIUM_TRY(auto by_http, storage::make_http_catalog(std::move(origin)));
    catalogs.push_back(std::move(by_http));
  }
  // Last: most images of a server that has folders are theirs.
  catalogs.push_back(items::make_asset_catalog(store, config.data));
  return storage::make_combined_catalog(std::move(catalogs));
}

Result<image::OpenImages::Settings> open_images_settings(Config const& config) {
  image::OpenImages::Settings settings;
  settings.max_open = static_cast<std::size_t>(config.sources.max_open);
  settings.recheck = config.sources.recheck;
  settings.limits.max_area = config.limits.max_source_area;
  settings.limits.max_undivided_area = config.limits.max_undivided_area;
  settings.limits.max_memory = working_memory(config) / 2;
  settings.metadata = metadata_policy(config.images.metadata);
  settings.configured_rights.overrides.license = config.images.rights;
  settings.configured_rights.overrides.credit = config.images.attribution;
  settings.pdf_dpi = config.images.pdf_dpi;
  settings.uses_openjph = config.sources.openjph;
  settings.threads = compute_threads(config);
  settings.colour = colour_target(config);
  settings.configuration = fingerprint(config);
  return settings;
}

Result<image::EndpointSettings> image_endpoint_settings(Config const& config) {
  image::EndpointSettings settings;
  settings.policy.limits = {config.limits.max_width, config.limits.max_height, config.limits.max_area};
  settings.policy.allow_upscaling = config.images.upscaling;
  settings.policy.bang_strict = config.compat.bang_strict;
  settings.policy.tile_size = config.images.tile_size;
  TRIFORIUM_TRY(settings.policy.formats, offered_formats(config));
  TRIFORIUM_TRY(settings.info.preferred_formats,
                formats_of("images.preferred_formats", config.images.preferred_formats));
  settings.info.rights = config.images.rights;
  settings.info.attribution = config.images.attribution;
  settings.info.logo = config.images.logo;
  if (!config.images.services.empty()) {
    auto services = image::parse_linked(image::Linked::service, config.images.services);
    if (!services) return fail(ErrorKind::bad_request, "images.services: " + services.error().message);
    settings.info.services = std::move(*services);
  }
  settings.pictures.render.encode = encode_settings(config.encode);
  settings.pictures.render.colour = colour_target(config);
  settings.pictures.render.background = colour_of(config.images.background);
  settings.pictures.tile_cost = static_cast<std::uint64_t>(config.limits.tile_cost);
  settings.pictures.stream_area = config.limits.streams != 0 ? config.limits.stream_area : INT64_MAX;
  settings.pictures.render_timeout = config.limits.render_timeout;
  settings.pictures.passes_through = config.images.pass_through;
  settings.cache_control = config.images.cache_control;
  return settings;
}

Result<std::unique_ptr<store::Store>> open_store(Config const& config) {
  auto opened = store::open({.folder = config.data});
  std::error_code ignored;
  if (opened || std::filesystem::exists(std::filesystem::path(config.data) / "triforium.db", ignored)) return opened;
  log::warning("No store can be made in the data folder: nothing that is published now is kept",
               {{"data", config.data}, {"detail", opened.error().message}});
  return store::open({});
}

items::Documents::Settings documents_settings(Config const& config, Metrics& metrics) {
  items::Documents::Settings settings;
  settings.memory = config.cache.documents.value;
  settings.count = CacheCount(metrics, "documents");
  settings.page_size = static_cast<std::uint64_t>(config.items.page_size);
  return settings;
}

Result<image::DerivativeSettings> derivative_settings(Config const& config) {
  // To be raised when the builder makes other pixels of the same source.
  constexpr int kRevision = 1;
  image::DerivativeSettings settings;
  TRIFORIUM_TRY(auto const endpoint, image_endpoint_settings(config));
  settings.policy = endpoint.policy;
  settings.pyramid.encode = endpoint.pictures.render.encode;
  settings.pyramid.colour = colour_target(config);
  settings.pyramid.threads = static_cast<unsigned>(config.derivatives.workers);
  settings.configuration =
      fmt::format("pyramid {} quality {} chroma {} colour {} dpi {}", kRevision, config.encode.jpeg_quality,
                  config.encode.subsampling, config.images.colour, config.images.pdf_dpi);
  return settings;
}

std::filesystem::path derivatives_folder(Config const& config) {
  return std::filesystem::path(config.data) / "derivatives";
}

std::filesystem::path data_folder(Config const& config) {
  return (std::filesystem::absolute(config.data) / "").lexically_normal().parent_path();
}

uploads::Settings uploads_settings(Config const& config) {
  return {.folder = data_folder(config) / "uploads",
          .max_bytes = config.uploads.max_bytes.value,
          .max_open = static_cast<std::size_t>(config.uploads.max_open),
          .lifetime = std::chrono::duration_cast<std::chrono::seconds>(config.uploads.lifetime)};
}

uploads::UnpackLimits unpack_limits(Config const& config) {
  return {.bytes = config.uploads.max_unpacked.value,
          .entries = static_cast<std::size_t>(config.uploads.max_entries),
          .ratio = static_cast<std::uint64_t>(config.uploads.max_ratio)};
}

std::filesystem::path derived_folder(Config const& config) {
  return data_folder(config) / "derived";
}

Result<importer::Settings> importer_settings(Config const& config) {
  importer::Settings settings;
  TRIFORIUM_TRY(settings.pictures, picture_options(config));
  // Kept in the store by these paths, whichever folder the server is started in.
  settings.data = data_folder(config);
  settings.enrichment.folder = derived_folder(config);
  settings.enrichment.recognition.pictures = settings.pictures;
  settings.enrichment.pdf_dpi = config.images.pdf_dpi;
  settings.mirror.folder = settings.data / "imported";
  settings.mirror.base_url = config.server.base_url;
  settings.mirror.fetch.allows_private_addresses = config.import.private_addresses;
  return settings;
}

Result<std::unique_ptr<derive::Store>> open_derivatives(Config const& config) {
  return derive::Store::open({derivatives_folder(config), derivatives_room(config)});
}

// Whoever has the token may send more.
std::function<std::size_t(http::Request const&)> body_limit(Config const& config) {
  if (config.server.api_token.empty()) return {};
  return
      [usual = config.server.max_body.value, most = std::max(config.api.max_body.value, config.server.max_body.value),
       token = config.server.api_token, prefix = config.server.path_prefix + "/api/v1/"](http::Request const& request) {
        bool const may_send_more = request.path().starts_with(prefix) && http::has_bearer_token(request, token);
        return static_cast<std::size_t>(may_send_more ? most : usual);
      };
}

Result<server::Settings> make_server_settings(Config const& config) {
  auto const& from = config.server;
  server::Settings settings;
  settings.listen = from.listen;
  settings.loops = from.loops != 0 ? static_cast<unsigned>(from.loops)
                                   : std::min(2U, std::max(1U, std::thread::hardware_concurrency()));
  settings.max_connections = static_cast<std::size_t>(from.max_connections);
  settings.max_header = from.max_header.value;
  settings.max_target = from.max_target.value;
  settings.max_body = from.max_body.value;
  settings.body_limit = body_limit(config);
  settings.header_timeout = from.header_timeout;
  settings.idle_timeout = from.idle_timeout;
  settings.write_timeout = from.write_timeout;
  settings.tls_certificate = from.tls_certificate;
  settings.tls_key = from.tls_key;
  settings.server_timing = from.server_timing;
  settings.proxies.path_prefix = from.path_prefix;
  if (!from.base_url.empty()) {
    TRIFORIUM_TRY(settings.proxies.base_url, http::parse_base_url(from.base_url));
  }
  for (auto const& text : from.trusted_proxies) {
    TRIFORIUM_TRY(auto network, http::Network::parse(text));
    settings.proxies.trusted.push_back(network);
  }
  return settings;
}

std::filesystem::path find_web_folder(Config const& config) {
  if (!config.server.web_folder.empty()) return config.server.web_folder;
  std::error_code ignored;
  auto const program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  auto const built = program.parent_path() / "web";
  return std::filesystem::is_directory(built, ignored) ? built : program.parent_path() / "share" / "triforium" / "web";
}

std::string fingerprint(Config const& config) {
  std::string shown = TRIFORIUM_VERSION;
  for (auto const& setting : settings()) {
    for (auto const* section : {"images.", "encode.", "limits.max_", "limits.stream", "compat."}) {
      if (setting.key.starts_with(section)) shown += setting.key + "=" + setting.show(config) + "\n";
    }
  }
  return fmt::format("{:016x}", std::hash<std::string>()(shown));
}

}  // namespace triforium::app
