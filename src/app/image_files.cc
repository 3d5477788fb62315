#include "app/image_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/translate.h"
#include "base/text.h"
#include "storage/folder_catalog.h"

namespace triforium::app {
namespace {

namespace fs = std::filesystem;

bool is_hidden(fs::path const& path) {
  return path.filename().string().starts_with('.');
}

bool is_named_like_an_image(fs::path const& path) {
  auto const& known = storage::image_extensions();
  auto const extension = path.extension().string();
  return !is_hidden(path) && std::any_of(known.begin(), known.end(), [&](std::string_view one) {
    if (one.starts_with('.')) one.remove_prefix(1);
    return extension.size() > 1 && equals_ignoring_case(std::string_view(extension).substr(1), one);
  });
}

std::vector<ImageFile> walk(fs::path const& folder) {
  std::vector<ImageFile> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_directory(ignored) && is_hidden(entry->path())) entry.disable_recursion_pending();
    if (!entry->is_regular_file(ignored) || !is_named_like_an_image(entry->path())) continue;
    found.push_back({entry->path(), entry->path().lexically_relative(folder)});
  }
  std::sort(found.begin(), found.end(), [](ImageFile const& a, ImageFile const& b) {
    return storage::natural_less(a.relative.string(), b.relative.string());
  });
  return found;
}

}  // namespace

std::vector<ImageFile> find_image_files(std::vector<std::string> const& paths) {
  std::vector<ImageFile> all;
  for (fs::path const path : paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      all.push_back({path, path.filename()});
      continue;
    }
    for (auto& file : walk(path))
      all.push_back(std::move(file));
  }
  return all;
}

Result<codecs::OpenOptions> picture_options(Config const& config) {
  TRIFORIUM_TRY(auto const settings, open_images_settings(config));
  codecs::OpenOptions options;
  options.limits = settings.limits;
  options.pdf_dpi = settings.pdf_dpi;
  options.uses_openjph = settings.uses_openjph;
  return options;
}

Result<OpenedFile> open_image_file(fs::path const& path, int page, Config const& config) {
  TRIFORIUM_TRY(auto options, picture_options(config));
  options.page = page;
  return codecs::blocking_open_file(path, options);
}

std::string sentence_of(Error const& error) {
  return error.detail.empty() ? error.message : fmt::format("{} ({})", error.message, error.detail);
}

}  // namespace triforium::app
