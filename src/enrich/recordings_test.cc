// With recordings that ffmpeg makes for the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "enrich/enrich.h"
#include "enrich/read_file.h"
#include "media/media_type.h"
#include "media/process.h"
#include "support/temporary_folder.h"

namespace triforium::enrich {
namespace {

using presentation::ItemDraft;
using presentation::MediaKind;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kNoFfmpeg[] = "ffmpeg is not here";
constexpr char kSubRip[] = "1\n00:00:00,100 --> 00:00:00,900\nGuten Tag\n";
constexpr char kChapters[] =
    ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=Intro\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=Lied\n";

struct Folder : test::TemporaryFolder {
  Folder() {
    write("chapters.txt", kChapters);
    write("own.srt", kSubRip);
  }
  std::string file(std::string const& name) const { return (path() / name).string(); }

  // ffmpeg writes to its standard output only, as the limits of run_process say.
  bool record(std::string const& name, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"ffmpeg", "-nostdin", "-v", "error"});
    arguments.push_back("pipe:1");
    auto const bytes = media::blocking::run_process(arguments);
    if (bytes) write(name, std::string(as_text(*bytes)));
    return bytes.has_value();
  }
  bool record_film() const {
    return record("film.mkv", {"-f",
                               "lavfi",
                               "-i",
                               "testsrc=size=64x48:rate=10:duration=1",
                               "-i",
                               file("chapters.txt"),
                               "-i",
                               file("own.srt"),
                               "-map",
                               "0:v",
                               "-map",
                               "2:s",
                               "-metadata:s:s:0",
                               "language=ger",
                               "-c:v",
                               "mpeg4",
                               "-c:s",
                               "srt",
                               "-f",
                               "matroska"});
  }
  bool record_sound() const {
    return record("song.mp3", {"-f", "lavfi", "-i", "sine=frequency=440:duration=1", "-f", "mp3"});
  }
  std::vector<std::string> enrich(ItemDraft& draft) const {
    return blocking_enrich(draft, {.folder = path() / "derived"});
  }
};

ItemDraft item_of(std::string const& location, MediaKind kind) {
  ItemDraft item;
  item.id = "item";
  item.canvases.emplace_back();
  item.canvases[0].key = "c";
  item.canvases[0].paintings.emplace_back();
  item.canvases[0].paintings[0].file.location = location;
  item.canvases[0].paintings[0].kind = kind;
  return item;
}

void add_text(ItemDraft& item, std::string const& location, std::string const& format, std::string const& language) {
  presentation::CanvasText text;
  text.file.location = location;
  text.file.format = format;
  text.file.language = language;
  item.canvases[0].texts.push_back(text);
}

std::string media_type_of(std::string const& location) {
  auto const bytes = blocking_read_file(location, 1 << 20).value();
  return media::find_media_type(ByteView(bytes).first(std::min(bytes.size(), media::kMediaTypeBytes)), "");
}

TEST(EnrichFilm, AddsPosterChaptersAndCaptions) {
  Folder const folder;
  if (!folder.record_film()) GTEST_SKIP() << kNoFfmpeg;
  auto item = item_of(folder.file("film.mkv"), MediaKind::video);
  EXPECT_THAT(folder.enrich(item), IsEmpty());
  auto const& canvas = item.canvases[0];
  ASSERT_TRUE(canvas.placeholder);
  EXPECT_EQ(media_type_of(canvas.placeholder->file.location), "image/jpeg");
  ASSERT_THAT(item.ranges, SizeIs(1));
  EXPECT_THAT(item.ranges[0].items, SizeIs(2));
  ASSERT_THAT(canvas.texts, SizeIs(1));
  EXPECT_EQ(canvas.texts[0].file.language, "de");
  EXPECT_EQ(media_type_of(canvas.texts[0].file.location), "text/vtt");
}

TEST(EnrichFilm, GivesTheSameTheSecondTime) {
  Folder const folder;
  if (!folder.record_film()) GTEST_SKIP() << kNoFfmpeg;
  auto first = item_of(folder.file("film.mkv"), MediaKind::video), second = first;
  folder.enrich(first);
  auto const written = std::filesystem::last_write_time(first.canvases[0].placeholder->file.location);
  folder.enrich(second);
  EXPECT_EQ(second.canvases[0].placeholder->file.location, first.canvases[0].placeholder->file.location);
  EXPECT_EQ(std::filesystem::last_write_time(second.canvases[0].placeholder->file.location), written);
}

TEST(EnrichFilm, LeavesWhatTheDraftSays) {
  Folder const folder;
  if (!folder.record_film()) GTEST_SKIP() << kNoFfmpeg;
  auto item = item_of(folder.file("film.mkv"), MediaKind::video);
  item.canvases[0].placeholder.emplace();
  item.canvases[0].placeholder->file.location = "/own.jpg";
  item.ranges.emplace_back();
  item.ranges[0].key = "own";
  folder.enrich(item);
  EXPECT_EQ(item.canvases[0].placeholder->file.location, "/own.jpg");
  ASSERT_THAT(item.ranges, SizeIs(1));
  EXPECT_EQ(item.ranges[0].key, "own");
}

