#include "media/probe.h"

#include <gtest/gtest.h>

#include "media/codecs.h"
#include "media/derivatives.h"
#include "support/data.h"

namespace triforium::media {
namespace {

TEST(ParseProbe, reads_a_turned_film_with_chapters_and_subtitles) {
  auto const film = parse_probe(R"({"streams":[
    {"index":0,"codec_name":"h264","codec_type":"video","profile":"High","level":31,"width":720,"height":576,
     "sample_aspect_ratio":"16:15","disposition":{"attached_pic":0},"side_data_list":[{"rotation":-90}]},
    {"index":1,"codec_name":"aac","codec_type":"audio","profile":"LC","disposition":{}},
    {"index":2,"codec_name":"mov_text","codec_type":"subtitle","tags":{"language":"eng","title":"English"}},
    {"index":3,"codec_name":"dvd_subtitle","codec_type":"subtitle","tags":{"language":"und"}},
    {"index":4,"codec_name":"png","codec_type":"video","width":9999,"height":9999,"disposition":{"attached_pic":1}}],
    "chapters":[{"start_time":"0.000000","end_time":"1.500000","tags":{"title":"One"}},{"start_time":"2","end_time":"1"}],
    "format":{"format_name":"mov,mp4,m4a,3gp,3g2,mj2","duration":"12.500000","tags":{"major_brand":"isom","Title":"A film","title":"again"}}})");
  ASSERT_TRUE(film) << film.error().message;
  EXPECT_EQ(film->kind, RecordingKind::video);
  EXPECT_EQ(film->duration, 12.5);
  EXPECT_EQ(std::pair(film->width, film->height), std::pair(576, 768));
  EXPECT_EQ(full_media_type(*film), "video/mp4; codecs=\"avc1.64001F, mp4a.40.2\"");
  EXPECT_EQ(film->chapters, (std::vector<Chapter>{{0, 1.5, "One"}}));
  ASSERT_EQ(film->subtitles.size(), 2U);
  EXPECT_EQ(film->subtitles[0].language, "eng");
  EXPECT_FALSE(film->subtitles[1].is_text);
  EXPECT_EQ(film->subtitles[1].language, "");
  EXPECT_TRUE(film->has_cover);
  EXPECT_EQ(film->tags,
            (std::vector<std::pair<std::string, std::string>>{{"major_brand", "isom"}, {"title", "A film"}}));
}

TEST(ParseProbe, takes_sound_with_a_cover_for_sound) {
  auto const sound = parse_probe(R"({"streams":[{"codec_name":"mp3","codec_type":"audio","duration":"3.25"},
    {"codec_name":"mjpeg","codec_type":"video","width":5,"height":5,"disposition":{"attached_pic":1}}],"format":{"format_name":"mp3"}})");
  ASSERT_TRUE(sound);
  EXPECT_EQ(sound->kind, RecordingKind::sound);
  EXPECT_EQ(sound->duration, 3.25);
  EXPECT_EQ(sound->width, 0);
  EXPECT_EQ(full_media_type(*sound), "audio/mpeg; codecs=\"mp3\"");
}

TEST(ParseProbe, refuses_what_is_no_recording) {
  EXPECT_EQ(parse_probe("{}").error().message, "the file holds neither sound nor film");
  EXPECT_EQ(parse_probe("[1").error().message, "what ffprobe said is not a JSON object");
  auto const odd = parse_probe(
      R"({"streams":[{"codec_type":"video","width":-5,"height":"x","codec_name":7}],"format":{"duration":"nan"}})");
  ASSERT_TRUE(odd);
  EXPECT_FALSE(odd->duration);
  EXPECT_EQ(odd->width, 0);
  EXPECT_EQ(odd->codecs, "");
}

TEST(ContainerMediaType, tells_webm_from_matroska) {
  EXPECT_EQ(container_media_type("matroska,webm", "", {{"vp9"}, {"opus"}}, true), "video/webm");
  EXPECT_EQ(container_media_type("matroska,webm", "", {{"h264"}, {"opus"}}, true), "video/x-matroska");
  EXPECT_EQ(container_media_type("mov,mp4,m4a,3gp,3g2,mj2", "qt  ", {}, true), "video/quicktime");
  EXPECT_EQ(container_media_type("unheard", "", {}, true), "application/octet-stream");
}

