#include "app/import_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <set>
#include <thread>

#include "app/image_files.h"
#include "app/machine.h"
#include "app/translate.h"

namespace triforium::app {
namespace {

namespace fs = std::filesystem;

// A PDF of ten thousand pages is not to be drawn by mistake.
constexpr int kMostPages = 1000;

enum class Outcome : std::uint8_t { good, there, wanted, built, failed };

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::good:
      return "good as it is";
    case Outcome::there:
      return "has its pyramid";
    case Outcome::wanted:
      return "needs a pyramid";
    case Outcome::built:
      return "pyramid built";
    case Outcome::failed:
      return "failed";
  }
  return "";
}

struct Done {
  Outcome outcome = Outcome::good;
  derive::PyramidReport report;  // of Outcome::built
  std::string message;           // of Outcome::failed
};

Done failed(Error const& error) {
  return {Outcome::failed, {}, sentence_of(error)};
}

// Newer than its source, so made from it as it is.
bool is_up_to_date(fs::path const& pyramid, fs::path const& source) {
  std::error_code error;
  auto const made = fs::last_write_time(pyramid, error);
  if (error) return false;
  auto const changed = fs::last_write_time(source, error);
  return !error && made >= changed;
}

void show_progress(double part) {
  if (::isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r{:3.0f} %\r", part * 100);
}

class Import {
 public:
  Import(Config const& config, ImportOptions const& options, image::DerivativeSettings settings,
         std::unique_ptr<derive::Store> store)
      : config_(config), options_(options), settings_(std::move(settings)), store_(std::move(store)) {}

  bool run(std::vector<ImageFile> const& files) {
    for (auto const& file : files)
      import_file(file);
    if (options_.as_json) fmt::print("{}\n", boost::json::serialize(lines_));
    return is_fine_;
  }

 private:
  void import_file(ImageFile const& file) {
    int pages = 1;
    for (int page = 0; page < pages; ++page) {
      auto const opened = open_image_file(file.path, page, config_);
      if (page == 0 && opened) pages = std::min(opened->decoder->header().pages, kMostPages);
      report(file, page, opened ? import_page(file, *opened, page) : failed(opened.error()));
    }
  }

  Done import_page(ImageFile const& file, OpenedFile const& opened, int page) {
    auto const derivation = image::derivation_of(opened.source, opened.decoder, page, settings_);
    if (!derivation.wish) {
      if (!derivation.advice.is_slow) return {};
      return {Outcome::failed, {}, derivation.advice.sentence};
    }
    auto const target = target_of(file, page);
    bool const is_there = store_ ? store_->contains(derivation.wish->name) : is_up_to_date(target, file.path);
    if (is_there) return {Outcome::there, {}, {}};
    if (options_.is_dry_run) return {Outcome::wanted, {}, {}};
    auto const memory = working_memory(config_);
    auto const built = store_ ? derive::blocking_fulfil(*derivation.wish, *opened.decoder, *opened.source, *store_,
                                                        memory, {}, show_progress)
                              : build_to(target, opened, *derivation.wish);
    if (!built) return failed(built.error());
    return {Outcome::built, *built, {}};
  }

  Result<derive::PyramidReport> build_to(fs::path const& target, OpenedFile const& opened, derive::Wish const& wish) {
    if (!targets_.insert(target).second)
      return fail(ErrorKind::bad_request, "Another image has had the same name.", target.string());
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) return fail(ErrorKind::internal, "The folder cannot be made.", error.message());
    return derive::blocking_build_pyramid(*opened.decoder, *opened.source, wish.pyramid, target, {}, show_progress);
  }

  fs::path target_of(ImageFile const& file, int page) const {
    auto const name = file.relative.parent_path() / file.relative.stem();
    return fs::path(options_.to) /
           (page == 0 ? name.string() + ".tif" : fmt::format("{}-{}.tif", name.string(), page + 1));
  }

  void report(ImageFile const& file, int page, Done const& done) {
    if (done.outcome == Outcome::failed) is_fine_ = false;
    auto const name = page == 0 ? file.path.string() : fmt::format("{};{}", file.path.string(), page + 1);
    auto const& built = done.report;
    if (options_.as_json) {
      boost::json::object line{{"file", name}, {"outcome", name_of(done.outcome)}};
      if (done.outcome == Outcome::built) line["bytes"] = built.bytes;
      if (done.outcome == Outcome::built) line["seconds"] = built.time.count();
      if (done.outcome == Outcome::failed) line["error"] = done.message;
      lines_.push_back(std::move(line));
    } else if (done.outcome == Outcome::built) {
      fmt::print("{}: pyramid built, {}×{}, {} levels, {:.1f} MB, {:.1f} s\n", name, built.size.width,
                 built.size.height, built.levels, static_cast<double>(built.bytes) / 1e6, built.time.count());
    } else {
      fmt::print("{}: {}{}{}\n", name, name_of(done.outcome), done.message.empty() ? "" : ": ", done.message);
    }
    std::fflush(stdout);
  }

  Config const& config_;
  ImportOptions const& options_;
  image::DerivativeSettings settings_;
  std::unique_ptr<derive::Store> store_;  // null where the pyramids go elsewhere
  std::set<fs::path> targets_;
  boost::json::array lines_;
  bool is_fine_ = true;
};

Result<Import> prepare(Config const& config, ImportOptions const& options) {
  TRIFORIUM_TRY(auto settings, derivative_settings(config));
  // Nobody waits for anything else here.
  settings.pyramid.threads = std::clamp(std::thread::hardware_concurrency(), 1U, 64U);
  std::unique_ptr<derive::Store> store;
  if (options.to.empty()) {
    TRIFORIUM_TRY(store, open_derivatives(config));
  }
  return Import(config, options, std::move(settings), std::move(store));
}

}  // namespace

bool import_images(Config const& config, ImportOptions const& options) {
  auto const files = find_image_files(options.paths);
  if (files.empty()) {
    fmt::print(stderr, "triforium: There is no image in what was named.\n");
    return false;
  }
  auto import = prepare(config, options);
  if (!import) {
    fmt::print(stderr, "triforium: {}\n", import.error().message);
    return false;
  }
  return import->run(files);
}

}  // namespace triforium::app
