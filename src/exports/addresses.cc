#include "exports/addresses.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium::exports {
namespace {

namespace bj = boost::json;

constexpr std::size_t kLongestSegment = 255;

int version_of(std::string_view segment) {
  return segment.size() == 1 && segment[0] >= '1' && segment[0] <= '9' ? segment[0] - '0' : 0;
}

// iiif/{version}/{asset}[/{region}/{size}/{rotation}/{quality}.{format}]
void read_image(std::vector<std::string_view> const& segments, Address& address) {
  if (segments.size() != 3 && segments.size() != 7) return;
  address.version = version_of(segments[1]);
  if (address.version == 0 || segments[2].empty()) return;
  address.asset = segments[2];
  address.kind = segments.size() == 3 ? AddressKind::image_service : AddressKind::picture;
}

std::string_view own_id(bj::object const& object) {
  for (auto const* const key : {"id", "@id"}) {
    auto const* const id = object.if_contains(key);
    if (id != nullptr && id->is_string()) return id->as_string();
  }
  return {};
}

class Rewriter {
 public:
  Rewriter(Rewriting const& rewriting, Mentioned& mentioned) : rewriting_(rewriting), mentioned_(mentioned) {}

  void visit(bj::value& value) {
    if (auto* const object = value.if_object()) return visit_object(*object);
    if (auto* const text = value.if_string()) return visit_text(*text);
    if (auto* const array = value.if_array()) {
      for (auto& one : *array)
        visit(one);
    }
  }

 private:
  void visit_object(bj::object& object) {
    for (auto const* const key : {"service", "services"})
      keep_only(object, key, [&](bj::value& one) { return keeps_service(one); });
    for (auto const* const key : {"partOf", "within"})
      keep_only(object, key, [&](bj::value& one) { return keeps_whole(one); });
    for (auto& [key, value] : object)
      visit(value);
  }

  // A list, or one value instead of it; without anything left the property goes.
  template <typename Keeps>
  static void keep_only(bj::object& object, std::string_view key, Keeps const& keeps) {
    auto* const value = object.if_contains(key);
    if (value == nullptr) return;
    auto* const list = value->if_array();
    if (list == nullptr) {
      if (!keeps(*value)) object.erase(key);
      return;
    }
    bj::array kept(list->storage());
    for (auto& one : *list) {
      if (keeps(one)) kept.push_back(std::move(one));
    }
    if (kept.empty()) {
      object.erase(key);
    } else {
      *list = std::move(kept);
    }
  }

  // A service of ours is an image of a version that the site has, or it is gone: files search nothing.
  bool keeps_service(bj::value& service) const {
    auto* const object = service.if_object();
    auto const address = parse_address(object == nullptr ? std::string_view() : own_id(*object), rewriting_.base_url);
    if (!address) return true;
    if (address->kind != AddressKind::image_service) return false;
    auto const& versions = rewriting_.image_versions;
    if (std::find(versions.begin(), versions.end(), address->version) == versions.end()) return false;
    // https://iiif.io/api/presentation/3.0/#service
    (*object)["profile"] = address->version == 2 ? "http://iiif.io/api/image/2/level0.json" : "level0";
    return true;
  }

  bool keeps_whole(bj::value const& whole) const {
    auto const* const object = whole.if_object();
    auto const* const text = whole.if_string();
    auto const id = object != nullptr ? own_id(*object)
                    : text != nullptr ? std::string_view(*text)
                                      : std::string_view();
    auto const address = parse_address(id, rewriting_.base_url);
    return !address || address->kind != AddressKind::document || rewriting_.has_document(address->path);
  }

  void visit_text(bj::string& text) {
    auto const address = parse_address(text, rewriting_.base_url);
    if (!address) return;
    switch (address->kind) {
      case AddressKind::document:
        visit_document(*address, text);
        break;
      case AddressKind::image_service:
        mentioned_.assets.insert(address->asset);
        break;
      case AddressKind::picture:
        mentioned_.pictures.insert(address->path);
        break;
      case AddressKind::file:
        mentioned_.files.insert(address->path);
        break;
      case AddressKind::name:
      case AddressKind::other:
        break;
    }
  }

  void visit_document(Address const& address, bj::string& text) {
    bool const is_manifest = address.path.ends_with("/manifest");
    if (!is_manifest && !rewriting_.has_document(address.path)) mentioned_.pages.insert(address.path);
    text.insert(rewriting_.base_url.size() + 1 + address.path.size(), ".json");
  }

  Rewriting const& rewriting_;
  Mentioned& mentioned_;
};

}  // namespace

std::optional<Address> parse_address(std::string_view url, std::string_view base_url) {
  if (!url.starts_with(base_url) || url.size() <= base_url.size() || url[base_url.size()] != '/') return std::nullopt;
  Address address;
  auto const path = url.substr(base_url.size() + 1);
  address.path = path.substr(0, path.find_first_of("#?"));
  auto const segments = split(address.path, '/');
  if (segments[0] == "presentation" && segments.size() > 3) {
    address.version = version_of(segments[1]);
    if (address.version != 0) address.kind = AddressKind::document;
  } else if (segments[0] == "iiif") {
    read_image(segments, address);
  } else if ((segments[0] == "files" || segments[0] == "renderings") && segments.size() > 2) {
    address.kind = AddressKind::file;
  } else if (segments[0] == "id") {
    address.kind = AddressKind::name;
  }
  return address;
}

Result<std::filesystem::path> file_of(std::string_view path) {
  std::filesystem::path file;
  for (auto const segment : split(path, '/')) {
    auto name = percent_decode(segment);
    bool const is_usable = name && !name->empty() && *name != "." && *name != ".." && name->size() <= kLongestSegment &&
                           name->find('/') == std::string::npos && !has_control_character(*name);
    if (!is_usable) {
      return fail(ErrorKind::bad_request,
                  fmt::format("No file can be called {}, as {} needs it.", quoted(segment), quoted(path, 200)));
    }
    file /= *name;
  }
  return file;
}

void rewrite(bj::value& document, Rewriting const& rewriting, Mentioned& mentioned) {
  Rewriter(rewriting, mentioned).visit(document);
}

}  // namespace triforium::exports
