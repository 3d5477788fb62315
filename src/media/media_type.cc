#include "media/media_type.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium::media {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view media_type;
};

// https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern and the formats' own specifications.
constexpr std::array kSignatures = std::to_array<Signature>({
    {0, "%PDF-"sv, "application/pdf"},
    {0, "glTF\x02\0\0\0"sv, "model/gltf-binary"},
    {0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    {0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    {0, "GIF8"sv, "image/gif"},
    {8, "WEBP"sv, "image/webp"},
    {0, "II*\0"sv, "image/tiff"},
    {0, "MM\0*"sv, "image/tiff"},
    {0, "II+\0"sv, "image/tiff"},
    {0, "MM\0+"sv, "image/tiff"},
    {0, "\0\0\0\x0CjP  \r\n\x87\n"sv, "image/jp2"},
    {0, "\0\0\0\x0CJXL \r\n\x87\n"sv, "image/jxl"},
    {4, "ftypavif"sv, "image/avif"},
    {4, "ftypheic"sv, "image/heic"},
    {4, "ftypM4A "sv, "audio/mp4"},
    {4, "ftypM4B "sv, "audio/mp4"},
    {4, "ftypqt  "sv, "video/quicktime"},
    {4, "ftyp"sv, "video/mp4"},
    {8, "WAVE"sv, "audio/wav"},
    {8, "AVI "sv, "video/x-msvideo"},
    {8, "AIFF"sv, "audio/aiff"},
    {0, "fLaC"sv, "audio/flac"},
    {0, "ID3"sv, "audio/mpeg"},
    {0, "\x1F\x8B"sv, "application/gzip"},
    {0, "WEBVTT"sv, "text/vtt"},
    {0, "\xEF\xBB\xBFWEBVTT"sv, "text/vtt"},
    {0, "{\\rtf"sv, "application/rtf"},
    {0, "ply\n"sv, "model/ply"},
    {0, "ply\r"sv, "model/ply"},
});

struct ByName {
  std::string_view ending;
  std::string_view media_type;
};
constexpr std::array kNames = std::to_array<ByName>({
    {".aac", "audio/aac"},
    {".csv", "text/csv"},
    {".css", "text/css"},
    {".epub", "application/epub+zip"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".flac", "audio/flac"},
    {".geojson", "application/geo+json"},
    {".glb", "model/gltf-binary"},
    {".gltf", "model/gltf+json"},
    {".hocr", "text/html"},
    {".htm", "text/html"},
    {".html", "text/html"},
    {".jsonld", "application/ld+json"},
    {".json", "application/json"},
    {".m3u8", "application/vnd.apple.mpegurl"},
    {".m4a", "audio/mp4"},
    {".m4v", "video/mp4"},
    {".md", "text/markdown"},
    {".mkv", "video/x-matroska"},
    {".mov", "video/quicktime"},
    {".mp3", "audio/mpeg"},
    {".mp4", "video/mp4"},
    {".mpd", "application/dash+xml"},
    {".obj", "model/obj"},
    {".oga", "audio/ogg"},
    {".ogg", "audio/ogg"},
    {".ogv", "video/ogg"},
    {".opus", "audio/ogg"},
    {".pdf", "application/pdf"},
    {".ply", "model/ply"},
    {".srt", "application/x-subrip"},
    {".stl", "model/stl"},
    {".svg", "image/svg+xml"},
    {".tei", "application/tei+xml"},
    {".tsv", "text/tab-separated-values"},
    {".ttl", "text/turtle"},
    {".txt", "text/plain"},
    {".usdz", "model/vnd.usdz+zip"},
    {".vtt", "text/vtt"},
    {".wav", "audio/wav"},
    {".weba", "audio/webm"},
    {".webm", "video/webm"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".xml", "application/xml"},
    {".yaml", "application/yaml"},
    {".yml", "application/yaml"},
    {".zip", "application/zip"},
});

std::string_view by_signature(std::string_view head) {
  for (auto const& row : kSignatures) {
    if (head.size() < row.offset || !head.substr(row.offset).starts_with(row.bytes)) continue;
    bool const is_riff = row.offset == 8 && !head.starts_with("RIFF") && !head.starts_with("FORM");
    if (!is_riff) return row.media_type;
  }
  return {};
}

std::string_view by_name(std::string_view file_name) {
  auto const name = to_lower(file_name);
  for (auto const& row : kNames)
    if (name.ends_with(row.ending)) return row.media_type;
  return {};
}

// Containers that hold sound or film alike: the name tells which, else what is usual.
std::string_view by_container(std::string_view head, std::string_view named) {
  bool const is_sound = named.starts_with("audio/");
  if (head.starts_with("OggS")) {
    bool const is_film = head.find("theora") != std::string_view::npos || head.find("OVP80") != std::string_view::npos;
    return is_film ? "video/ogg" : "audio/ogg";
  }
  if (head.starts_with("\x1A\x45\xDF\xA3")) {
    if (head.substr(0, 64).find("webm") == std::string_view::npos)
      return is_sound ? "audio/x-matroska" : "video/x-matroska";
    return is_sound ? "audio/webm" : "video/webm";
  }
  // A frame of MPEG audio, layer III: eleven bits of ones, then version and layer.
  bool const is_frame = head.size() > 2 && head[0] == '\xFF' && (head[1] & 0xE6) == 0xE2;
  return is_frame ? "audio/mpeg" : std::string_view();
}

// https://www.w3.org/publishing/epub3/epub-ocf.html#sec-zip-container-mime – the first entry says what the ZIP is.
std::string_view by_zip(std::string_view head, std::string_view named) {
  if (!head.starts_with("PK\x03\x04")) return {};
  if (head.size() > 58 && head.substr(30).starts_with("mimetypeapplication/epub+zip")) return "application/epub+zip";
  bool const is_zip_inside = named.ends_with("zip") || named.find("openxmlformats") != std::string_view::npos;
  return is_zip_inside ? named : "application/zip";
}

bool looks_like_text(std::string_view head) {
  return !head.empty() && std::none_of(head.begin(), head.end(), [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
}

std::string_view by_text(std::string_view head, std::string_view named) {
  bool const named_as_text = named.starts_with("text/") || named.ends_with("json") || named.ends_with("xml") ||
                             named.ends_with("yaml") || named.ends_with("subrip") || named.ends_with("mpegurl") ||
                             named == "model/obj" || named == "model/stl";
  if (named_as_text) return named;
  auto const start = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  auto const rest = start == std::string_view::npos ? std::string_view() : head.substr(start);
  auto const lower = to_lower(rest.substr(0, 512));
  if (lower.starts_with("<!doctype html") || lower.starts_with("<html")) return "text/html";
  if (lower.find("<svg") != std::string::npos) return "image/svg+xml";
  if (lower.starts_with("<?xml") || lower.starts_with("<!--")) return "application/xml";
  if (lower.starts_with('{') || lower.starts_with('[')) return "application/json";
  return "text/plain";
}

}  // namespace

std::string find_media_type(ByteView head, std::string_view file_name) {
  auto const bytes = as_text(head.first(std::min(head.size(), kMediaTypeBytes)));
  auto const named = by_name(file_name);
  for (auto const found : {by_signature(bytes), by_container(bytes, named), by_zip(bytes, named)})
    if (!found.empty()) return std::string(found == "video/mp4" && named == "audio/mp4" ? named : found);
  if (looks_like_text(bytes)) return std::string(by_text(bytes, named));
  // What is known by its name only: raw AAC, STL; not what would have been known by its bytes.
  constexpr std::array kByNameOnly = {"audio/aac"sv, "model/stl"sv};
  bool const is_believed = std::find(kByNameOnly.begin(), kByNameOnly.end(), named) != kByNameOnly.end() ||
                           (bytes.empty() && !named.empty());
  return is_believed ? std::string(named) : "application/octet-stream";
}

std::string_view resource_type_of(std::string_view type) {
  if (type.starts_with("image/")) return "Image";
  if (type.starts_with("audio/")) return "Sound";
  if (type.starts_with("video/") || type.ends_with("mpegurl") || type == "application/dash+xml") return "Video";
  if (type.starts_with("model/")) return "Model";
  if (type == "text/csv" || type == "text/tab-separated-values" || type == "text/turtle") return "Dataset";
  bool const is_text = type.starts_with("text/") || type == "application/pdf" || type == "application/epub+zip" ||
                       type == "application/rtf" || type == "application/x-subrip" || type == "application/tei+xml" ||
                       type.ends_with("wordprocessingml.document");
  return is_text ? "Text" : "Dataset";
}

}  // namespace triforium::media
