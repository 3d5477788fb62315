#include "exports/image_export.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "exports/addresses.h"
#include "exports/level0.h"
#include "json/parse.h"

namespace triforium::exports {
namespace {

namespace fs = std::filesystem;
namespace bj = boost::json;

constexpr std::size_t kMostTagBytes = 1024;

// Names the form of what is written: another one makes all of it new.
constexpr int kForm = 1;

struct Info {
  bj::object document;
  std::string tag;
};

// What has been written, by entity tag.
using Known = std::vector<std::pair<std::string, fs::path>>;

Result<OutputFolder::Outcome> blocking_write_answer(http::Response const& answer, fs::path const& file,
                                                    InProcess& server, OutputFolder const& folder) {
  return folder.blocking_write(file, [&](Sink const& sink) { return server.blocking_drain(answer.body, sink); });
}

class ImageExport {
 public:
  ImageExport(std::string asset, ImageSettings const& settings, InProcess& server, OutputFolder const& folder)
      : asset_(std::move(asset)), settings_(settings), server_(server), folder_(folder) {}

  Result<Written> run(std::set<std::string> const& named) {
    TRIFORIUM_TRY(auto const first, read_info(settings_.versions.front()));
    TRIFORIUM_TRY(auto const mark, mark_file());
    auto const state = state_of(first.tag);
    bool const is_unchanged = folder_.blocking_read(mark, kMostTagBytes) == state;
    if (is_unchanged) {
      ++written_.unchanged;
    } else {
      TRIFORIUM_CHECK(write_all(first.document));
    }
    TRIFORIUM_CHECK(write_named(named, is_unchanged));
    TRIFORIUM_CHECK(folder_.blocking_write(mark, state));
    return written_;
  }

 private:
  Result<void> write_all(bj::object const& info) {
    TRIFORIUM_TRY(auto const image, make_static_image(info, settings_.tile_size));
    for (auto const& picture : image.pictures())
      TRIFORIUM_CHECK(write_picture(picture, image));
    TRIFORIUM_CHECK(write_largest());
    // Clients find the image when all of it is there.
    for (auto const version : settings_.versions)
      TRIFORIUM_CHECK(write_info(version, image));
    return {};
  }

  std::string path_of(int version, std::string_view rest) const {
    return fmt::format("iiif/{}/{}/{}", version, asset_, rest);
  }

  bool is_largest(std::string_view path) const {
    return path.ends_with("/" + largest_name(2)) || path.ends_with("/" + largest_name(3));
  }

  Result<fs::path> mark_file() const {
    TRIFORIUM_TRY(auto const name, file_of(asset_));
    return fs::path(kOwnFolder) / "images" / name;
  }

  std::string state_of(std::string const& tag) const {
    std::string versions;
    for (auto const version : settings_.versions)
      versions += fmt::format("{},", version);
    return fmt::format("{} {} {} {}", kForm, versions, settings_.tile_size, tag);
  }

  Result<Info> read_info(int version) {
    TRIFORIUM_TRY(auto const response, server_.blocking_get(path_of(version, "info.json")));
    std::string text;
    TRIFORIUM_CHECK(server_.blocking_drain(response.body, [&](ByteView bytes) -> Result<void> {
      text.append(bytes.begin(), bytes.end());
      return {};
    }));
    TRIFORIUM_TRY(auto document, json::parse(text));
    if (!document.is_object()) return fail(ErrorKind::internal, "An info.json is no JSON object.");
    return Info{std::move(document.as_object()), tag_of(response)};
  }

  Result<void> write_info(int version, StaticImage const& image) {
    TRIFORIUM_TRY(auto info, read_info(version));
    TRIFORIUM_TRY(auto const file, file_of(path_of(version, "info.json")));
    auto const text = bj::serialize(level0_info(std::move(info.document), image, version));
    TRIFORIUM_TRY(auto const outcome, folder_.blocking_write(file, text));
    written_.add(outcome);
    return {};
  }

