#include "enrich/captions.h"

#include <fmt/format.h>

#include <algorithm>

#include "enrich/read_file.h"
#include "media/derivatives.h"
#include "text/captions/webvtt.h"
#include "text/language.h"

namespace triforium::enrich {
namespace {

using presentation::CanvasDraft;
using presentation::CanvasText;
using presentation::FileReference;

constexpr std::string_view kWebVtt = "text/vtt";
constexpr std::string_view kSubRip = "application/x-subrip";
constexpr std::size_t kMostBytes = std::size_t{16} << 20;
constexpr std::size_t kMostStreams = 40;

bool has_captions(CanvasDraft const& canvas, std::string_view format, std::string_view language) {
  return std::ranges::any_of(canvas.texts, [&](CanvasText const& text) {
    return text.file.format == format && text.file.language == language;
  });
}

Result<Bytes> blocking_webvtt_of(std::string const& subrip) {
  TRIFORIUM_TRY(auto const bytes, blocking_read_file(subrip, kMostBytes));
  TRIFORIUM_TRY(auto const reading, text::read_srt(bytes));
  auto const written = text::write_webvtt(reading.pages.front().cues);
  return Bytes(written.begin(), written.end());
}

void offer_original(CanvasDraft& canvas, FileReference file) {
  file.label = {};
  file.label.add("en", "Subtitles (SubRip)");
  canvas.description.renderings.push_back(std::move(file));
}

}  // namespace

void blocking_convert_captions(Task const& task, CanvasDraft& canvas) {
  std::vector<CanvasText> texts;
  for (auto const& text : canvas.texts) {
    if (text.file.format != kSubRip || !is_file_of_ours(text.file)) {
      texts.push_back(text);
      continue;
    }
    if (has_captions(canvas, kWebVtt, text.file.language)) {
      offer_original(canvas, text.file);
      continue;
    }
    auto const name = std::filesystem::path(text.file.location).stem().string() + ".vtt";
    auto const made =
        task.derived.blocking_make(text.file.location, name, [&] { return blocking_webvtt_of(text.file.location); });
    texts.push_back(text);
    if (!made) {
      task.complain(text.file, made.error());
      continue;
    }
    offer_original(canvas, text.file);
    texts.back().file.location = *made;
    texts.back().file.format = kWebVtt;
  }
  canvas.texts = std::move(texts);
}

void blocking_extract_captions(Task const& task, CanvasDraft& canvas, FileReference const& file,
                               std::vector<media::SubtitleStream> const& streams) {
  for (std::size_t i = 0; i < std::min(streams.size(), kMostStreams); ++i) {
    auto const& stream = streams[i];
    auto const language = text::to_bcp47(stream.language);
    if (!stream.is_text || has_captions(canvas, kWebVtt, language)) continue;
    auto const name = fmt::format("captions-{}{}{}.vtt", stream.index, language.empty() ? "" : ".", language);
    auto const made = task.derived.blocking_make(
        file.location, name, [&] { return media::blocking::embedded_captions(file.location, stream.index); });
    if (!made) {
      task.complain(file, made.error());
      continue;
    }
    CanvasText captions;
    captions.file.location = *made;
    captions.file.format = kWebVtt;
    captions.file.language = language;
    captions.file.label.add(language.empty() ? "none" : language, stream.title);
    canvas.texts.push_back(std::move(captions));
  }
}

}  // namespace triforium::enrich
