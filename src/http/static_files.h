// A folder of files as a part of the site: scripts, styles, pictures of pages.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace triforium::http {

// "text/html; charset=utf-8" for "a/index.html"; application/octet-stream for what is not known.
std::string_view media_type_of(std::string_view path);

// Whether a bundler put the hash of its content into the name ("index-BfE3k2a9.js"), so that it never changes.
bool has_hashed_name(std::string_view path);

// Files below one folder; nothing outside of it is ever read, symbolic links included. Thread-safe.
class StaticFiles {
 public:
  // Errors: not_found if the folder is none.
  static Result<StaticFiles> open(std::filesystem::path const& folder);

  // The file at `path` (percent-encoded, without a leading slash; a folder means its index.html), with its validators,
  // ranges and conditions. Blocks for a few system calls on the folder's metadata. 404 for everything that is no file.
  Response serve(Request const& request, std::string_view path) const;

 private:
  explicit StaticFiles(std::string root) : root_(std::move(root)) {}
  std::string root_;  // canonical, without a slash at its end
};

}  // namespace triforium::http
