#include "app/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

#include "app/setting_values.h"
#include "app/unquoted.h"
#include "base/text.h"

namespace triforium::app {
namespace {

// `field` gives the place in a Config.
template <typename Field>
Setting line(std::string key, Field field, std::string help) {
  return {std::move(key), std::move(help),
          [field](Config& config, Written const& written) { return assign(field(config), written); },
          [field](Config const& config) { return as_toml(field(const_cast<Config&>(config))); }};
}
#define AT(member)          \
  [](Config & c) -> auto& { \
    return c.member;        \
  }

// Long, because it is the table.
// NOLINTNEXTLINE(readability-function-size)
std::vector<Setting> make_settings() {
  return {
      line("data", AT(data), "Folder for what the server keeps."),

      line("server.listen", AT(server.listen), "Addresses to listen on, as host:port; [::]:8080 is every address."),
      line("server.base_url", AT(server.base_url),
           "What every URL that the server writes begins with; empty: taken from each request."),
      line("server.path_prefix", AT(server.path_prefix), "Path under which everything is served, such as /images."),
      line("server.trusted_proxies", AT(server.trusted_proxies),
           "Networks (CIDR) whose Forwarded and X-Forwarded-* fields are believed."),
      line("server.loops", AT(server.loops), "Event loops, each with a thread of its own; 0: two, or one on one core."),
      line("server.max_connections", AT(server.max_connections), "Connections open at once."),
      line("server.max_header", AT(server.max_header), "Longest header of a request."),
      line("server.max_target", AT(server.max_target), "Longest path and query of a request."),
      line("server.max_body", AT(server.max_body), "Longest body of a request."),
      line("server.header_timeout", AT(server.header_timeout), "Time that a client has to send a request's header."),
      line("server.idle_timeout", AT(server.idle_timeout), "Time that a connection may wait for its next request."),
      line("server.write_timeout", AT(server.write_timeout), "Time without progress after which a slow reader is cut."),
      line("server.shutdown_timeout", AT(server.shutdown_timeout), "Time that requests in flight have when it stops."),
      line("server.tls_certificate", AT(server.tls_certificate),
           "PEM file with the certificate chain; read again on SIGHUP."),
      line("server.tls_key", AT(server.tls_key), "PEM file with the private key of the certificate."),
      line("server.server_timing", AT(server.server_timing),
           "Answer ?timing or X-Server-Timing: 1 with Server-Timing."),
      line("server.web_folder", AT(server.web_folder),
           "Folder of the pages' files; empty: the one beside the program."),
      line("server.api_token", AT(server.api_token),
           "Bearer token of what changes something (/api/v1); empty: all of that is switched off."),

      line("api.max_body", AT(api.max_body), "Longest body of a request to /api/v1 that carries the token."),
      line("api.import_folders", AT(api.import_folders),
           "Folders below which POST /api/v1/jobs may import; none: that is switched off."),

      line("uploads.max_bytes", AT(uploads.max_bytes), "Most bytes of one upload."),
      line("uploads.max_open", AT(uploads.max_open), "Uploads that are not complete or not imported, at once."),
      line("uploads.lifetime", AT(uploads.lifetime),
           "How long an upload that is not imported is kept after its last piece; it may be written in days: 2d."),
      line("uploads.max_unpacked", AT(uploads.max_unpacked), "Most bytes to which an archive may unpack."),
      line("uploads.max_entries", AT(uploads.max_entries), "Most files and folders in an archive."),
      line("uploads.max_ratio", AT(uploads.max_ratio),
           "How many times its packed size a file of more than a megabyte in an archive may have."),

      line("log.level", AT(log.level), "debug, info, warning, error or off."),
      line("log.format", AT(log.format), "human, json, or auto: human on a terminal."),

      line("sources.folders", AT(sources.folders), "Folders whose images are published, with all below them."),
      line("sources.identifiers", AT(sources.identifiers),
           "What names a file in a folder: path (with its extension), stem (without), or both."),
      line("sources.template_root", AT(sources.template_root), "Folder below which template_path leads."),
      line("sources.template_path", AT(sources.template_path),
           "Path of an identifier's file, such as {id:0:2}/{id}.tif; empty: not used."),
      line("sources.template_allowed", AT(sources.template_allowed),
           "Regular expression that an identifier has to match as a whole to be put into template_path."),
      line("sources.http_url", AT(sources.http_url),
           "URL of an identifier's image at an origin, such as https://origin.example/{id}.tif; empty: not used."),
      line("sources.http_headers", AT(sources.http_headers), "Header lines that are sent to the origin."),
      line("sources.http_timeout", AT(sources.http_timeout), "Time that the origin has for one range."),
      line("sources.http_cache", AT(sources.http_cache), "Memory for ranges read from the origin."),
      line("sources.recheck", AT(sources.recheck), "How long an opened file is believed to be unchanged."),
      line("sources.max_open", AT(sources.max_open), "Images kept open with their parsed structure."),
      line("sources.openjph", AT(sources.openjph),
           "Read HTJ2K through OpenJPH: faster, and more kinds of it, but only safe for files that you trust."),

      line("limits.max_width", AT(limits.max_width), "Widest image that is sent (maxWidth); 0: no limit."),
      line("limits.max_height", AT(limits.max_height), "Highest image that is sent (maxHeight); 0: as max_width."),
      line("limits.max_area", AT(limits.max_area), "Most pixels of an image that is sent (maxArea); 0: no limit."),
      line("limits.max_source_area", AT(limits.max_source_area), "Most pixels of a source that is opened."),
      line("limits.max_undivided_area", AT(limits.max_undivided_area),
           "Most pixels that one request may force through a codec that knows no tiles or levels."),
      line("limits.memory", AT(limits.memory),
           "Memory for all requests at work together; 0: a quarter of the machine's."),
      line("limits.queue", AT(limits.queue), "Requests that may wait in a lane before the answer is 503."),
      line("limits.workers", AT(limits.workers), "Threads that decode and encode; 0: one for each core."),
      line("limits.tile_cost", AT(limits.tile_cost),
           "Decoded pixels up to which a request is a tile, not a large one."),
      line("limits.streams", AT(limits.streams), "Large images that are sent while they are made, at once; 0: none."),
      line("limits.stream_area", AT(limits.stream_area), "Pixels above which an image is sent while it is made."),
      line("limits.render_timeout", AT(limits.render_timeout),
           "Time that the work on one image may take, without the time that its client takes."),

      line("cache.answers", AT(cache.answers),
           "Memory for answers that may be asked for again; auto: a share of the machine's, 16M to 32M."),
      line("cache.disk", AT(cache.disk),
           "Space below the data folder for answers and indexes; 0: none; auto: a share of what is free, at most 1G."),
      line("cache.tiles", AT(cache.tiles), "Memory for decoded JPEG tiles; at most an eighth of the machine's."),
      line("cache.documents", AT(cache.documents), "Memory for manifests and collections as they are sent."),

      line("items.page_size", AT(items.page_size),
           "Members of a collection that stand in one document; larger collections come in pages."),

      line("import.private_addresses", AT(import.private_addresses),
           "Fetch manifests and collections from addresses of the local network, too."),

      line("derivatives.enabled", AT(derivatives.enabled),
           "Build pyramids in the background for images that are slow, and serve those."),
      line("derivatives.max_bytes", AT(derivatives.max_bytes),
           "Space below the data folder for derivatives; auto: a fifth of what is free, at most 64G."),
      line("derivatives.workers", AT(derivatives.workers),
           "Threads that build derivatives, only while the processors have nothing else to do."),

      line("images.upscaling", AT(images.upscaling),
           "Allow sizes above the image's own (^ in 3.0), within the limits."),
      line("images.pass_through", AT(images.pass_through),
           "Hands stored JPEG and WebP tiles out as they are, in the quality in which they are stored."),
      line("images.tile_size", AT(images.tile_size), "Side of the tiles offered for sources that have none."),
      line("images.formats", AT(images.formats), "Formats that are offered; empty: all that this build can write."),
      line("images.preferred_formats", AT(images.preferred_formats),
           "preferredFormats of info.json, best first; empty: the format in which tiles are stored comes first."),
      line("images.colour", AT(images.colour),
           "srgb: colours are converted to sRGB; keep: kept, their profile embedded."),
      line("images.background", AT(images.background), "#rrggbb behind transparency where a format has none."),
      line("images.metadata", AT(images.metadata),
           "What travels along in every image: rights (who made and owns it), all (the source's XMP), or none."),
      line("images.rights", AT(images.rights), "Licence or rights statement URI of every image (rights in info.json)."),
      line("images.attribution", AT(images.attribution), "Whom to credit, written into images and 2.1's info.json."),
      line("images.logo", AT(images.logo), "URL of a logo for 2.1's info.json."),
      line("images.services", AT(images.services), "JSON array of services for info.json, each with id and type."),
      line("images.cache_control", AT(images.cache_control), "Cache-Control of images and info.json."),
      line("images.pdf_dpi", AT(images.pdf_dpi), "Dots per inch at which pages of a PDF are drawn."),

      line("compat.bang_strict", AT(compat.bang_strict),
           "Refuse !w,h larger than the region in 3.0, as the official validator wants against the specification."),

      line("encode.jpeg_quality", AT(encode.jpeg_quality), "1 … 100."),
      line("encode.subsampling", AT(encode.subsampling), "Chroma of JPEG, WebP and AVIF: auto, 444, 422 or 420."),
      line("encode.jpeg_progressive", AT(encode.jpeg_progressive), "Progressive JPEG: smaller, slower, held whole."),
      line("encode.webp_quality", AT(encode.webp_quality), "1 … 100; 101 is lossless."),
      line("encode.webp_effort", AT(encode.webp_effort), "0 (fast) … 6."),
      line("encode.avif_quality", AT(encode.avif_quality), "1 … 100."),
      line("encode.avif_effort", AT(encode.avif_effort), "0 (fast) … 9."),
      line("encode.jxl_quality", AT(encode.jxl_quality), "1 … 100; 101 is lossless."),
      line("encode.jxl_effort", AT(encode.jxl_effort), "1 (fast) … 9."),
      line("encode.jp2_quality", AT(encode.jp2_quality), "1 … 100; 101 is lossless."),
      line("encode.png_level", AT(encode.png_level), "0 (fast) … 9."),
  };
}
#undef AT

Setting const* find_setting(std::string_view key) {
  auto const& all = settings();
  auto const found = std::find_if(all.begin(), all.end(), [&](Setting const& s) { return s.key == key; });
  return found == all.end() ? nullptr : &*found;
}

Result<std::string> text_of(toml::node const& node) {
  if (auto const* text = node.as_string()) return text->get();
  if (auto const* flag = node.as_boolean()) return std::string(flag->get() ? "true" : "false");
  if (auto const* whole = node.as_integer()) return fmt::format("{}", whole->get());
  if (auto const* number = node.as_floating_point()) return fmt::format("{}", number->get());
  return fail(ErrorKind::bad_request, "is no text, number, true or false, nor a list of them");
}

Result<Written> written_of(toml::node const& node) {
  auto const* array = node.as_array();
  if (array == nullptr) {
    TRIFORIUM_TRY(auto text, text_of(node));
    return text;
  }
  std::vector<std::string> list;
  for (auto const& item : *array) {
    TRIFORIUM_TRY(auto text, text_of(item));
    list.push_back(std::move(text));
  }
  return list;
}

Result<void> set_from(toml::node const& node, Setting const& setting, Config& config) {
  TRIFORIUM_TRY(auto const written, written_of(node));
  return setting.set(config, written);
}

Result<void> apply_table(Config& config, toml::table const& table, std::string const& prefix,
                         std::string const& file_name) {
  for (auto const& [name, node] : table) {
    auto const key = prefix + std::string(name.str());
    auto const where = fmt::format("{}, line {}", file_name, node.source().begin.line);
    if (auto const* inner = node.as_table()) {
      TRIFORIUM_CHECK(apply_table(config, *inner, key + ".", file_name));
      continue;
    }
    auto const* setting = find_setting(key);
    if (setting == nullptr) {
      return fail(ErrorKind::bad_request,
                  fmt::format("{}: there is no setting “{}” (`triforium config` lists all).", where, key));
    }
    if (auto const set = set_from(node, *setting, config); !set) {
      return fail(ErrorKind::bad_request, fmt::format("{}: {} {}.", where, key, set.error().message));
    }
  }
  return {};
}

}  // namespace

std::vector<Setting> const& settings() {
  static std::vector<Setting> const table = make_settings();
  return table;
}

std::string environment_name(std::string const& key) {
  std::string name = "TRIFORIUM_";
  for (char const c : key)
    name.push_back(c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
  return name;
}

Result<void> apply_toml(Config& config, std::string_view text, std::string const& file_name) {
  if (auto const at = find_unquoted(text)) {
    auto const line = 1 + std::ranges::count(text.substr(0, *at), '\n');
    return fail(
        ErrorKind::bad_request,
        fmt::format("{}, line {}: a letter that is not ASCII stands outside of quotation marks.", file_name, line));
  }
  // toml++ reports a malformed file by an exception; it ends here.
  try {
    return apply_table(config, toml::parse(text, file_name), "", file_name);
  } catch (toml::parse_error const& e) {
    return fail(ErrorKind::bad_request,
                fmt::format("{}, line {}: {}.", file_name, e.source().begin.line, e.description()));
  }
}

Result<void> apply_environment(Config& config, std::function<char const*(std::string const&)> const& lookup) {
  for (auto const& setting : settings()) {
    auto const name = environment_name(setting.key);
    char const* value = lookup(name);
    if (value == nullptr) continue;
    if (auto const set = setting.set(config, std::string(value)); !set) {
      return fail(ErrorKind::bad_request, fmt::format("{} in the environment: {}.", name, set.error().message));
    }
  }
  return {};
}

Result<void> apply_assignment(Config& config, std::string const& assignment) {
  auto const equals = assignment.find('=');
  auto const key = assignment.substr(0, equals);
  auto const* setting = find_setting(key);
  if (setting == nullptr || equals == std::string::npos) {
    return fail(ErrorKind::bad_request,
                fmt::format("--set {}: write a setting's name, “=”, and its value (`triforium config` lists all).",
                            triforium::quoted(assignment)));
  }
  if (auto const set = setting->set(config, assignment.substr(equals + 1)); !set) {
    return fail(ErrorKind::bad_request, fmt::format("--set {}: {}.", key, set.error().message));
  }
  return {};
}

std::string to_toml(Config const& config) {
  std::string out;
  std::string section;
  for (auto const& setting : settings()) {
    auto const dot = setting.key.find('.');
    auto const name = dot == std::string::npos ? setting.key : setting.key.substr(dot + 1);
    if (dot != std::string::npos && setting.key.substr(0, dot) != section) {
      section = setting.key.substr(0, dot);
      out += fmt::format("\n[{}]\n", section);
    }
    out += fmt::format("# {}\n{} = {}\n", setting.help, name, setting.show(config));
  }
  return out;
}

}  // namespace triforium::app
