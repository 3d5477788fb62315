#include "importer/pictures.h"
#include "importer/stored.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "codecs/open_file.h"
#include "json/parse.h"
#include "presentation/build_parts.h"
#include "presentation/names.h"
#include "presentation/tree.h"

namespace triforium::importer {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;
using presentation::text_of;

constexpr std::string_view kAccept = "image/*";

bj::array* list_at(bj::object& object, std::string_view key) {
  auto* const value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

// https://iiif.io/api/image/3.0/#42-size, https://iiif.io/api/image/2.1/#size
//   the whole image in full size; without a service the picture is what it is.
std::string address_of(bj::object& body) {
  auto* const services = list_at(body, "service");
  for (std::size_t i = 0; services != nullptr && i < services->size(); ++i) {
    auto const* const service = (*services)[i].if_object();
    if (service == nullptr) continue;
    std::string const id(text_of(*service, service->contains("id") ? "id" : "@id"));
    auto const type = text_of(*service, service->contains("type") ? "type" : "@type");
    if (type == "ImageService3") return id + "/full/max/0/default.jpg";
    if (type == "ImageService2" || type == "ImageService1") return id + "/full/full/0/default.jpg";
  }
  return std::string(text_of(body, "id"));
}

// Wholly or not at all: what has its name is complete.
Result<void> write_file(fs::path const& path, Bytes const& bytes) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  auto const unfinished = fs::path(path.string() + ".part");
  {
    std::ofstream file(unfinished, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<char const*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) {
      fs::remove(unfinished, error);
      return fail(ErrorKind::storage_full, "The picture cannot be written to the data folder.", path.string());
    }
  }
  fs::rename(unfinished, path, error);
  if (error) return fail(ErrorKind::internal, "The picture cannot be written to the data folder.", error.message());
  return {};
}

Result<store::Asset> look_at(fs::path const& path, std::string id, codecs::OpenOptions const& options) {
  TRIFORIUM_TRY(auto const opened, codecs::blocking_open_file(path, options));
  auto const& header = opened.decoder->header();
  auto const size = codecs::swaps_sides(header.orientation) ? header.size.transposed() : header.size;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return fail(ErrorKind::not_found, "The picture is gone.", path.string());
  store::Asset asset;
  asset.id = std::move(id);
  asset.path = path.string();
  asset.media_type = "image/" + header.format;
  asset.width = static_cast<std::uint32_t>(size.width);
  asset.height = static_cast<std::uint32_t>(size.height);
  asset.size = static_cast<std::uint64_t>(status.st_size);
  asset.modified_ns = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  asset.inode = status.st_ino;
  return asset;
}

class Bringing {
 public:
  Bringing(Mirror& mirror, Settings const& settings, Fetcher& fetcher, std::uint64_t& room)
      : mirror_(mirror), settings_(settings), fetcher_(fetcher), room_(room) {
    mirror_.publication.assets.emplace();
  }

  // Canvases, their pages, their annotations.
  void walk(bj::object& resource) {
    if (text_of(resource, "type") == "Annotation") {
      if (auto* const body = resource.if_contains("body")) take_body(*body);
      return;
    }
    auto* const items = list_at(resource, "items");
    for (std::size_t i = 0; items != nullptr && i < items->size(); ++i)
      if (auto* const item = (*items)[i].if_object()) walk(*item);
  }

  std::vector<std::string> complaints;

 private:
  // One, several, or a choice of them.
  void take_body(bj::value& body) {
    if (auto* const several = body.if_array()) {
      for (auto& one : *several)
        take_body(one);
      return;
    }
    auto* const object = body.if_object();
    if (object == nullptr) return;
    if (auto* const choice = list_at(*object, "items")) {
      for (auto& one : *choice)
        take_body(one);
    } else if (text_of(*object, "type") == "Image") {
      take_picture(*object);
    }
  }

  void take_picture(bj::object& body) {
    auto const address = address_of(body);
    if (!is_url(address)) return;
    auto const asset = bring(address, fmt::format("p{}", ++count_));
    if (!asset) return complaints.push_back(asset.error().message + " It stays where it is.");
    presentation::AssetFacts facts;
    facts.id = asset->id;
    auto image = presentation::parts::image(facts, asset->width, asset->height, "max");
    for (auto const* const kept : {"label", "metadata"})
      if (auto const* const value = body.if_contains(kept)) image[kept] = *value;
    body = std::move(image);
    mirror_.publication.assets->push_back(*asset);
  }

  Result<store::Asset> bring(std::string const& address, std::string const& key) {
    auto const id = presentation::asset_id(mirror_.publication.id, key);
    auto const path = settings_.mirror.folder / id;
    std::error_code error;
    if (!fs::exists(path, error)) {
      TRIFORIUM_TRY(auto const bytes, fetcher_.blocking_fetch(address, kAccept, room_));
      room_ -= std::min<std::uint64_t>(room_, bytes.size());
      TRIFORIUM_CHECK(write_file(path, bytes));
    }
    auto asset = look_at(path, id, settings_.pictures);
    if (!asset) {
      fs::remove(path, error);
      return fail(asset.error().kind, fmt::format("“{}” cannot be read as a picture.", address), asset.error().detail);
    }
    return asset;
  }

  Mirror& mirror_;
  Settings const& settings_;
  Fetcher& fetcher_;
  std::uint64_t& room_;
  int count_ = 0;
};

}  // namespace

std::vector<std::string> blocking_bring_pictures(Mirror& mirror, Settings const& settings, Fetcher& fetcher,
                                                 std::uint64_t& room) {
  if (mirror.publication.version != 3) return {"It is of version 4.0: its pictures stay where they are."};
  auto document = json::parse(mirror.publication.document);
  if (!document) return {document.error().message};
  Bringing bringing(mirror, settings, fetcher, room);
  bringing.walk(document->as_object());
  mirror.publication.document = bj::serialize(*document);
  mirror.publication.assets = with_stored(std::move(*mirror.publication.assets), settings.data);
  return std::move(bringing.complaints);
}

}  // namespace triforium::importer
