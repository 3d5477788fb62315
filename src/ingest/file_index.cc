#include "ingest/file_index.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ingest/media_types.h"

namespace triforium::ingest {
namespace {

using Found = std::multimap<std::string, std::string>;

// One of several files: the only one, else the only one in `folder`.
std::optional<std::string> choose(std::vector<std::string> const& candidates, std::string_view folder) {
  if (candidates.size() == 1) return candidates.front();
  std::vector<std::string> within;
  for (auto const& path : candidates) {
    if (!folder.empty() && equals_ignoring_case(name_of(folder_of(path)), folder)) within.push_back(path);
  }
  if (within.size() == 1) return within.front();
  return std::nullopt;
}

std::vector<std::string> values_of(Found const& map, std::string const& key) {
  std::vector<std::string> values;
  for (auto [at, end] = map.equal_range(key); at != end && values.size() < 64; ++at)
    values.push_back(at->second);
  return values;
}

bool any_media(std::string_view extension) {
  auto const type = media_type_of_extension(extension);
  return type && type->kind;
}

// The last segment of a URL's path, decoded.
std::string last_segment(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  auto decoded = percent_decode(name_of(url));
  return decoded ? *decoded : std::string(name_of(url));
}

void find_beside(Resolved& resolved, FileIndex const& index, std::string_view name, std::string_view folder) {
  if (name.empty()) return;
  if (auto const found = index.find_name(name, folder))
    resolved.path = *found;
  else if (auto const media = index.find_stem(stem_of(name), any_media, folder); media && extension_of(name).empty())
    resolved.path = *media;
}

Resolved resolve_url(FileIndex const& index, std::string_view url, std::string_view folder) {
  Resolved resolved{.path = {}, .url = std::string(url), .leads_out = false};
  find_beside(resolved, index, last_segment(url), folder);
  return resolved;
}

}  // namespace

FileIndex FileIndex::build(Session& session, std::string const& folder) {
  FileIndex index;
  std::vector<std::pair<std::string, std::size_t>> pending = {{folder, 0}};
  while (!pending.empty()) {
    auto const [path, depth] = pending.back();
    pending.pop_back();
    auto const entries = session.tree.list(path);
    if (!entries) {
      session.reading.warn(path, "The folder cannot be listed: " + entries.error().message + ".");
      continue;
    }
    for (auto const& entry : *entries) {
      auto const below = join(path, entry.name);
      if (entry.is_folder && depth < session.options.max_depth) pending.emplace_back(below, depth + 1);
      if (entry.is_folder) continue;
      if (++session.files > session.options.max_files) {
        session.reading.error(
            path, fmt::format("There are more than {} files; the rest is left out.", session.options.max_files));
        return index;
      }
      index.by_name_.emplace(to_lower(entry.name), below);
      index.by_stem_.emplace(to_lower(stem_of(entry.name)), below);
      index.paths_.insert(below);
    }
  }
  return index;
}

std::optional<std::string> FileIndex::find_name(std::string_view name, std::string_view folder) const {
  auto candidates = values_of(by_name_, to_lower(name));
  auto const exact = std::ranges::count_if(candidates, [&](auto const& path) { return name_of(path) == name; });
  if (exact > 0) std::erase_if(candidates, [&](auto const& path) { return name_of(path) != name; });
  return choose(candidates, folder);
}

std::optional<std::string> FileIndex::find_stem(std::string_view stem, bool (*accepts)(std::string_view),
                                                std::string_view folder) const {
  auto candidates = values_of(by_stem_, to_lower(stem));
  std::erase_if(candidates, [&](auto const& path) { return !accepts(extension_of(path)); });
  return choose(candidates, folder);
}

Resolved resolve_href(FileIndex const& index, std::string_view base, std::string_view href, std::string_view folder) {
  href = trim(href);
  if (href.empty() || href.size() > 2000 || has_control_character(href)) return {};
  if (has_scheme(href)) return resolve_url(index, href, folder);
  bool const is_file_url = href.starts_with("file:");
  // "file://./text/1.xml" is no address that RFC 8089 knows, but what docWorks writes.
  if (is_file_url) href.remove_prefix(href.starts_with("file://") ? 7 : 5);
  std::string path(href);
  std::ranges::replace(path, '\\', '/');
  bool const has_drive = path.size() > 1 && path[1] == ':';
  Resolved resolved;
  for (auto const& candidate : {path, percent_decode(path).value_or(path)}) {
    bool const is_absolute = has_drive || candidate.starts_with('/');
    auto const normal = is_absolute ? std::nullopt : normal_path(join(base, candidate));
    resolved.leads_out |= !normal;
    if (normal && index.has(*normal)) return {.path = *normal, .url = {}, .leads_out = false};
  }
  find_beside(resolved, index, name_of(path), folder);
  return resolved;
}

std::optional<std::string> normal_path(std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  std::vector<std::string_view> parts;
  for (auto const part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
      continue;
    }
    if (parts.empty()) return std::nullopt;
    parts.pop_back();
  }
  return fmt::format("{}", fmt::join(parts, "/"));
}

}  // namespace triforium::ingest
