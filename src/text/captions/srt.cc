// SubRip has no specification; this reads what its own program and the many others wrote.
#include "base/text.h"
#include "base/utf8.h"
#include "text/captions/caption_lines.h"
#include "text/captions/webvtt.h"

namespace triforium::text {
namespace {

// "{\an8}" and "{b}" of SubStation Alpha, which players of SubRip know too.
std::string without_braces(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto const at = text.find("{\\");
    out += text.substr(0, at);
    if (at == std::string_view::npos) break;
    auto const end = text.find('}', at);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

bool is_number(std::string_view line) {
  return parse_unsigned(trim(line)).has_value();
}

class SrtReader {
 public:
  SrtReader(std::vector<std::string_view> lines, Limits const& limits) : lines_(std::move(lines)), limits_(limits) {}

  Result<Reading> read() {
    for (at_ = 0; at_ < lines_.size();)
      read_line();
    if (cues_.empty())
      return fail(ErrorKind::corrupt_source, "no line with times is in it; expected 00:00:01,000 --> 00:00:02,000");
    PageText page;
    page.cues = std::move(cues_);
    return Reading{{std::move(page)}, findings_.take()};
  }

 private:
  void read_line() {
    auto const line = lines_[at_++];
    if (line.find("-->") == std::string_view::npos) return;
    auto const times = parse_times(line, ",.");
    auto const place = at_;
    auto const id = place >= 2 && is_number(lines_[place - 2]) ? std::string(trim(lines_[place - 2])) : std::string();
    auto markup = read_text();
    if (!times)
      return findings_.add(place,
                           "the times " + quoted(line) + " do not parse; expected 00:00:01,000 --> 00:00:02,000");
    if (times->end <= times->start) return findings_.add(place, "the cue does not end after it starts");
    if (cues_.size() >= limits_.words) return;
    auto [text, voice] = strip_markup(without_braces(markup));
    cues_.push_back({id, times->start, times->end, std::move(text), std::move(voice), {}});
  }

  // To the next empty line; or, where those are missing, to the number above the next times.
  std::string read_text() {
    std::string text;
    for (; at_ < lines_.size() && !trim(lines_[at_]).empty(); ++at_) {
      bool const is_next = at_ + 1 < lines_.size() && is_number(lines_[at_]) && parse_times(lines_[at_ + 1], ",.");
      if (is_next || parse_times(lines_[at_], ",.")) break;
      text += (text.empty() ? "" : "\n") + std::string(trim(lines_[at_]));
    }
    return text;
  }

  std::vector<std::string_view> lines_;
  Limits const& limits_;
  std::size_t at_ = 0;
  std::vector<Cue> cues_;
  Findings findings_;
};

}  // namespace

Result<Reading> read_srt(ByteView bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large, "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                                          std::to_string(limits.bytes) + " are read");
  auto const text = decode_text(bytes, "windows-1252");
  return SrtReader(split_lines(text), limits).read();
}

}  // namespace triforium::text
