#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/config.h"
#include "base/log.h"
#include "items/paging.h"

namespace triforium::app {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Collects sentences about values that are out of place.
struct Verifier {
  std::vector<std::string> sentences;

  void word(std::string_view key, std::string const& value, std::initializer_list<std::string_view> words) {
    if (is_one_of(value, words)) return;
    sentences.push_back(fmt::format("{} is “{}”, but has to be one of: {}.", key, value, fmt::join(words, ", ")));
  }
  void range(std::string_view key, std::int64_t value, std::int64_t least, std::int64_t most) {
    if (value >= least && value <= most) return;
    sentences.push_back(fmt::format("{} is {}, but has to lie between {} and {}.", key, value, least, most));
  }
  void require(bool holds, std::string sentence) {
    if (!holds) sentences.push_back(std::move(sentence));
  }
};

void verify_server(Config const& c, Verifier& v) {
  v.require(!c.server.listen.empty(), "server.listen is empty: give at least one host:port.");
  v.require(c.server.tls_certificate.empty() == c.server.tls_key.empty(),
            "server.tls_certificate and server.tls_key belong together: give both or none.");
  auto const& prefix = c.server.path_prefix;
  v.require(prefix.empty() || (prefix.front() == '/' && prefix.back() != '/'),
            fmt::format("server.path_prefix is “{}”, but has to begin with a slash and not to end with one.", prefix));
  auto const& base = c.server.base_url;
  v.require(
      base.empty() || ((base.starts_with("http://") || base.starts_with("https://")) && base.back() != '/'),
      fmt::format("server.base_url is “{}”, but has to begin with http:// or https:// and not to end with a slash.",
                  base));
  v.range("server.loops", c.server.loops, 0, 256);
  v.range("server.max_connections", c.server.max_connections, 1, 1'000'000);
  v.range("server.max_target in bytes", static_cast<std::int64_t>(c.server.max_target.value), 256, 1 << 20);
  v.range("server.max_header in bytes", static_cast<std::int64_t>(c.server.max_header.value), 1024, 16 << 20);
  v.require(c.server.max_header.value > c.server.max_target.value,
            "server.max_header has to be larger than server.max_target, which is a part of it.");
  for (auto const& [key, time] : {std::pair{"server.header_timeout", c.server.header_timeout},
                                  {"server.idle_timeout", c.server.idle_timeout},
                                  {"server.write_timeout", c.server.write_timeout},
                                  {"limits.render_timeout", c.limits.render_timeout}}) {
    v.require(time.count() > 0, fmt::format("{} has to be longer than nothing.", key));
  }
  log::Level level{};
  v.require(log::parse_level(c.log.level, level),
            fmt::format("log.level is “{}”, but has to be debug, info, warning, error or off.", c.log.level));
  v.word("log.format", c.log.format, {"auto", "human", "json"});
}

void verify_sources(Config const& c, Verifier& v) {
  v.word("sources.identifiers", c.sources.identifiers, {"path", "stem", "both"});
  v.require(c.sources.template_root.empty() == c.sources.template_path.empty(),
            "sources.template_root and sources.template_path belong together: give both or none.");
  auto const& url = c.sources.http_url;
  v.require(url.empty() || url.starts_with("http://") || url.starts_with("https://"),
            fmt::format("sources.http_url is “{}”, but has to begin with http:// or https://.", url));
  v.require(url.empty() || url.find("{id}") != std::string::npos, "sources.http_url has to contain {id}.");
  v.range("sources.max_open", c.sources.max_open, 1, 1'000'000);
}

void verify_items(Config const& c, Verifier& v) {
  v.range("items.page_size", c.items.page_size, static_cast<std::int64_t>(items::kSmallestPage),
          static_cast<std::int64_t>(items::kLargestPage));
}

void verify_uploads(Config const& c, Verifier& v) {
  v.range("uploads.max_open", c.uploads.max_open, 1, 10'000);
  v.range("uploads.max_entries", c.uploads.max_entries, 1, 1'000'000);
  v.range("uploads.max_ratio", c.uploads.max_ratio, 1, 1'000'000);
  v.require(c.uploads.lifetime.count() >= 1000, "uploads.lifetime has to be a second at least.");
}

void verify_images(Config const& c, Verifier& v) {
  constexpr std::int64_t kMost = INT64_MAX / 2;
  v.range("limits.max_width", c.limits.max_width, 0, INT32_MAX);
  v.range("limits.max_height", c.limits.max_height, 0, INT32_MAX);
  // Image API 3.0, section 5.2: "maxHeight … MUST NOT be specified if maxWidth is not".
  v.require(c.limits.max_height == 0 || c.limits.max_width != 0,
            "limits.max_height without limits.max_width is not allowed by the Image API: give both.");
  v.range("limits.max_area", c.limits.max_area, 0, kMost);
  // Image API 3.0, section 5.7: sizeUpscaling goes with maxWidth or maxArea.
  v.require(!c.images.upscaling || c.limits.max_width != 0 || c.limits.max_area != 0,
            "images.upscaling needs limits.max_width or limits.max_area: without them any size could be asked for.");
  v.range("limits.max_source_area", c.limits.max_source_area, 1, kMost);
  v.range("limits.max_undivided_area", c.limits.max_undivided_area, 1, kMost);
  v.range("limits.queue", c.limits.queue, 1, 1'000'000);
  v.range("limits.workers", c.limits.workers, 0, 1024);
  v.range("limits.streams", c.limits.streams, 0, 1024);
  v.range("limits.stream_area", c.limits.stream_area, 0, kMost);
  v.range("derivatives.workers", c.derivatives.workers, 1, 256);
  v.range("images.tile_size", c.images.tile_size, 64, 4096);
  v.word("images.colour", c.images.colour, {"srgb", "keep"});
  v.word("images.metadata", c.images.metadata, {"rights", "all", "none"});
  auto const& ground = c.images.background;
  v.require(ground.size() == 7 && ground[0] == '#' &&
                ground.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos,
            fmt::format("images.background is “{}”, but has to look like #rrggbb.", ground));
  v.require(c.images.pdf_dpi >= 18 && c.images.pdf_dpi <= 1200, "images.pdf_dpi has to lie between 18 and 1200.");
}

void verify_encode(Config const& c, Verifier& v) {
  v.range("encode.jpeg_quality", c.encode.jpeg_quality, 1, 100);
  v.word("encode.subsampling", c.encode.subsampling, {"auto", "444", "422", "420"});
  v.range("encode.webp_quality", c.encode.webp_quality, 1, 101);
  v.range("encode.webp_effort", c.encode.webp_effort, 0, 6);
  v.range("encode.avif_quality", c.encode.avif_quality, 1, 100);
  v.range("encode.avif_effort", c.encode.avif_effort, 0, 9);
  v.range("encode.jxl_quality", c.encode.jxl_quality, 1, 101);
  v.range("encode.jxl_effort", c.encode.jxl_effort, 1, 9);
  v.range("encode.jp2_quality", c.encode.jp2_quality, 1, 101);
  v.range("encode.png_level", c.encode.png_level, 0, 9);
}

}  // namespace

std::vector<std::string> Config::verify() const {
  Verifier verifier;
  verify_server(*this, verifier);
  verify_sources(*this, verifier);
  verify_items(*this, verifier);
  verify_uploads(*this, verifier);
  verify_images(*this, verifier);
  verify_encode(*this, verifier);
  return verifier.sentences;
}

}  // namespace triforium::app
