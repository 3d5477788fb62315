#include "presentation/check/formats.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"

namespace triforium::presentation {
namespace {

struct Extension {
  std::string_view name, format;
};

// Only those that mean one thing: ".ts" and ".xml" say too little.
constexpr std::array<Extension, 26> kExtensions{{{"jpg", "image/jpeg"},
                                                 {"jpeg", "image/jpeg"},
                                                 {"png", "image/png"},
                                                 {"gif", "image/gif"},
                                                 {"webp", "image/webp"},
                                                 {"avif", "image/avif"},
                                                 {"svg", "image/svg+xml"},
                                                 {"tif", "image/tiff"},
                                                 {"tiff", "image/tiff"},
                                                 {"jp2", "image/jp2"},
                                                 {"jpx", "image/jp2"},
                                                 {"j2k", "image/jp2"},
                                                 {"pdf", "application/pdf"},
                                                 {"mp3", "audio/mpeg"},
                                                 {"wav", "audio/wav"},
                                                 {"flac", "audio/flac"},
                                                 {"mp4", "video/mp4"},
                                                 {"webm", "video/webm"},
                                                 {"mov", "video/quicktime"},
                                                 {"m3u8", "application/vnd.apple.mpegurl"},
                                                 {"mpd", "application/dash+xml"},
                                                 {"glb", "model/gltf-binary"},
                                                 {"gltf", "model/gltf+json"},
                                                 {"vtt", "text/vtt"},
                                                 {"epub", "application/epub+zip"},
                                                 {"zip", "application/zip"}}};

struct Alias {
  std::string_view older, name;
};
constexpr std::array<Alias, 17> kAliases{{{"image/jpg", "image/jpeg"},
                                          {"image/pjpeg", "image/jpeg"},
                                          {"image/jpx", "image/jp2"},
                                          {"image/jpeg2000", "image/jp2"},
                                          {"image/tif", "image/tiff"},
                                          {"image/svg", "image/svg+xml"},
                                          {"audio/mp3", "audio/mpeg"},
                                          {"audio/x-wav", "audio/wav"},
                                          {"audio/wave", "audio/wav"},
                                          {"audio/vnd.wave", "audio/wav"},
                                          {"audio/x-flac", "audio/flac"},
                                          {"audio/mp4", "video/mp4"},
                                          {"application/mp4", "video/mp4"},
                                          {"audio/webm", "video/webm"},
                                          {"application/x-mpegurl", "application/vnd.apple.mpegurl"},
                                          {"audio/mpegurl", "application/vnd.apple.mpegurl"},
                                          {"text/webvtt", "text/vtt"}}};

std::string plain_format(std::string_view format) {
  auto const plain = to_lower(trim(format.substr(0, format.find(';'))));
  for (auto const& alias : kAliases)
    if (alias.older == plain) return std::string(alias.name);
  return plain;
}

}  // namespace

std::string_view format_by_name(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  auto const path = uri.find('/', std::min(uri.find("://") + 3, uri.size()));
  auto const dot = uri.rfind('.');
  // Not that of the host: "https://example.zip"
  if (path == std::string_view::npos || dot == std::string_view::npos || dot < path) return {};
  auto const extension = to_lower(uri.substr(dot + 1));
  for (auto const& known : kExtensions)
    if (known.name == extension) return known.format;
  return {};
}

bool is_same_format(std::string_view one, std::string_view other) {
  return plain_format(one) == plain_format(other);
}

bool is_hidden_from_browsers(std::string_view format) {
  auto const plain = plain_format(format);
  return plain == "image/tiff" || plain == "image/jp2" || plain == "application/pdf" || plain == "image/x-adobe-dng";
}

}  // namespace triforium::presentation