  Result<void> write_picture(StaticPicture const& picture, StaticImage const& image) {
    std::vector<std::string> paths;
    for (auto const version : settings_.versions) {
      for (auto const& name : names_of(picture, image, version))
        paths.push_back(path_of(version, name));
    }
    return write_same(paths);
  }

  Result<void> write_largest() {
    std::vector<std::string> paths;
    for (auto const version : settings_.versions)
      paths.push_back(path_of(version, largest_name(version)));
    return write_same(paths);
  }

  // What the server answers with the same entity tag is written once. In version 2 a height is what the width makes of
  // it, rounded: then it may be another picture.
  Result<void> write_same(std::vector<std::string> const& paths) {
    Known known;
    for (auto const& path : paths) {
      TRIFORIUM_TRY(auto const file, file_of(path));
      TRIFORIUM_TRY(auto const same, known.empty() ? Result<fs::path>() : find_same(path, known));
      if (!same.empty()) {
        TRIFORIUM_TRY(auto const outcome, folder_.blocking_link(same, file));
        written_.add(outcome);
        continue;
      }
      TRIFORIUM_TRY(auto const answer, server_.blocking_get(path));
      TRIFORIUM_TRY(auto const outcome, blocking_write_answer(answer, file, server_, folder_));
      written_.add(outcome);
      known.emplace_back(tag_of(answer), file);
    }
    return {};
  }

  Result<fs::path> find_same(std::string const& path, Known const& known) {
    TRIFORIUM_TRY(auto const head, server_.blocking_head(path));
    auto const tag = tag_of(head);
    for (auto const& [known_tag, file] : known) {
      if (!tag.empty() && known_tag == tag) return file;
    }
    return fs::path();
  }

  // Thumbnails and the like, which documents name.
  Result<void> write_named(std::set<std::string> const& paths, bool is_unchanged) {
    for (auto const& path : paths) {
      TRIFORIUM_TRY(auto const file, file_of(path));
      std::error_code ignored;
      bool const is_there = fs::exists(folder_.path() / file, ignored);
      if (is_there && (is_unchanged || is_largest(path))) continue;
      TRIFORIUM_TRY(auto const outcome, blocking_export_file(path, server_, folder_));
      written_.add(outcome);
    }
    return {};
  }

  std::string const asset_;
  ImageSettings const& settings_;
  InProcess& server_;
  OutputFolder const& folder_;
  Written written_;
};

}  // namespace

Result<Written> blocking_export_image(std::string const& asset, ImageSettings const& settings,
                                      std::set<std::string> const& named, InProcess& server,
                                      OutputFolder const& folder) {
  return ImageExport(asset, settings, server, folder).run(named);
}

Result<OutputFolder::Outcome> blocking_export_file(std::string const& path, InProcess& server,
                                                   OutputFolder const& folder) {
  TRIFORIUM_TRY(auto const file, file_of(path));
  TRIFORIUM_TRY(auto const answer, server.blocking_get(path));
  return blocking_write_answer(answer, file, server, folder);
}

Result<OutputFolder::Outcome> blocking_copy_file(std::string const& path, InProcess& server,
                                                 OutputFolder const& folder) {
  TRIFORIUM_TRY(auto const file, file_of(path));
  auto const mark = fs::path(kOwnFolder) / "tags" / file;
  TRIFORIUM_TRY(auto const answer, server.blocking_get(path));
  auto const tag = tag_of(answer);
  std::error_code ignored;
  if (!tag.empty() && fs::exists(folder.path() / file, ignored) && folder.blocking_read(mark, kMostTagBytes) == tag) {
    return OutputFolder::Outcome::unchanged;
  }
  TRIFORIUM_TRY(auto const outcome, blocking_write_answer(answer, file, server, folder));
  TRIFORIUM_CHECK(folder.blocking_write(mark, tag));
  return outcome;
}

}  // namespace triforium::exports
