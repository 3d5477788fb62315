#include "ingest/media_types.h"

#include <algorithm>
#include <array>

namespace triforium::ingest {
namespace {

using presentation::MediaKind;

struct Row {
  std::string_view extension, name;
  std::optional<MediaKind> kind;
};

constexpr auto kRows = std::to_array<Row>({
    {"jpg", "image/jpeg", MediaKind::image},
    {"jpeg", "image/jpeg", MediaKind::image},
    {"jpe", "image/jpeg", MediaKind::image},
    {"tif", "image/tiff", MediaKind::image},
    {"tiff", "image/tiff", MediaKind::image},
    {"ptif", "image/tiff", MediaKind::image},
    {"png", "image/png", MediaKind::image},
    {"jp2", "image/jp2", MediaKind::image},
    {"jpx", "image/jpx", MediaKind::image},
    {"j2k", "image/jp2", MediaKind::image},
    {"jph", "image/jph", MediaKind::image},
    {"gif", "image/gif", MediaKind::image},
    {"webp", "image/webp", MediaKind::image},
    {"avif", "image/avif", MediaKind::image},
    {"heic", "image/heic", MediaKind::image},
    {"heif", "image/heif", MediaKind::image},
    {"jxl", "image/jxl", MediaKind::image},
    {"bmp", "image/bmp", MediaKind::image},
    {"mp3", "audio/mpeg", MediaKind::sound},
    {"m4a", "audio/mp4", MediaKind::sound},
    {"aac", "audio/aac", MediaKind::sound},
    {"wav", "audio/wav", MediaKind::sound},
    {"flac", "audio/flac", MediaKind::sound},
    {"ogg", "audio/ogg", MediaKind::sound},
    {"oga", "audio/ogg", MediaKind::sound},
    {"opus", "audio/ogg", MediaKind::sound},
    {"mp4", "video/mp4", MediaKind::video},
    {"m4v", "video/mp4", MediaKind::video},
    {"webm", "video/webm", MediaKind::video},
    {"ogv", "video/ogg", MediaKind::video},
    {"mov", "video/quicktime", MediaKind::video},
    {"mkv", "video/x-matroska", MediaKind::video},
    {"mpg", "video/mpeg", MediaKind::video},
    {"mpeg", "video/mpeg", MediaKind::video},
    {"avi", "video/x-msvideo", MediaKind::video},
    {"glb", "model/gltf-binary", MediaKind::model},
    {"gltf", "model/gltf+json", MediaKind::model},
    {"obj", "model/obj", MediaKind::model},
    {"stl", "model/stl", MediaKind::model},
    {"ply", "model/ply", MediaKind::model},
    {"pdf", "application/pdf", std::nullopt},
    {"epub", "application/epub+zip", std::nullopt},
    {"zip", "application/zip", std::nullopt},
    {"xml", "application/xml", std::nullopt},
    {"html", "text/html", std::nullopt},
    {"htm", "text/html", std::nullopt},
    {"hocr", "text/vnd.hocr+html", std::nullopt},
    {"txt", "text/plain", std::nullopt},
    {"vtt", "text/vtt", std::nullopt},
    {"srt", "application/x-subrip", std::nullopt},
    {"json", "application/json", std::nullopt},
});

}  // namespace

std::optional<MediaType> media_type_of_extension(std::string_view extension) {
  auto const row = std::ranges::find(kRows, extension, &Row::extension);
  if (row == kRows.end()) return std::nullopt;
  return MediaType{row->name, row->kind};
}

std::optional<MediaKind> kind_of_media_type(std::string_view media_type) {
  if (media_type.starts_with("image/")) return MediaKind::image;
  if (media_type.starts_with("audio/")) return MediaKind::sound;
  if (media_type.starts_with("video/")) return MediaKind::video;
  if (media_type.starts_with("model/")) return MediaKind::model;
  return std::nullopt;
}

}  // namespace triforium::ingest
