#include "app/check_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/check_address.h"
#include "app/check_document.h"
#include "app/check_image_service.h"
#include "app/check_images.h"
#include "app/image_probes.h"
#include "json/indented.h"
#include "json/parse.h"

namespace triforium::app {
namespace {

namespace fs = std::filesystem;

constexpr int kFine = 0, kFailed = 1, kWrongUsage = 2;
constexpr std::uintmax_t kMostBytes = std::uintmax_t{256} << 20;

// What was named, by what has to be done with it.
struct Sorted {
  std::vector<std::string> addresses, documents;
  std::vector<ImageFile> images;
};

bool is_address(std::string_view path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

std::string head_of(fs::path const& path) {
  std::string head(4096, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  return head;
}

bool is_object_text(std::string_view text) {
  auto const start = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return start != std::string_view::npos && text[start] == '{';
}

// By its bytes, whatever its name is. Manifests with long descriptions may name their context late: of a file that is
// named *.json the first character is enough.
bool is_document(fs::path const& path) {
  auto const head = head_of(path);
  if (is_presentation_text(head)) return true;
  return path.extension() == ".json" && is_object_text(head);
}

// In folders only what says of itself that it is one: there may be other JSON.
std::vector<std::string> documents_below(fs::path const& folder) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
  for (; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".json" && entry->is_regular_file(ignored) &&
        is_presentation_text(head_of(entry->path())))
      found.push_back(entry->path().string());
  }
  std::ranges::sort(found);
  return found;
}

Sorted sort(std::vector<std::string> const& paths) {
  Sorted sorted;
  for (auto const& path : paths) {
    std::error_code ignored;
    if (is_address(path)) {
      sorted.addresses.push_back(path);
    } else if (fs::is_regular_file(path, ignored) && is_document(path)) {
      sorted.documents.push_back(path);
    } else {
      if (fs::is_directory(path, ignored))
        std::ranges::move(documents_below(path), std::back_inserter(sorted.documents));
      std::ranges::move(find_image_files({path}), std::back_inserter(sorted.images));
    }
  }
  return sorted;
}

Result<std::string> blocking_read(std::string const& path) {
  std::error_code error;
  auto const size = fs::file_size(path, error);
  if (error) return fail(ErrorKind::not_found, "it cannot be read: " + error.message());
  if (size > kMostBytes) return fail(ErrorKind::too_large, fmt::format("{} bytes; at most {}", size, kMostBytes));
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Aside, then renamed: whoever reads the file meanwhile reads the one or the other.
Result<void> blocking_write(std::string const& path, std::string const& text) {
  auto const aside = path + ".new";
  std::error_code error;
  {
    std::ofstream file(aside, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) return fail(ErrorKind::internal, "“" + aside + "” cannot be written");
  }
  fs::rename(aside, path, error);
  if (error) return fail(ErrorKind::internal, "“" + path + "” cannot be written: " + error.message());
  return {};
}

// The first original stays, however often a document is mended.
Result<void> blocking_keep_original(std::string const& path) {
  std::error_code error;
  if (fs::exists(path + ".orig", error)) return {};
  fs::copy_file(path, path + ".orig", error);
  if (error) return fail(ErrorKind::internal, "its original cannot be kept: " + error.message());
  return {};
}

class Check {
 public:
  Check(Config const& config, CheckOptions const& options) : config_(config), options_(options) {}

  int run(Sorted const& sorted) {
    for (auto const& path : sorted.documents)
      tell(path, check_file(path));
    for (auto const& url : sorted.addresses)
      tell(url, check_address(url));
    is_fine_ &= blocking_check_images(config_, sorted.images, options_.as_json ? &report_ : nullptr);
    if (options_.as_json) fmt::print("{}\n", boost::json::serialize(report_));
    return is_fine_ ? kFine : kFailed;
  }

 private:
  Result<CheckedDocument> check_file(std::string const& path) {
    TRIFORIUM_TRY(auto const text, blocking_read(path));
    TRIFORIUM_TRY(auto checked, check_text(text, options_.mends));
    if (checked.changes.empty()) return checked;
    bool const is_indented = text.find('\n') < text.size() - 1;
    if (options_.to.empty()) TRIFORIUM_CHECK(blocking_keep_original(path));
    TRIFORIUM_CHECK(write(checked, options_.to.empty() ? path : options_.to, is_indented));
    return checked;
  }

  // The info.json behind the base of an image service, if there is one. Most services lead there themselves.
  std::optional<Fetched> blocking_information(std::string const& url) {
    if (url.ends_with(".json")) return std::nullopt;
    auto const slash = url.ends_with('/') ? "info.json" : "/info.json";
    auto fetched = blocking_fetch(client_, url + slash);
    if (!fetched) return std::nullopt;
    auto const document = json::parse(fetched->text);
    return document && image_version_of(*document) ? std::optional(std::move(*fetched)) : std::nullopt;
  }

  CheckedDocument check_service(Fetched const& fetched, boost::json::value document, int version) {
    CheckedDocument checked;
    checked.image_version = version;
    checked.report = check_information(fetched, document.get_object(), version);
    add(checked.report, blocking_probe(client_, probes_of(document.get_object(), version), version));
    checked.document = std::move(document);
    return checked;
  }

  static void add(presentation::Report& report, presentation::Report more) {
    report.errors += more.errors;
    report.left_out += more.left_out;
    std::ranges::move(more.findings, std::back_inserter(report.findings));
  }

  Result<CheckedDocument> check_address(std::string const& url) {
    auto found = blocking_fetch(client_, url);
    if (!found || !is_object_text(found->text))
      if (auto information = blocking_information(url)) found = std::move(*information);
    TRIFORIUM_TRY(auto const fetched, std::move(found));
    if (fetched.text.find("iiif.io/api/image") != std::string::npos)
      if (auto document = json::parse(fetched.text))
        if (auto const version = image_version_of(*document))
          return check_service(fetched, std::move(*document), *version);
    TRIFORIUM_TRY(auto checked, check_text(fetched.text, options_.mends));
    if (!checked.changes.empty()) TRIFORIUM_CHECK(write(checked, options_.to, true));
    add(checked.report, check_answer(fetched, checked.document, checked.version));
    return checked;
  }

  static Result<void> write(CheckedDocument const& checked, std::string const& to, bool is_indented) {
    auto text = is_indented ? json::indented(checked.document) : boost::json::serialize(checked.document);
    return blocking_write(to, text + "\n");
  }

  void tell(std::string const& name, Result<CheckedDocument> const& checked) {
    is_fine_ &= checked && checked->report.errors == 0;
    if (options_.as_json) {
      report_.push_back(checked ? to_json(name, *checked)
                                : boost::json::object{{"file", name}, {"error", checked.error().message}});
    } else if (checked) {
      fmt::print("{}", describe(name, *checked));
    } else {
      fmt::print("{}: cannot be checked: {}\n", name, checked.error().message);
    }
  }

  Config const& config_;
  CheckOptions const& options_;
  storage::HttpClient client_;
  boost::json::array report_;
  bool is_fine_ = true;
};

}  // namespace

int run_check(Config const& config, CheckOptions const& options) {
  auto const sorted = sort(options.paths);
  auto const documents = sorted.documents.size() + sorted.addresses.size();
  if (!options.to.empty() && (!options.mends || documents != 1)) {
    fmt::print(stderr, "triforium: --to is where --fix writes one document; {} were named.\n", documents);
    return kWrongUsage;
  }
  if (options.mends && options.to.empty() && !sorted.addresses.empty()) {
    fmt::print(stderr, "triforium: {} cannot be mended where it is; say --to FILE.\n", sorted.addresses.front());
    return kWrongUsage;
  }
  if (documents == 0 && sorted.images.empty()) {
    fmt::print(stderr, "triforium: There is no image, manifest or collection in what was named.\n");
    return kFailed;
  }
  return Check(config, options).run(sorted);
}

}  // namespace triforium::app
