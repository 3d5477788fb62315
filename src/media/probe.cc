#include "media/probe.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "media/codecs.h"
#include "media/process.h"

namespace triforium::media {
namespace {

namespace js = boost::json;

js::value const* find(js::object const& object, js::string_view key) {
  return object.if_contains(key);
}
std::string text_at(js::object const& object, js::string_view key) {
  auto const* value = find(object, key);
  return value != nullptr && value->is_string() ? std::string(value->get_string().subview(0, 4000)) : std::string();
}
std::int64_t number_at(js::object const& object, js::string_view key) {
  auto const* value = find(object, key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}
js::object const& object_at(js::object const& object, js::string_view key) {
  static js::object const empty;
  auto const* value = find(object, key);
  return value != nullptr && value->is_object() ? value->get_object() : empty;
}
std::vector<js::object const*> objects_at(js::object const& object, js::string_view key) {
  std::vector<js::object const*> found;
  auto const* value = find(object, key);
  if (value == nullptr || !value->is_array()) return found;
  for (auto const& element : value->get_array())
    if (element.is_object() && found.size() < 10'000) found.push_back(&element.get_object());
  return found;
}

std::optional<double> seconds_at(js::object const& object, js::string_view key) {
  auto const text = text_at(object, key);
  double value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0 || value > 1e8)
    return {};
  return value;
}

// "4:3" → 4 / 3; 1 for "0:1" and what is none.
double ratio_of(std::string_view text) {
  auto const parts = split(text, ':');
  if (parts.size() != 2) return 1;
  auto const a = parse_unsigned(parts[0], 100'000).value_or(0);
  auto const b = parse_unsigned(parts[1], 100'000).value_or(0);
  return a == 0 || b == 0 ? 1 : static_cast<double>(a) / static_cast<double>(b);
}

// Whether the picture is shown on its side: by its display matrix, or as older files tag it.
bool is_on_its_side(js::object const& stream) {
  std::int64_t rotation = 0;
  auto const tagged = text_at(object_at(stream, "tags"), "rotate");
  std::from_chars(tagged.data(), tagged.data() + tagged.size(), rotation);
  for (auto const* data : objects_at(stream, "side_data_list"))
    if (find(*data, "rotation") != nullptr) rotation = number_at(*data, "rotation");
  return rotation % 180 != 0 && rotation % 90 == 0;
}

void add_picture(js::object const& stream, Recording& recording) {
  if (recording.width > 0) return;  // the first one is shown
  auto const wide = static_cast<double>(number_at(stream, "width")) * ratio_of(text_at(stream, "sample_aspect_ratio"));
  auto const tall = static_cast<double>(number_at(stream, "height"));
  if (!(wide >= 1 && wide <= 1e6 && tall >= 1 && tall <= 1e6)) return;
  recording.width = static_cast<std::int32_t>(std::lround(wide));
  recording.height = static_cast<std::int32_t>(std::lround(tall));
  if (is_on_its_side(stream)) std::swap(recording.width, recording.height);
}

void add_subtitles(js::object const& stream, Recording& recording) {
  constexpr std::array<std::string_view, 4> kPictures = {"dvd_subtitle", "dvb_subtitle", "hdmv_pgs_subtitle", "xsub"};
  auto const& tags = object_at(stream, "tags");
  SubtitleStream subtitles{.index = static_cast<int>(std::clamp<std::int64_t>(number_at(stream, "index"), 0, 10'000)),
                           .codec = text_at(stream, "codec_name"),
                           .language = text_at(tags, "language"),
                           .title = text_at(tags, "title")};
  if (subtitles.language == "und") subtitles.language.clear();
  subtitles.is_text = std::find(kPictures.begin(), kPictures.end(), subtitles.codec) == kPictures.end();
  recording.subtitles.push_back(std::move(subtitles));
}

// Which streams count, and what they are called.
struct Streams {
  std::vector<StreamCodec> codecs;
  bool has_sound = false;
  bool has_film = false;
};

Streams read_streams(js::object const& report, Recording& recording) {
  Streams streams;
  for (auto const* stream : objects_at(report, "streams")) {
    auto const type = text_at(*stream, "codec_type");
    bool const is_cover = number_at(object_at(*stream, "disposition"), "attached_pic") == 1;
    if (type == "subtitle") add_subtitles(*stream, recording);
    if (type == "video" && is_cover) recording.has_cover = true;
    if ((type != "video" || is_cover) && type != "audio") continue;
    (type == "video" ? streams.has_film : streams.has_sound) = true;
    if (type == "video") add_picture(*stream, recording);
    streams.codecs.push_back(
        {text_at(*stream, "codec_name"), text_at(*stream, "profile"), number_at(*stream, "level")});
  }
  return streams;
}

std::optional<double> find_duration(js::object const& report) {
  auto duration = seconds_at(object_at(report, "format"), "duration").value_or(0);
  if (duration > 0) return duration;
  for (auto const* stream : objects_at(report, "streams"))
    duration = std::max(duration, seconds_at(*stream, "duration").value_or(0));
  return duration > 0 ? std::optional(duration) : std::nullopt;
}

std::vector<Chapter> read_chapters(js::object const& report) {
  std::vector<Chapter> chapters;
  for (auto const* chapter : objects_at(report, "chapters")) {
    auto const start = seconds_at(*chapter, "start_time");
    auto const end = seconds_at(*chapter, "end_time");
    if (start && end && *start < *end)
      chapters.push_back({*start, *end, text_at(object_at(*chapter, "tags"), "title")});
  }
  return chapters;
}

void add_tags(js::object const& tags, Recording& recording) {
  for (auto const& [key, value] : tags) {
    auto const name = to_lower(std::string_view(key.data(), key.size()));
    auto const text = value.is_string() ? std::string(value.get_string().subview(0, 4000)) : std::string();
    bool const is_known =
        std::any_of(recording.tags.begin(), recording.tags.end(), [&](auto const& tag) { return tag.first == name; });
    if (!text.empty() && !is_known && recording.tags.size() < 200 && is_valid_utf8(text))
      recording.tags.emplace_back(name, text);
  }
}

}  // namespace

std::string full_media_type(Recording const& recording) {
  if (recording.codecs.empty()) return recording.media_type;
  return recording.media_type + "; codecs=\"" + recording.codecs + "\"";
}

Result<Recording> parse_probe(std::string_view json) {
  boost::system::error_code error;
  auto const value = js::parse(js::string_view(json.data(), json.size()), error);
  if (error || !value.is_object()) return fail(ErrorKind::corrupt_source, "what ffprobe said is not a JSON object");
  auto const& report = value.get_object();
  Recording recording;
  auto const streams = read_streams(report, recording);
  if (!streams.has_film && !streams.has_sound)
    return fail(ErrorKind::corrupt_source, "the file holds neither sound nor film");
  auto const& format = object_at(report, "format");
  recording.kind = streams.has_film ? RecordingKind::video : RecordingKind::sound;
  recording.duration = find_duration(report);
  recording.media_type =
      container_media_type(text_at(format, "format_name"), text_at(object_at(format, "tags"), "major_brand"),
                           streams.codecs, streams.has_film);
  recording.codecs = codecs_parameter(streams.codecs);
  recording.chapters = read_chapters(report);
  add_tags(object_at(format, "tags"), recording);
  // Ogg keeps the tags of the whole with its only stream.
  for (auto const* stream : objects_at(report, "streams"))
    if (recording.kind == RecordingKind::sound) add_tags(object_at(*stream, "tags"), recording);
  return recording;
}

Result<Recording> blocking::probe(std::filesystem::path const& file) {
  // "file:" so that no name is an option or a protocol; nothing else is opened, whatever a playlist names.
  TRIFORIUM_TRY(auto const json,
                run_process({"ffprobe", "-v", "error", "-protocol_whitelist", "file", "-of", "json", "-show_format",
                             "-show_streams", "-show_chapters", "-i", "file:" + file.string()}));
  return parse_probe(as_text(json));
}

}  // namespace triforium::media
