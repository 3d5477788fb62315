// Every setting of the program, once: its default beside it here, its name and sentence in the table of config.cc. The
// same name is the key in the TOML file, TRIFORIUM_… in the environment, and --set on the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"

namespace triforium::app {

using Milliseconds = std::chrono::milliseconds;
struct ByteCount {
  std::uint64_t value = 0;
};

// A bound in bytes, or “auto”: one that suits the machine.
struct ByteBudget {
  static constexpr std::uint64_t kAutomatic = UINT64_MAX;
  std::uint64_t value = kAutomatic;
};

struct Config {
  std::string data = "./triforium-data";

  struct Server {
    std::vector<std::string> listen = {"127.0.0.1:8080"};
    std::string base_url;
    std::string path_prefix;
    std::vector<std::string> trusted_proxies;
    std::int64_t loops = 0;
    std::int64_t max_connections = 4096;
    ByteCount max_header = {16 << 10};
    ByteCount max_target = {8 << 10};
    ByteCount max_body = {1 << 20};
    Milliseconds header_timeout{10'000};
    Milliseconds idle_timeout{60'000};
    Milliseconds write_timeout{60'000};
    Milliseconds shutdown_timeout{30'000};
    std::string tls_certificate;
    std::string tls_key;
    bool server_timing = true;
    std::string web_folder;
    std::string api_token;
  } server;

  struct Api {
    ByteCount max_body = {64 << 20};
    std::vector<std::string> import_folders;
  } api;

  struct Uploads {
    ByteCount max_bytes = {8ULL << 30};
    std::int64_t max_open = 16;
    Milliseconds lifetime{24 * 3'600'000};
    ByteCount max_unpacked = {32ULL << 30};
    std::int64_t max_entries = 100'000;
    std::int64_t max_ratio = 1000;
  } uploads;

  struct Log {
    std::string level = "info";
    std::string format = "auto";
  } log;

  struct Sources {
    std::vector<std::string> folders;
    std::string identifiers = "both";
    std::string template_root;
    std::string template_path;
    std::string template_allowed = "[A-Za-z0-9._-]+";
    std::string http_url;
    std::vector<std::string> http_headers;
    Milliseconds http_timeout{20'000};
    ByteCount http_cache = {64 << 20};
    Milliseconds recheck{2'000};
    std::int64_t max_open = 512;
    bool openjph = false;
  } sources;

  struct Limits {
    std::int64_t max_width = 0;
    std::int64_t max_height = 0;
    std::int64_t max_area = 100'000'000;
    std::int64_t max_source_area = 8'000'000'000;
    std::int64_t max_undivided_area = 500'000'000;
    ByteCount memory = {0};
    std::int64_t queue = 512;
    std::int64_t workers = 0;
    std::int64_t tile_cost = 4'000'000;
    std::int64_t streams = 8;
    std::int64_t stream_area = 4'000'000;
    Milliseconds render_timeout{60'000};
  } limits;

  struct Cache {
    ByteBudget answers;
    ByteBudget disk;
    ByteCount tiles = {208 << 20};
    ByteCount documents = {32 << 20};
  } cache;

  struct Items {
    std::int64_t page_size = 400;
  } items;

  struct Import {
    bool private_addresses = false;
  } import;

  struct Derivatives {
    bool enabled = true;
    ByteBudget max_bytes;
    std::int64_t workers = 1;
  } derivatives;

  struct Images {
    bool upscaling = true;
    bool pass_through = true;
    std::int64_t tile_size = 512;
    std::vector<std::string> formats;
    std::vector<std::string> preferred_formats;
    std::string colour = "srgb";
    std::string background = "#ffffff";
    std::string metadata = "rights";
    std::string rights;
    std::string attribution;
    std::string logo;
    std::string services;
    std::string cache_control = "public, max-age=86400";
    double pdf_dpi = 200;
  } images;

  struct Compat {
    bool bang_strict = false;
  } compat;

  struct Encode {
    std::int64_t jpeg_quality = 85;
    std::string subsampling = "auto";
    bool jpeg_progressive = false;
    std::int64_t webp_quality = 80;
    std::int64_t webp_effort = 1;
    std::int64_t avif_quality = 60;
    std::int64_t avif_effort = 1;
    std::int64_t jxl_quality = 80;
    std::int64_t jxl_effort = 3;
    std::int64_t jp2_quality = 80;
    std::int64_t png_level = 3;
  } encode;

  // What is wrong, in sentences; empty if nothing is. Pure.
  std::vector<std::string> verify() const;
};

// A setting's value as it is written: one text, or a list of texts.
using Written = std::variant<std::string, std::vector<std::string>>;

// One line of the table of settings.
struct Setting {
  std::string key;   // "limits.max_area"
  std::string help;  // a sentence
  std::function<Result<void>(Config&, Written const&)> set;
  std::function<std::string(Config const&)> show;  // as TOML
};
std::vector<Setting> const& settings();

// "limits.max_area" → "TRIFORIUM_LIMITS_MAX_AREA"
std::string environment_name(std::string const& key);

// Lays `text` (TOML) over `config`. Errors name the line, the key, what was found and what was expected.
Result<void> apply_toml(Config& config, std::string_view text, std::string const& file_name);
// `lookup` is getenv, or its twin in tests.
Result<void> apply_environment(Config& config, std::function<char const*(std::string const&)> const& lookup);
// "limits.max_area=1000000"
Result<void> apply_assignment(Config& config, std::string const& assignment);

// The whole configuration as TOML, each setting under its sentence: what `triforium config` prints.
std::string to_toml(Config const& config);

// "10s", "500ms", "2m", "1h", "1d"; a bare number means seconds.
std::optional<Milliseconds> parse_duration(std::string_view text);
// "16k", "16 kB", "64M", "2G", with 1024 as the step; a bare number means bytes.
std::optional<ByteCount> parse_byte_count(std::string_view text);

}  // namespace triforium::app
