#include "enrich/recordings.h"

#include <algorithm>

#include "enrich/captions.h"
#include "enrich/chapter_files.h"
#include "enrich/chapters.h"
#include "enrich/read_file.h"
#include "media/derivatives.h"
#include "media/probe.h"

namespace triforium::enrich {
namespace {

using presentation::CanvasDraft;
using presentation::FileReference;
using presentation::MediaKind;
using presentation::Painting;

constexpr std::size_t kMostChapterBytes = std::size_t{1} << 20;
// A film that fades in shows nothing at its very start; one that runs for hours has shown what it is after a minute.
constexpr double kPosterPart = 0.1, kLatestPoster = 60;

Painting picture(std::filesystem::path const& file) {
  Painting painting;
  painting.file.location = file.string();
  painting.kind = MediaKind::image;
  return painting;
}

FileReference const* find_recording(CanvasDraft const& canvas) {
  auto const found = std::ranges::find_if(canvas.paintings, [](Painting const& painting) {
    return (painting.kind == MediaKind::sound || painting.kind == MediaKind::video) && is_file_of_ours(painting.file);
  });
  return found == canvas.paintings.end() ? nullptr : &found->file;
}

// The lists that lie beside the recording, taken out of the texts of the canvas.
std::vector<media::Chapter> blocking_take_chapter_lists(Task const& task, CanvasDraft& canvas) {
  std::vector<media::Chapter> chapters;
  std::erase_if(canvas.texts, [&](presentation::CanvasText const& text) {
    auto const name = std::filesystem::path(text.file.location).filename().string();
    if (!is_chapter_list(name) || !is_file_of_ours(text.file)) return false;
    auto const bytes = blocking_read_file(text.file.location, kMostChapterBytes);
    auto read = bytes ? parse_chapter_list(*bytes) : Result<std::vector<media::Chapter>>(fail(bytes));
    if (!read) task.complain(text.file, read.error());
    if (read && chapters.empty()) chapters = std::move(*read);
    return true;
  });
  return chapters;
}

// What a person listed beside the file is better than what a program wrote into it. A structure that the item's source
// gives stays alone.
void blocking_add_chapters(Task const& task, CanvasDraft& canvas, media::Recording const& recording,
                           bool has_structure) {
  auto chapters = blocking_take_chapter_lists(task, canvas);
  if (chapters.empty()) chapters = recording.chapters;
  if (has_structure) return;
  if (auto range = chapter_range(canvas.key, std::move(chapters), recording.duration))
    task.draft.ranges.push_back(std::move(*range));
}

void blocking_add_poster(Task const& task, CanvasDraft& canvas, FileReference const& film,
                         media::Recording const& recording) {
  if (canvas.placeholder) return;
  auto const at = std::min(recording.duration.value_or(0) * kPosterPart, kLatestPoster);
  auto const made = task.derived.blocking_make(film.location, "poster.jpg",
                                               [&] { return media::blocking::poster(film.location, at); });
  if (made)
    canvas.placeholder = picture(*made);
  else
    task.complain(film, made.error());
}

// The picture that its publisher put into the file, or what it looks like to a meter.
Result<std::filesystem::path> blocking_picture_of(Task const& task, FileReference const& sound,
                                                  media::Recording const& recording) {
  if (recording.has_cover) {
    auto cover =
        task.derived.blocking_make(sound.location, "cover.jpg", [&] { return media::blocking::cover(sound.location); });
    if (cover) return cover;
  }
  if (!recording.duration) return fail(ErrorKind::corrupt_source, "its length cannot be told");
  return task.derived.blocking_make(sound.location, "waveform.png",
                                    [&] { return media::blocking::waveform(sound.location, *recording.duration); });
}

void blocking_enrich_canvas(Task const& task, CanvasDraft& canvas, FileReference const& file, bool has_structure) {
  auto const recording = media::blocking::probe(file.location);
  if (!recording) return;  // whoever publishes the file looks at it, too, and says what is wrong
  blocking_add_chapters(task, canvas, *recording, has_structure);
  blocking_convert_captions(task, canvas);
  blocking_extract_captions(task, canvas, file, recording->subtitles);
  if (recording->kind == media::RecordingKind::video) return blocking_add_poster(task, canvas, file, *recording);
  if (canvas.accompanying) return;
  auto const made = blocking_picture_of(task, file, *recording);
  if (made)
    canvas.accompanying = picture(*made);
  else
    task.complain(file, made.error());
}

}  // namespace

void blocking_enrich_recordings(Task const& task) {
  bool const has_structure = !task.draft.ranges.empty();
  for (auto& canvas : task.draft.canvases) {
    if (auto const* const found = find_recording(canvas)) {
      auto const file = *found;
      blocking_enrich_canvas(task, canvas, file, has_structure);
    }
  }
}

}  // namespace triforium::enrich
