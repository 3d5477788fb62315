#include "enrich/chapter_files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/utf8.h"
#include "text/captions/webvtt.h"

namespace triforium::enrich {
namespace {

using media::Chapter;
using Chapters = std::vector<Chapter>;

constexpr double kLongest = 1e7;  // seconds, some hundred days
constexpr double kFramesOfCue = 75;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (auto line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(trim(line));
  }
  return lines;
}

std::optional<double> number_of(std::string_view text) {
  auto const number = parse_unsigned(text, 100'000'000);
  if (!number) return std::nullopt;
  return static_cast<double>(*number);
}

// "1:02:03.5", "62:03", "00:00:00,000" → seconds
std::optional<double> seconds_of(std::string_view text) {
  auto const parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  double seconds = 0;
  for (auto const& part : parts) {
    bool const is_last = &part == &parts.back();
    auto const point = is_last ? part.find_first_of(".,") : std::string_view::npos;
    auto const whole = number_of(part.substr(0, point));
    if (!whole) return std::nullopt;
    seconds = seconds * 60 + *whole;
    if (point == std::string_view::npos) continue;
    auto const digits = part.substr(point + 1);
    auto const fraction = digits.size() > 8 ? std::nullopt : number_of(digits);
    if (!fraction) return std::nullopt;
    seconds += *fraction / std::pow(10, digits.size());
  }
  if (seconds > kLongest) return std::nullopt;
  return seconds;
}

// In order of time; each lasts until the next where it says no end.
Result<Chapters> finished(Chapters chapters) {
  if (chapters.empty()) return fail(ErrorKind::bad_request, "it names no chapter");
  if (chapters.size() > kMostChapters) chapters.resize(kMostChapters);
  std::ranges::stable_sort(chapters, {}, &Chapter::start);
  for (std::size_t i = 0; i < chapters.size(); ++i)
    if (chapters[i].end <= chapters[i].start)
      chapters[i].end = i + 1 < chapters.size() ? chapters[i + 1].start : kUntilTheEnd;
  return chapters;
}

Result<Chapters> read_vtt(ByteView vtt) {
  TRIFORIUM_TRY(auto const reading, text::read_webvtt(vtt));
  Chapters chapters;
  for (auto const& cue : reading.pages.front().cues) {
    auto title = cue.text;
    std::ranges::replace(title, '\n', ' ');
    chapters.push_back({static_cast<double>(cue.start) / 1000, static_cast<double>(cue.end) / 1000, std::move(title)});
  }
  return chapters;
}

struct Command {
  std::string_view name, rest;
};
Command command_of(std::string_view line) {
  auto const space = line.find_first_of(" \t");
  if (space == std::string_view::npos) return {line, {}};
  return {line.substr(0, space), trim(line.substr(space))};
}

std::string unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

// "03:15:37": minutes, seconds, frames.
std::optional<double> cue_seconds(std::string_view text) {
  auto const parts = split(text, ':');
  if (parts.size() != 3) return std::nullopt;
  auto const minutes = number_of(parts[0]), seconds = number_of(parts[1]), frames = number_of(parts[2]);
  if (!minutes || !seconds || !frames || *minutes * 60 > kLongest) return std::nullopt;
  return *minutes * 60 + *seconds + *frames / kFramesOfCue;
}

struct Track {
  std::string title, performer;
  std::optional<double> start;

  Chapter chapter() const { return {*start, 0, performer.empty() ? title : performer + ": " + title}; }
};

void read_cue_line(Command const& command, std::string const& performer_of_all, Track& track) {
  if (command.name == "TITLE") track.title = unquoted(command.rest);
  // Who plays on the whole record need not be told of each track.
  if (command.name == "PERFORMER" && unquoted(command.rest) != performer_of_all)
    track.performer = unquoted(command.rest);
  auto const [index, time] = command_of(command.rest);
  if (command.name == "INDEX" && (index == "01" || index == "1")) track.start = cue_seconds(time);
}

// https://en.wikipedia.org/wiki/Cue_sheet_(computing)#Cue_sheet_syntax
Result<Chapters> read_cue_sheet(std::vector<std::string_view> const& lines) {
  std::vector<Track> tracks;
  std::string performer;
  std::size_t files = 0;
  for (auto const line : lines) {
    auto const command = command_of(line);
    if (command.name == "FILE" && ++files > 1)
      return fail(ErrorKind::bad_request, "it is of several files; a list of chapters is of one");
    if (command.name == "TRACK") {
      tracks.emplace_back();
    } else if (!tracks.empty()) {
      read_cue_line(command, performer, tracks.back());
    } else if (command.name == "PERFORMER") {
      performer = unquoted(command.rest);
    }
  }
  Chapters chapters;
  for (auto const& track : tracks)
    if (track.start) chapters.push_back(track.chapter());
  return finished(std::move(chapters));
}

struct MetadataChapter {
  double above = 1, below = 1e9;  // "If the timebase is missing then start/end times are assumed to be in nanosecond"
  std::optional<double> start, end;
  std::string title;
};

// "1/1000" → 0.001
void set_unit(std::string_view text, MetadataChapter& chapter) {
  auto const slash = text.find('/');
  auto const above = number_of(text.substr(0, slash));
  auto const below = slash == std::string_view::npos ? std::nullopt : number_of(text.substr(slash + 1));
  if (!above || !below || *below == 0) return;
  chapter.above = *above;
  chapter.below = *below;
}

std::optional<double> count_of(std::string_view text) {
  auto const number = parse_unsigned(text, 1'000'000'000'000'000'000);
  if (!number) return std::nullopt;
  return static_cast<double>(*number);
}

// "'=', ';', '#', '\' and a newline … must be escaped, preceded by a '\'."
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    plain += text[at];
  }
  return plain;
}

