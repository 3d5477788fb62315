#include "storage/folder_catalog.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"

namespace triforium::storage {
namespace {

constexpr int kMaxDepth = 32;

Failure no_such_image() {
  return fail(ErrorKind::not_found, "There is no such image.");
}

std::string_view extension_of(std::string_view name) {
  auto const dot = name.rfind('.');
  auto const slash = name.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  return name.substr(dot + 1);
}

// The place of an extension among image_extensions(); their number if it is none of them.
std::size_t rank_of(std::string_view name) {
  auto const& known = image_extensions();
  auto const found = std::find(known.begin(), known.end(), to_lower(extension_of(name)));
  return static_cast<std::size_t>(found - known.begin());
}
bool is_image_name(std::string_view name) {
  return rank_of(name) < image_extensions().size();
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

Folder open_listing(ConfinedFolder const& root, std::string const& relative) {
  auto opened = root.blocking_open_folder(relative);
  if (!opened) return nullptr;
  int const own = ::dup(opened->get());
  Folder folder(own < 0 ? nullptr : ::fdopendir(own));
  if (folder == nullptr && own >= 0) ::close(own);
  return folder;
}

bool is_folder(Folder const& parent, dirent const& entry) {
  if (entry.d_type != DT_UNKNOWN && entry.d_type != DT_LNK) return entry.d_type == DT_DIR;
  struct stat status {};
  // A link to a folder is not followed while listing: it may lead in a circle.
  return ::fstatat(::dirfd(parent.get()), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

void list_below(ConfinedFolder const& root, std::string const& relative, int depth, std::size_t limit,
                std::vector<std::string>& found) {
  auto const folder = open_listing(root, relative);
  if (folder == nullptr || depth > kMaxDepth) return;
  std::vector<std::string> sub_folders;
  while (dirent const* entry = ::readdir(folder.get())) {
    std::string_view const name = entry->d_name;
    if (name.front() == '.' || !is_valid_utf8(name) || has_control_character(name)) continue;
    auto path = relative.empty() ? std::string(name) : fmt::format("{}/{}", relative, name);
    if (is_folder(folder, *entry)) {
      sub_folders.push_back(std::move(path));
    } else if (is_image_name(name)) {
      found.push_back(std::move(path));
    }
    if (found.size() >= limit) return;
  }
  std::sort(sub_folders.begin(), sub_folders.end(), natural_less);
  for (auto const& sub_folder : sub_folders) {
    list_below(root, sub_folder, depth + 1, limit, found);
    if (found.size() >= limit) return;
  }
}

// The file beside others whose name without its extension is `stem`; the best, if there are several.
std::string find_by_stem(ConfinedFolder const& root, std::string const& stem) {
  auto const slash = stem.rfind('/');
  auto const parent = slash == std::string::npos ? std::string() : stem.substr(0, slash);
  auto const name = slash == std::string::npos ? stem : stem.substr(slash + 1);
  auto const folder = open_listing(root, parent);
  if (folder == nullptr) return {};
  std::string best;
  while (dirent const* entry = ::readdir(folder.get())) {
    std::string const candidate = entry->d_name;
    bool const is_named = candidate.size() > name.size() + 1 && candidate.starts_with(name) &&
                          candidate[name.size()] == '.' &&
                          extension_of(candidate).size() == candidate.size() - name.size() - 1;
    if (!is_named || !is_image_name(candidate)) continue;
    if (best.empty() || std::pair(rank_of(candidate), candidate) < std::pair(rank_of(best), best)) best = candidate;
  }
  if (best.empty()) return {};
  return parent.empty() ? best : fmt::format("{}/{}", parent, best);
}

class FolderCatalog final : public Catalog {
 public:
  FolderCatalog(std::vector<ConfinedFolder> roots, Identifiers identifiers)
      : roots_(std::move(roots)), identifiers_(identifiers) {}

  Result<std::shared_ptr<Source const>> blocking_open(std::string const& identifier) const override {
    return find_first<std::shared_ptr<Source const>>(
        identifier, [](ConfinedFolder const& root, std::string const& path) {
          auto opened = root.blocking_open(path);
          return opened ? Result<std::shared_ptr<Source const>>(*opened) : fail(opened);
        });
  }

  Result<Identity> blocking_identify(std::string const& identifier) const override {
    return find_first<Identity>(
        identifier, [](ConfinedFolder const& root, std::string const& path) { return root.blocking_identify(path); });
  }

  std::vector<std::string> blocking_list(std::size_t limit) const override {
    std::vector<std::string> found;
    for (auto const& root : roots_)
      list_below(root, "", 0, limit, found);
    if (identifiers_ == Identifiers::stem) {
      for (auto& path : found)
        path.resize(path.size() - extension_of(path).size() - 1);
    }
    std::sort(found.begin(), found.end(), natural_less);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

 private:
  // Tries each root, by the exact path and by the stem as configured. Only not_found leads on to the next.
  template <typename T, typename Try>
  Result<T> find_first(std::string const& identifier, Try attempt) const {
    if (!is_plain_path(identifier)) return no_such_image();
    for (auto const& root : roots_) {
      if (identifiers_ != Identifiers::stem) {
        auto found = attempt(root, identifier);
        if (found || found.error().kind != ErrorKind::not_found) return found;
      }
      if (identifiers_ == Identifiers::path) continue;
      auto const path = find_by_stem(root, identifier);
      if (path.empty()) continue;
      auto found = attempt(root, path);
      if (found || found.error().kind != ErrorKind::not_found) return found;
    }
    return no_such_image();
  }

  std::vector<ConfinedFolder> roots_;
  Identifiers identifiers_;
};

// Compares the runs of digits that begin both texts by value and cuts them off; leading zeros do not count.
int compare_numbers(std::string_view& a, std::string_view& b) {
  auto const cut = [](std::string_view& text) {
    auto const end = std::min(text.find_first_not_of("0123456789"), text.size());
    auto number = text.substr(0, end);
    text.remove_prefix(end);
    number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
    return number;
  };
  auto const x = cut(a), y = cut(b);
  if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
  return x.compare(y);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::vector<std::string_view> const& image_extensions() {
  static std::vector<std::string_view> const extensions = {
      "tif",  "tiff", "btf",  "jp2",  "j2k",  "j2c", "jpx", "jpf", "jph", "jhc", "jpg", "jpeg", "jpe",
      "webp", "png",  "avif", "heic", "heif", "jxl", "gif", "bmp", "ppm", "pgm", "pbm", "pdf"};
  return extensions;
}

bool natural_less(std::string_view a, std::string_view b) {
  auto const whole_a = a, whole_b = b;
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      if (int const order = compare_numbers(a, b); order != 0) return order < 0;
      continue;
    }
    if (a.front() != b.front()) return a.front() < b.front();
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty() != b.empty()) return a.empty();
  return whole_a < whole_b;  // "01" and "1" are different names
}

Result<std::unique_ptr<Catalog>> make_folder_catalog(std::vector<std::string> const& folders, Identifiers identifiers) {
  std::vector<ConfinedFolder> roots;
  for (auto const& folder : folders) {
    TRIFORIUM_TRY(auto root, ConfinedFolder::open(folder));
    roots.push_back(std::move(root));
  }
  return std::unique_ptr<Catalog>(std::make_unique<FolderCatalog>(std::move(roots), identifiers));
}

}  // namespace triforium::storage