TEST(EnrichSound, AddsAWaveform) {
  Folder const folder;
  if (!folder.record_sound()) GTEST_SKIP() << kNoFfmpeg;
  auto item = item_of(folder.file("song.mp3"), MediaKind::sound);
  EXPECT_THAT(folder.enrich(item), IsEmpty());
  ASSERT_TRUE(item.canvases[0].accompanying);
  EXPECT_EQ(media_type_of(item.canvases[0].accompanying->file.location), "image/png");
  EXPECT_THAT(item.ranges, IsEmpty());
}

TEST(EnrichSound, PrefersTheCoverThatComesWithIt) {
  Folder const folder;
  bool const is_made =
      folder.record_sound() &&
      folder.record("cover.png",
                    {"-f", "lavfi", "-i", "testsrc=size=40x40", "-frames:v", "1", "-c:v", "png", "-f", "image2pipe"}) &&
      folder.record("album.flac", {"-i", folder.file("song.mp3"), "-i", folder.file("cover.png"), "-map", "0:a", "-map",
                                   "1:v", "-c:v", "copy", "-disposition:v:0", "attached_pic", "-f", "flac"});
  if (!is_made) GTEST_SKIP() << kNoFfmpeg;
  auto item = item_of(folder.file("album.flac"), MediaKind::sound);
  EXPECT_THAT(folder.enrich(item), IsEmpty());
  ASSERT_TRUE(item.canvases[0].accompanying);
  EXPECT_EQ(media_type_of(item.canvases[0].accompanying->file.location), "image/jpeg");
}

TEST(EnrichSound, TakesChaptersThatLieBesideIt) {
  Folder const folder;
  if (!folder.record_sound()) GTEST_SKIP() << kNoFfmpeg;
  folder.write("song.chapters.vtt", "WEBVTT\n\n00:00.000 --> 00:00.500\nStrophe\n");
  auto item = item_of(folder.file("song.mp3"), MediaKind::sound);
  add_text(item, folder.file("song.chapters.vtt"), "text/vtt", "");
  folder.enrich(item);
  EXPECT_THAT(item.canvases[0].texts, IsEmpty());
  ASSERT_THAT(item.ranges, SizeIs(1));
  EXPECT_EQ(item.ranges[0].key, "c-chapters");
}

TEST(EnrichSound, MakesWebVttOfSubRip) {
  Folder const folder;
  if (!folder.record_sound()) GTEST_SKIP() << kNoFfmpeg;
  folder.write("song.vtt", "WEBVTT\n");
  auto item = item_of(folder.file("song.mp3"), MediaKind::sound);
  add_text(item, folder.file("own.srt"), "application/x-subrip", "de");
  add_text(item, folder.file("song.vtt"), "text/vtt", "en");
  add_text(item, folder.file("own.srt"), "application/x-subrip", "en");
  EXPECT_THAT(folder.enrich(item), IsEmpty());
  auto const& canvas = item.canvases[0];
  ASSERT_THAT(canvas.texts, SizeIs(2));
  EXPECT_EQ(canvas.texts[0].file.format, "text/vtt");
  EXPECT_EQ(canvas.texts[0].file.language, "de");
  auto const made = blocking_read_file(canvas.texts[0].file.location, 1 << 20).value();
  EXPECT_EQ(as_text(made), "WEBVTT\n\n1\n00:00.100 --> 00:00.900\nGuten Tag\n");
  EXPECT_EQ(canvas.texts[1].file.location, folder.file("song.vtt"));
  EXPECT_THAT(canvas.description.renderings, SizeIs(2));
}

TEST(EnrichSound, SaysWhatIsNoSubRip) {
  Folder const folder;
  if (!folder.record_sound()) GTEST_SKIP() << kNoFfmpeg;
  folder.write("bad.srt", "nothing with times");
  auto item = item_of(folder.file("song.mp3"), MediaKind::sound);
  add_text(item, folder.file("bad.srt"), "application/x-subrip", "");
  auto const complaints = folder.enrich(item);
  ASSERT_THAT(complaints, SizeIs(1));
  EXPECT_THAT(complaints[0], testing::StartsWith("“bad.srt”: "));
}

TEST(Enrich, LeavesWhatIsNotOurs) {
  Folder const folder;
  auto item = item_of("https://example.org/film.mp4", MediaKind::video);
  EXPECT_THAT(folder.enrich(item), IsEmpty());
  EXPECT_FALSE(item.canvases[0].placeholder);
  auto absent = item_of(folder.file("absent.mp4"), MediaKind::video);
  EXPECT_THAT(folder.enrich(absent), IsEmpty());
}

}  // namespace
}  // namespace triforium::enrich
