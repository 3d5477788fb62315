#include "text/captions/webvtt.h"

#include <cstdio>

#include "base/text.h"
#include "base/utf8.h"
#include "text/captions/caption_lines.h"

namespace triforium::text {
namespace {

constexpr std::string_view kArrow = "-->";

bool has_arrow(std::string_view line) {
  return line.find(kArrow) != std::string_view::npos;
}

class WebvttReader {
 public:
  WebvttReader(std::vector<std::string_view> lines, Limits const& limits) : lines_(std::move(lines)), limits_(limits) {}

  Reading read() {
    skip_header();
    while (at_ < lines_.size())
      read_block();
    PageText page;
    page.cues = std::move(cues_);
    return Reading{{std::move(page)}, findings_.take()};
  }

 private:
  // The header goes to the first empty line, unless a cue starts in it.
  void skip_header() {
    for (at_ = 1; at_ < lines_.size() && !lines_[at_].empty();) {
      if (has_arrow(lines_[at_])) return;
      ++at_;
    }
  }

  // https://www.w3.org/TR/webvtt1/#collect-a-webvtt-block – NOTE, STYLE and REGION hold no line with "-->".
  void read_block() {
    std::string_view before;
    while (at_ < lines_.size() && lines_[at_].empty())
      ++at_;
    for (std::size_t count = 0; at_ < lines_.size() && !lines_[at_].empty(); ++count) {
      auto const line = lines_[at_++];
      if (has_arrow(line)) return read_cue(count == 1 ? before : std::string_view(), line);
      before = line;
    }
  }

  void read_cue(std::string_view id, std::string_view timing) {
    auto const times = parse_times(timing, ".");
    auto const timing_line = at_;
    std::string markup;
    // "If line contains the three-character substring "-->", then break": the next cue starts.
    for (; at_ < lines_.size() && !lines_[at_].empty() && !has_arrow(lines_[at_]); ++at_)
      markup += (markup.empty() ? "" : "\n") + std::string(lines_[at_]);
    if (!times)
      return findings_.add(timing_line,
                           "the times " + quoted(timing) + " do not parse; expected 00:00.000 --> 00:00.000");
    if (times->end <= times->start) return findings_.add(timing_line, "the cue does not end after it starts");
    if (cues_.size() >= limits_.words) return;
    auto [text, voice] = strip_markup(markup);
    cues_.push_back(
        {std::string(id), times->start, times->end, std::move(text), std::move(voice), std::string(times->rest)});
  }

  std::vector<std::string_view> lines_;
  Limits const& limits_;
  std::size_t at_ = 0;
  std::vector<Cue> cues_;
  Findings findings_;
};

// A file starts with "WEBVTT" and then ends, or goes on with a space, a tab or the end of the line.
bool is_webvtt(std::string_view first_line) {
  return first_line.starts_with("WEBVTT") && (first_line.size() == 6 || first_line[6] == ' ' || first_line[6] == '\t');
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c != '\n' || (!out.empty() && out.back() != '\n')) {
      out += c;  // an empty line would end the cue
    }
  }
  return out;
}

}  // namespace

Result<Reading> read_webvtt(ByteView bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large, "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                                          std::to_string(limits.bytes) + " are read");
  auto const text = decode_text(bytes);
  auto lines = split_lines(text);
  if (lines.empty() || !is_webvtt(lines[0]))
    return fail(ErrorKind::corrupt_source,
                "line 1 is " + quoted(lines.empty() ? "" : lines[0], 40) + "; expected WEBVTT");
  return WebvttReader(std::move(lines), limits).read();
}

std::string format_timestamp(std::int64_t milliseconds) {
  auto const seconds = milliseconds / 1000;
  char text[40];
  if (seconds < 3600) {
    std::snprintf(text, sizeof text, "%02d:%02d.%03d", static_cast<int>(seconds / 60), static_cast<int>(seconds % 60),
                  static_cast<int>(milliseconds % 1000));
  } else {
    std::snprintf(text, sizeof text, "%02lld:%02d:%02d.%03d", static_cast<long long>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60),
                  static_cast<int>(milliseconds % 1000));
  }
  return text;
}

std::string write_webvtt(std::vector<Cue> const& cues) {
  std::string out = "WEBVTT\n";
  for (auto const& cue : cues) {
    out += '\n';
    bool const has_id = !cue.id.empty() && cue.id.find('\n') == std::string::npos && !has_arrow(cue.id);
    if (has_id) out += cue.id + '\n';
    out += format_timestamp(cue.start) + " --> " + format_timestamp(cue.end);
    if (!cue.settings.empty()) out += ' ' + cue.settings;
    out += '\n';
    if (!cue.voice.empty()) out += "<v " + escaped(cue.voice) + '>';
    out += escaped(cue.text) + '\n';
  }
  return out;
}

}  // namespace triforium::text