void read_metadata_line(std::string_view line, MetadataChapter& chapter) {
  auto const equals = line.find('=');
  if (equals == std::string_view::npos) return;
  auto const key = to_lower(line.substr(0, equals));
  auto const value = line.substr(equals + 1);
  if (key == "timebase") set_unit(value, chapter);
  if (key == "start") chapter.start = count_of(value);
  if (key == "end") chapter.end = count_of(value);
  if (key == "title") chapter.title = unescaped(value);
}

Result<Chapters> read_ffmetadata(std::vector<std::string_view> const& lines) {
  std::vector<MetadataChapter> found;
  bool is_in_chapter = false;
  for (auto const line : lines) {
    if (line.starts_with('[')) {
      is_in_chapter = to_lower(line) == "[chapter]";
      if (is_in_chapter) found.emplace_back();
    } else if (is_in_chapter) {
      read_metadata_line(line, found.back());
    }
  }
  Chapters chapters;
  for (auto const& one : found) {
    auto const seconds = [&](double count) { return count * one.above / one.below; };
    auto const start = seconds(one.start.value_or(-1)), end = seconds(one.end.value_or(0));
    if (one.start && start <= kLongest) chapters.push_back({start, std::min(end, kUntilTheEnd), one.title});
  }
  return finished(std::move(chapters));
}

// "CHAPTER01=00:01:00.000" and "CHAPTER01NAME=Title"
Result<Chapters> read_ogm(std::vector<std::string_view> const& lines) {
  std::map<std::string, Chapter> by_number;
  for (auto const line : lines) {
    auto const equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    auto key = to_lower(line.substr(0, equals));
    auto const value = line.substr(equals + 1);
    bool const is_name = key.ends_with("name");
    if (is_name) key.resize(key.size() - 4);
    auto& chapter = by_number.try_emplace(key, Chapter{-1, 0, {}}).first->second;
    if (is_name)
      chapter.title = value;
    else
      chapter.start = seconds_of(value).value_or(-1);
  }
  Chapters chapters;
  for (auto& [number, chapter] : by_number)
    if (chapter.start >= 0) chapters.push_back(std::move(chapter));
  return finished(std::move(chapters));
}

std::string_view without_marks(std::string_view text, std::string_view marks) {
  auto const first = text.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(marks) - first + 1);
}

// "0:00 Title", "(1:02:03) – Title", "00:00:00.000 Title"; other lines are what people write around such lists.
Result<Chapters> read_times(std::vector<std::string_view> const& lines) {
  Chapters chapters;
  for (auto const line : lines) {
    auto const [time, title] = command_of(line);
    auto const start = seconds_of(without_marks(time, "()[]"));
    if (!start) continue;
    auto name = title;
    for (std::string_view const dash : {"–", "—", "-", "|"})
      if (name.starts_with(dash)) name = trim(name.substr(dash.size()));
    chapters.push_back({*start, 0, std::string(name)});
  }
  return finished(std::move(chapters));
}

}  // namespace

bool is_chapter_list(std::string_view file_name) {
  auto const name = to_lower(file_name);
  constexpr std::array<std::string_view, 5> kEnds{".chapters.vtt", ".chapters.txt", ".cue", ".ffmetadata", ".ffmeta"};
  return name == "chapters.vtt" || name == "chapters.txt" ||
         std::ranges::any_of(kEnds, [&](std::string_view end) { return name.ends_with(end); });
}

Result<Chapters> parse_chapter_list(ByteView file) {
  auto bytes = as_text(file);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("WEBVTT")) return read_vtt(file);
  auto const text = is_valid_utf8(bytes) ? std::string(bytes) : from_windows_1252(bytes);
  auto const lines = lines_of(text);
  auto const has = [&](auto const& is_such) { return std::ranges::any_of(lines, is_such); };
  if (text.starts_with(";FFMETADATA") || has([](auto line) { return to_lower(line) == "[chapter]"; }))
    return read_ffmetadata(lines);
  if (has([](auto line) { return line.starts_with("TRACK ") || line.starts_with("FILE \""); }))
    return read_cue_sheet(lines);
  if (has([](auto line) { return to_lower(line).starts_with("chapter0"); })) return read_ogm(lines);
  return read_times(lines);
}

}  // namespace triforium::enrich
