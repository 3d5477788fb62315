// What a URL of ours means on a static site: which file answers for it, and how documents say so. Pure.
//
// The paths are those of the server, so that nearly every name stays as it is. Documents get ".json" at their end: a
// plain web server knows a file's type by that.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::exports {

enum class AddressKind : std::uint8_t {
  document,       // presentation/{version}/…
  image_service,  // iiif/{version}/{asset}
  picture,        // iiif/{version}/{asset}/{region}/{size}/{rotation}/{quality}.{format}
  file,           // files/… and renderings/…
  name,           // id/…: nobody has to answer for it
  other,
};

struct Address {
  AddressKind kind = AddressKind::other;
  int version = 0;    // of the API, where the kind has one
  std::string asset;  // of an image, as it stands in the URL
  std::string path;   // after the base URL and "/", as it was sent, without fragment
};

// Absent for what is not below `base_url` (without a slash at its end).
std::optional<Address> parse_address(std::string_view url, std::string_view base_url);

// Where the file lies below the site's folder, decoded. Errors: bad_request, if no file can be called so: an empty
// segment, ".", "..", control characters, more than 255 bytes in one.
Result<std::filesystem::path> file_of(std::string_view path);

// What a document of the site points to.
struct Mentioned {
  std::set<std::string> assets;    // image services
  std::set<std::string> pictures;  // paths
  std::set<std::string> files;     // paths
  std::set<std::string> pages;     // paths of documents that belong to it: of annotations, and of long collections
};

struct Rewriting {
  std::string base_url;
  std::vector<int> image_versions;
  // Whether the manifest or collection at that path (as sent, without ".json") is part of the site.
  std::function<bool(std::string_view path)> has_document;
};

// Makes of a served document the one of the site: documents end with ".json", image services are of level 0, and what
// the site does not have is not promised. Adds to `mentioned`.
void rewrite(boost::json::value& document, Rewriting const& rewriting, Mentioned& mentioned);

}  // namespace triforium::exports
