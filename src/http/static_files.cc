#include "http/static_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <climits>
#include <optional>
#include <system_error>

#include "base/text.h"
#include "http/conditional.h"
#include "http/error_response.h"
#include "http/range.h"

namespace triforium::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 26> kMediaTypes{{
    {"html", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"txt", "text/plain; charset=utf-8"},
    {"md", "text/markdown; charset=utf-8"},
    {"xml", "application/xml"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"gif", "image/gif"},
    {"ico", "image/vnd.microsoft.icon"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"wasm", "application/wasm"},
    {"pdf", "application/pdf"},
    {"webmanifest", "application/manifest+json"},
    {"mp4", "video/mp4"},
    {"mp3", "audio/mpeg"},
    {"vtt", "text/vtt; charset=utf-8"},
}};

struct OpenFile {
  std::shared_ptr<void const> owner;
  int descriptor = -1;
  struct stat status = {};
  std::string path;  // where it really is
};

// Where the descriptor's file really is, after all symbolic links: asked of what was opened, so there is no race.
std::optional<std::string> real_path(int descriptor) {
  char buffer[PATH_MAX];
  auto const length = ::readlink(fmt::format("/proc/self/fd/{}", descriptor).c_str(), buffer, sizeof buffer);
  if (length <= 0 || static_cast<std::size_t>(length) >= sizeof buffer) return std::nullopt;
  return std::string(buffer, static_cast<std::size_t>(length));
}

std::optional<OpenFile> open_below(std::string const& root, std::string const& path) {
  // O_NONBLOCK: opening a FIFO must not wait for its writer.
  int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::nullopt;
  OpenFile file;
  file.descriptor = descriptor;
  file.owner = std::shared_ptr<void const>(&kMediaTypes, [descriptor](void const*) { ::close(descriptor); });
  auto real = real_path(descriptor);
  bool const is_below = real && (*real == root || (real->size() > root.size() && real->substr(0, root.size()) == root &&
                                                   (root == "/" || (*real)[root.size()] == '/')));
  if (!is_below || ::fstat(descriptor, &file.status) != 0) return std::nullopt;
  file.path = std::move(*real);
  return file;
}

// Absent for what must not be looked for: "..", NUL, an encoded slash that would make two segments of one, hidden
// files.
std::optional<std::string> decode_path(std::string_view encoded) {
  std::string path;
  if (encoded.empty()) return path;
  for (auto const segment : split(encoded, '/')) {
    auto const decoded = percent_decode(segment);
    if (!decoded || decoded->find('/') != std::string::npos || has_control_character(*decoded)) return std::nullopt;
    if (!decoded->empty() && decoded->front() == '.') return std::nullopt;
    path += "/" + *decoded;
  }
  return path;
}

Validators validators_of(struct stat const& status) {
  auto const nanoseconds = status.st_mtim.tv_sec * 1'000'000'000LL + status.st_mtim.tv_nsec;
  return {fmt::format("\"{:x}-{:x}\"", nanoseconds, status.st_size),
          std::chrono::sys_seconds(std::chrono::seconds(status.st_mtim.tv_sec))};
}

Response not_found(Request const& request) {
  return error_response({ErrorKind::not_found, "There is no file at " + quoted(request.path(), 200) + ".", {}},
                        request);
}

// The name without its last extension: "index-BfE3k2a9" of "assets/index-BfE3k2a9.js".
std::string_view stem_of(std::string_view path) {
  auto const slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return path.substr(0, path.rfind('.'));
}

Response file_response(OpenFile const& file, Request const& request) {
  Response response;
  auto const validators = validators_of(file.status);
  response.fields.add("Content-Type", std::string(media_type_of(file.path)));
  response.fields.add("X-Content-Type-Options", "nosniff");
  response.fields.add("Cache-Control", has_hashed_name(file.path) ? "public, max-age=31536000, immutable" : "no-cache");
  switch (evaluate_preconditions(request, validators)) {
    case Precondition::not_modified:
      return not_modified(validators, response.fields);
    case Precondition::failed:
      return problem(412, "The file is not in the state that the request expects.", request);
    case Precondition::proceed:
      break;
  }
  add_validators(response.fields, validators);
  response.body = FileRange{file.owner, file.descriptor, 0, static_cast<std::uint64_t>(file.status.st_size)};
  apply_range(request, validators, response);
  return response;
}

}  // namespace

std::string_view media_type_of(std::string_view path) {
  auto const dot = path.rfind('.');
  std::string const extension = dot == std::string_view::npos ? std::string() : to_lower(path.substr(dot + 1));
  for (auto const& [known, type] : kMediaTypes) {
    if (known == extension) return type;
  }
  return "application/octet-stream";
}

// Vite, Rollup and esbuild write eight characters of base64 or base32, others eight or more of hexadecimal. A word or a
// date must not be taken for one: it has no digit, or nothing but digits.
bool has_hashed_name(std::string_view path) {
  std::string_view const stem = stem_of(path);
  auto const mark = stem.find_last_of("-.");
  if (mark == std::string_view::npos || mark == 0) return false;
  std::string_view const hash = stem.substr(mark + 1);
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  auto const is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  auto const is_hex = [&](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (hash.size() < 8 || std::none_of(hash.begin(), hash.end(), is_digit)) return false;
  if (std::all_of(hash.begin(), hash.end(), is_digit)) return false;
  return std::all_of(hash.begin(), hash.end(), is_hex) ||
         (hash.size() == 8 && std::any_of(hash.begin(), hash.end(), is_upper));
}

Result<StaticFiles> StaticFiles::open(std::filesystem::path const& folder) {
  std::error_code error;
  auto const root = std::filesystem::canonical(folder, error);
  if (error || !std::filesystem::is_directory(root, error))
    return fail(ErrorKind::not_found, "The folder of static files does not exist.", folder.string());
  return StaticFiles(root.string());
}

Response StaticFiles::serve(Request const& request, std::string_view path) const {
  auto const decoded = decode_path(path);
  if (!decoded) return not_found(request);
  auto file = open_below(root_, root_ + *decoded);
  if (file && S_ISDIR(file->status.st_mode)) file = open_below(root_, file->path + "/index.html");
  if (!file || !S_ISREG(file->status.st_mode)) return not_found(request);
  return file_response(*file, request);
}

}  // namespace triforium::http
