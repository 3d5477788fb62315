#include "media/media_type.h"

#include <gtest/gtest.h>

#include <string>

namespace triforium::media {
namespace {

using namespace std::string_literals;

std::string type_of(std::string const& bytes, std::string_view name) {
  return find_media_type(as_bytes(bytes), name);
}

TEST(FindMediaType, believes_bytes_more_than_names) {
  EXPECT_EQ(type_of("%PDF-1.7", "a.jpg"), "application/pdf");
  EXPECT_EQ(type_of("glTF\2\0\0\0"s, "a.bin"), "model/gltf-binary");
  EXPECT_EQ(type_of("\0\0\0\x20"
                    "ftypisom"s,
                    "a.mp4"),
            "video/mp4");
  EXPECT_EQ(type_of("\0\0\0\x20"
                    "ftypisom"s,
                    "a.m4a"),
            "audio/mp4");
  EXPECT_EQ(type_of("\0\0\0\x20"
                    "ftypM4A "s,
                    "a.mp4"),
            "audio/mp4");
  EXPECT_EQ(type_of("RIFF\0\0\0\0WAVE"s, "a"), "audio/wav");
  EXPECT_EQ(type_of("12345678WAVE\1"s, "a"), "application/octet-stream");
  EXPECT_EQ(type_of("ID3\4\0"s, "a"), "audio/mpeg");
  EXPECT_EQ(type_of("\xFF\xFB\x90\0"s, "a"), "audio/mpeg");
  EXPECT_EQ(type_of("OggS\0"s, "a"), "audio/ogg");
  EXPECT_EQ(type_of("OggS\0\x80theora"s, "a.ogg"), "video/ogg");
  EXPECT_EQ(type_of("\x1A\x45\xDF\xA3\x42\x82\x84webm"s, "a.webm"), "video/webm");
  EXPECT_EQ(type_of("\x1A\x45\xDF\xA3\x42\x82\x88matroska"s, "a.webm"), "video/x-matroska");
  EXPECT_EQ(type_of("WEBVTT\n", "a.txt"), "text/vtt");
}

TEST(FindMediaType, tells_by_name_what_looks_alike) {
  EXPECT_EQ(type_of("PK\3\4", "a.docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(type_of("PK\3\4", "a.jpg"), "application/zip");
  EXPECT_EQ(type_of("PK\3\4"s + std::string(26, '\0') + "mimetypeapplication/epub+zipPK", "book.zip"),
            "application/epub+zip");
  EXPECT_EQ(type_of("{}", "a.gltf"), "model/gltf+json");
  EXPECT_EQ(type_of("1\n00:00", "a.SRT"), "application/x-subrip");
  EXPECT_EQ(type_of("<?xml version='1.0'?><TEI/>", "a.tei"), "application/tei+xml");
  EXPECT_EQ(type_of("a,b\n", "a.csv"), "text/csv");
}

TEST(FindMediaType, looks_into_text_without_a_name) {
  EXPECT_EQ(type_of(" <!DOCTYPE html>", ""), "text/html");
  EXPECT_EQ(type_of("<?xml version='1.0'?><svg/>", ""), "image/svg+xml");
  EXPECT_EQ(type_of("<?xml version='1.0'?><a/>", "x"), "application/xml");
  EXPECT_EQ(type_of("\xEF\xBB\xBF {\"a\":1}", "x"), "application/json");
  EXPECT_EQ(type_of("Hello", "x"), "text/plain");
}

TEST(FindMediaType, does_not_believe_a_name_against_the_bytes) {
  EXPECT_EQ(type_of("\1\2\3\0"s, "a.pdf"), "application/octet-stream");
  EXPECT_EQ(type_of("Hello", "a.mp4"), "text/plain");
  EXPECT_EQ(type_of("", "a.vtt"), "text/vtt");
  EXPECT_EQ(type_of("", ""), "application/octet-stream");
}

TEST(ResourceTypeOf, gives_the_words_of_iiif) {
  EXPECT_EQ(resource_type_of("image/jp2"), "Image");
  EXPECT_EQ(resource_type_of("audio/mp4"), "Sound");
  EXPECT_EQ(resource_type_of("application/vnd.apple.mpegurl"), "Video");
  EXPECT_EQ(resource_type_of("model/gltf-binary"), "Model");
  EXPECT_EQ(resource_type_of("application/pdf"), "Text");
  EXPECT_EQ(resource_type_of("text/vtt"), "Text");
  EXPECT_EQ(resource_type_of("text/csv"), "Dataset");
  EXPECT_EQ(resource_type_of("application/xml"), "Dataset");
}

}  // namespace
}  // namespace triforium::media
