#include "enrich/recognition.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "enrich/gray_picture.h"
#include "enrich/temporary_file.h"
#include "media/ocr.h"
#include "text/alto/alto.h"
#include "text/alto/write_alto.h"
#include "text/language.h"

namespace triforium::enrich {
namespace {

using presentation::CanvasDraft;
using presentation::CanvasText;
using presentation::FileReference;

constexpr std::string_view kAltoProfile = "http://www.loc.gov/standards/alto";
constexpr std::string_view kPrefix = "ocr-";
constexpr std::string_view kSuffix = ".xml";

// "deu+script/Fraktur" → "ocr-deu+script~Fraktur.xml"
std::string file_name(std::string const& languages) {
  auto name = std::string(kPrefix) + languages + std::string(kSuffix);
  std::ranges::replace(name, '/', '~');
  return name;
}

// Of one language; nobody knows which words are in which of several.
std::string language_of(std::filesystem::path const& alto) {
  auto const name = alto.filename().string();
  auto const languages = std::string_view(name).substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  return languages.find('+') == std::string_view::npos ? text::to_bcp47(languages) : std::string();
}

bool has_text(CanvasDraft const& canvas) {
  return std::ranges::any_of(canvas.texts, [](CanvasText const& text) { return !text.motivation.empty(); });
}

FileReference const* find_picture(CanvasDraft const& canvas) {
  if (canvas.paintings.empty() || has_text(canvas)) return nullptr;
  auto const& painting = canvas.paintings.front();
  bool const is_whole = painting.kind == presentation::MediaKind::image && painting.fragment.empty();
  return is_whole && is_file_of_ours(painting.file) ? &painting.file : nullptr;
}

class Recogniser {
 public:
  Recogniser(Task const& task, Recognition const& recognition)
      : task_(task), recognition_(recognition), version_("tesseract") {
    if (recognition.languages.empty()) return;
    if (auto const version = media::blocking::ocr_version()) version_ = *version;
  }

  void blocking_add(CanvasDraft& canvas, FileReference const& picture) {
    auto const alto = blocking_find_or_make(picture);
    std::error_code error;
    if (!alto || std::filesystem::file_size(*alto, error) == 0 || error) return;
    CanvasText text;
    text.file.location = alto->string();
    text.file.format = "application/xml";
    text.file.profile = kAltoProfile;
    text.file.language = language_of(*alto);
    text.file.label.add("en", "Text recognised by a program (ALTO)");
    text.file.label.add("de", "Maschinell erkannter Text (ALTO)");
    canvas.texts.push_back(std::move(text));
  }

 private:
  std::optional<std::filesystem::path> blocking_find_or_make(FileReference const& picture) {
    if (recognition_.languages.empty()) return task_.derived.blocking_find(picture.location, kPrefix);
    auto made = task_.derived.blocking_make(picture.location, file_name(recognition_.languages),
                                            [&] { return blocking_recognise(picture.location); });
    if (made) return *made;
    task_.complain(picture, made.error());
    return std::nullopt;
  }

  // What Tesseract writes names its temporary file, and counts in the pixels of that: it is written anew.
  Result<Bytes> blocking_recognise(std::filesystem::path const& picture) {
    TRIFORIUM_TRY(auto const gray, blocking_read_gray(picture, recognition_.pictures));
    TRIFORIUM_TRY(auto const file, TemporaryFile::blocking_write(task_.derived.folder(), gray.pgm));
    TRIFORIUM_TRY(auto const alto, media::blocking::recognise_text(file.path(), recognition_.languages));
    TRIFORIUM_TRY(auto reading, text::read_alto(alto));
    auto& page = reading.pages.front();
    if (page.blocks.empty()) return Bytes{};
    page.image_name = picture.filename().string();
    auto const scaled = text::scaled_to(std::move(page), {static_cast<std::int32_t>(gray.full_size.width),
                                                          static_cast<std::int32_t>(gray.full_size.height)});
    auto const written = text::write_alto(scaled, fmt::format("{} ({})", version_, recognition_.languages));
    return Bytes(written.begin(), written.end());
  }

  Task const& task_;
  Recognition const& recognition_;
  std::string version_;
};

}  // namespace

void blocking_recognise_texts(Task const& task, Recognition const& recognition) {
  Recogniser recogniser(task, recognition);
  for (auto& canvas : task.draft.canvases) {
    if (auto const* const found = find_picture(canvas)) {
      auto const picture = *found;
      recogniser.blocking_add(canvas, picture);
    }
  }
}

}  // namespace triforium::enrich
