#include "exports/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "portable/contents.h"

namespace triforium::exports {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 200;
constexpr std::ptrdiff_t kDeepest = 4;
constexpr std::string_view kDerived = "derived";

// Cut between characters, not within one.
std::string shortened(std::string name, std::size_t most) {
  if (name.size() <= most) return name;
  name.resize(most);
  while (!name.empty() && !is_valid_utf8(name))
    name.pop_back();
  return name;
}

std::string safe_name(std::string_view wanted) {
  bool const is_text = is_valid_utf8(wanted);
  std::string name;
  for (char const c : wanted) {
    auto const byte = static_cast<unsigned char>(c);
    bool const is_bad =
        byte < 0x20 || byte == 0x7F || std::string_view("\\/:*?\"<>|").find(c) != std::string_view::npos;
    name += is_bad || (byte >= 0x80 && !is_text) ? '_' : c;
  }
  auto const extension = fs::path(name).extension().string();
  if (name.size() > kLongestName && extension.size() < kLongestName / 2) {
    name = shortened(name.substr(0, name.size() - extension.size()), kLongestName - extension.size()) + extension;
  }
  name = shortened(std::move(name), kLongestName);
  while (name.ends_with('.') || name.ends_with(' '))
    name.pop_back();
  if (name.starts_with('.')) name.front() = '_';
  return name.empty() ? "_" : name;
}

// What lies in the data folder has its place in it for a path; in stores of former versions it was an absolute one.
bool is_derived(std::string const& path, std::string_view derived) {
  return path.starts_with("derived/") || (!derived.empty() && path.starts_with(derived));
}

// The deepest folder in which all lie that people have put somewhere.
fs::path common_folder(std::vector<store::Asset> const& assets, std::string_view derived) {
  std::optional<fs::path> common;
  for (auto const& asset : assets) {
    if (is_derived(asset.path, derived) || !asset.path.starts_with('/')) continue;
    auto const folder = fs::path(asset.path).parent_path();
    if (!common) {
      common = folder;
      continue;
    }
    auto const [end, other] = std::mismatch(common->begin(), common->end(), folder.begin(), folder.end());
    fs::path shared;
    for (auto at = common->begin(); at != end; ++at)
      shared /= *at;
    common = std::move(shared);
  }
  auto const found = common.value_or(fs::path());
  // Of what an export brought there is nothing left to be told from.
  return found.filename() == kDerived ? found.parent_path() : found;
}

fs::path folder_of(fs::path const& path, fs::path const& common, std::string_view derived) {
  if (is_derived(path.string(), derived)) return kDerived;
  auto const folder = path.parent_path().lexically_relative(common);
  bool const is_far = path.is_relative() || std::distance(folder.begin(), folder.end()) > kDeepest;
  return is_far || folder == "." ? fs::path() : folder;
}

class Places {
 public:
  std::string take(fs::path const& folder, std::string const& name) {
    std::string inner;
    for (auto const& segment : folder)
      inner += folder_in(inner, segment.string()) + "/";
    return inner + names_in(inner).take(name);
  }

 private:
  FolderNames& names_in(std::string const& folder) {
    std::vector<std::string> reserved;
    if (folder.empty()) reserved = {std::string(portable::kContentsFile), std::string(kDerived)};
    return names_.try_emplace(folder, reserved).first->second;
  }

  std::string folder_in(std::string const& parent, std::string const& name) {
    if (parent.empty() && name == kDerived) return name;
    auto& known = folders_[parent + name];
    if (known.empty()) known = names_in(parent).take(name);
    return known;
  }

  std::map<std::string, FolderNames> names_;    // by the folder's path, with a slash at its end
  std::map<std::string, std::string> folders_;  // by their original names
};

}  // namespace

FolderNames::FolderNames(std::vector<std::string> const& reserved) {
  for (auto const& name : reserved)
    taken_.insert(to_lower(name));
}

std::string FolderNames::take(std::string_view wanted) {
  auto const name = safe_name(wanted);
  if (taken_.insert(to_lower(name)).second) return name;
  fs::path const path(name);
  for (std::uint64_t count = 2;; ++count) {
    auto next = fmt::format("{}-{}{}", path.stem().string(), count, path.extension().string());
    if (taken_.insert(to_lower(next)).second) return next;
  }
}

std::string folder_wish(std::string_view item) {
  std::string name(item);
  std::ranges::replace(name, '/', '~');
  return name;
}

std::map<std::string, std::string> place_files(std::vector<store::Asset> const& assets, std::string_view derived) {
  auto const common = common_folder(assets, derived);
  Places places;
  std::map<std::string, std::string> files;
  for (auto const& asset : assets) {
    if (files.contains(asset.path)) continue;
    fs::path const path(asset.path);
    files[asset.path] = places.take(folder_of(path, common, derived), path.filename().string());
  }
  return files;
}

}  // namespace triforium::exports