struct Fact {
  char const* file;
  char const* media_type;
  double duration;
  std::int32_t width;
  std::int32_t height;
};
constexpr Fact kFacts[] = {
    {"rabbit320.mp4", "video/mp4; codecs=\"avc1.42E00D, mp4a.40.2\"", 7.8, 320, 240},
    {"rabbit320.webm", "video/webm; codecs=\"vp8, vorbis\"", 7.8, 320, 240},
    {"dickson_greeting_1891_240p_vp9.webm", "video/webm; codecs=\"vp9, opus\"", 17.672, 320, 240},
    {"videoshort.mp4", "video/mp4; codecs=\"avc1.4D000B, mp4a.40.2\"", 6.314667, 200, 110},
    {"apollo11_touchdown.m4a", "audio/mp4; codecs=\"mp4a.40.2\"", 29.651, 0, 0},
    {"viper.ogg", "audio/ogg; codecs=\"vorbis\"", 40.984059, 0, 0},
    {"bear.mp3", "audio/mpeg; codecs=\"mp3\"", 6.29551, 0, 0},
    {"meow.wav", "audio/wav", 1.235374, 0, 0},
};

// Whether ffmpeg's programs are there: the data is no use without them.
bool has_ffmpeg() {
  auto const probed = blocking::probe("/nonexistent");
  return probed.error().kind != ErrorKind::not_implemented;
}

class RealRecordings : public testing::Test {
 protected:
  void SetUp() override {
    if (!test::shared_data()) GTEST_SKIP() << test::kNoData;
    if (!has_ffmpeg()) GTEST_SKIP() << "ffprobe was not found on this machine";
    folder = *test::shared_data() / "av";
  }
  std::filesystem::path folder;
};

TEST_F(RealRecordings, are_what_they_are) {
  for (auto const& fact : kFacts) {
    SCOPED_TRACE(fact.file);
    auto const recording = blocking::probe(folder / fact.file);
    ASSERT_TRUE(recording) << recording.error().message << recording.error().detail;
    EXPECT_EQ(full_media_type(*recording), fact.media_type);
    EXPECT_NEAR(recording->duration.value_or(0), fact.duration, 0.001);
    EXPECT_EQ(std::pair(recording->width, recording->height), std::pair(fact.width, fact.height));
  }
}

TEST_F(RealRecordings, that_are_none_are_refused) {
  EXPECT_EQ(blocking::probe(folder / "lunchroom_manners.srt").error().message, "the file holds neither sound nor film");
  EXPECT_EQ(blocking::probe(folder / "none.mp4").error().kind, ErrorKind::corrupt_source);
}

TEST_F(RealRecordings, have_a_poster) {
  auto const picture = blocking::poster(folder / "rabbit320.mp4", 2);
  ASSERT_TRUE(picture) << picture.error().message << picture.error().detail;
  EXPECT_EQ(as_text(*picture).substr(0, 3), "\xFF\xD8\xFF");
  EXPECT_FALSE(blocking::poster(folder / "rabbit320.mp4", 500));
  EXPECT_FALSE(blocking::poster(folder / "meow.wav", 0));
}

TEST_F(RealRecordings, have_a_waveform_that_is_always_the_same) {
  auto const once = blocking::waveform(folder / "meow.wav", 1.235374);
  ASSERT_TRUE(once) << once.error().message << once.error().detail;
  EXPECT_EQ(as_text(*once).substr(1, 3), "PNG");
  EXPECT_LT(once->size(), 20'000U);
  EXPECT_EQ(*once, blocking::waveform(folder / "meow.wav", 1.235374).value());
  EXPECT_EQ(blocking::waveform(folder / "meow.wav", 0).error().kind, ErrorKind::bad_request);
}

}  // namespace
}  // namespace triforium::media
