#include "ingest/sidecars.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/language.h"
#include "ingest/media_types.h"
#include "xml/sniff.h"

namespace triforium::ingest {
namespace {

using presentation::CanvasText;

constexpr std::size_t kHead = 4096;

std::optional<CanvasText> xml_text(CanvasText text, std::string_view head) {
  auto const root = xml::sniff_root(head);
  if (root.name == "alto")
    text.file.profile = kAltoProfile;
  else if (root.name == "PcGts")
    text.file.profile = kPageProfile;
  else if (root.name == "html" && head.find("ocr_page") != std::string_view::npos)
    text.file.profile = kHocrProfile;
  else
    return std::nullopt;
  return text;
}

std::optional<CanvasText> html_text(CanvasText text, std::string_view head) {
  if (head.find("ocr_page") == std::string_view::npos && head.find("ocr-system") == std::string_view::npos)
    return std::nullopt;
  text.file.format = "text/vnd.hocr+html";
  text.file.profile = kHocrProfile;
  return text;
}

// Annotation pages and lists; what is no JSON of annotations stays away.
std::optional<CanvasText> json_text(CanvasText text, std::string_view head) {
  if (head.find("Annotation") == std::string_view::npos) return std::nullopt;
  text.file.format = "application/ld+json";
  text.motivation = "";
  return text;
}

bool is_text_folder(std::string_view name) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"alto", "ocr", "fulltext", "page", "page-xml", "hocr", "text", "texts", "txt",
                                       "vtt", "captions", "subtitles", "xml"});
  return std::ranges::find(kNames, to_lower(name)) != kNames.end();
}

// The media's stem that a text's stem names: itself, or with a language behind a dot.
struct Owner {
  std::string stem, language;
};
std::optional<Owner> owner_of(std::string_view stem, std::set<std::string> const& media_stems) {
  // "chapters.txt" beside the only recording there is.
  if (stem == "chapters" && media_stems.size() == 1) return Owner{*media_stems.begin(), {}};
  if (media_stems.contains(std::string(stem))) return Owner{std::string(stem), {}};
  auto const dot = stem.rfind('.');
  if (dot == std::string_view::npos) return std::nullopt;
  auto const shorter = std::string(stem.substr(0, dot));
  if (!media_stems.contains(shorter)) return std::nullopt;
  // "0001.alto.xml" and "0001.ocr.txt" say what they are, not a language.
  auto const language = language_tag(stem.substr(dot + 1));
  bool const is_kind = is_text_folder(stem.substr(dot + 1));
  return Owner{shorter, is_kind ? std::string() : language};
}

presentation::LanguageMap label_of(std::string const& language) {
  auto name = language_name(language);
  presentation::LanguageMap label;
  label.add("en", std::move(name.english));
  label.add("de", std::move(name.german));
  return label;
}

void add(Sidecars& sidecars, Session const& session, std::string_view path, std::set<std::string> const& media_stems) {
  auto const owner = owner_of(stem_of(path), media_stems);
  if (!owner) return;
  auto text = canvas_text(session, path);
  if (!text) return;
  text->file.language = owner->language;
  // Viewers list captions by their labels; Clover 3 takes every language for English.
  auto const extension = extension_of(path);
  bool const is_captions = extension == "vtt" || extension == "srt";
  if (is_captions && !owner->language.empty()) text->file.label = label_of(owner->language);
  sidecars.by_stem[owner->stem].push_back(std::move(*text));
  sidecars.used.insert(std::string(name_of(path)));
}

}  // namespace

std::optional<CanvasText> canvas_text(Session const& session, std::string_view path) {
  CanvasText text;
  text.file = reference_to(session, path);
  auto const extension = extension_of(path);
  constexpr auto kPlain = std::to_array<std::string_view>({"vtt", "srt", "txt", "cue", "ffmetadata", "ffmeta"});
  if (std::ranges::find(kPlain, extension) != kPlain.end()) return text;
  if (extension == "hocr") {
    text.file.profile = kHocrProfile;
    return text;
  }
  if (extension != "xml" && extension != "html" && extension != "htm" && extension != "json") return std::nullopt;
  auto const head = session.tree.read_head(path, kHead);
  if (!head) return std::nullopt;
  if (extension == "xml") return xml_text(std::move(text), *head);
  if (extension == "json") return json_text(std::move(text), *head);
  return html_text(std::move(text), *head);
}

Sidecars find_sidecars(Session& session, std::string const& folder, Entries const& entries,
                       std::set<std::string> const& media_stems) {
  Sidecars sidecars;
  for (auto const& entry : entries) {
    auto const path = join(folder, entry.name);
    if (!entry.is_folder) {
      add(sidecars, session, path, media_stems);
    } else if (!media_stems.empty() && is_text_folder(entry.name)) {
      auto const below = session.tree.list(path);
      if (!below || below->empty()) continue;
      bool const has_media = std::ranges::any_of(*below, [](TreeEntry const& file) {
        auto const type = media_type_of_extension(extension_of(file.name));
        return file.is_folder || (type && type->kind);
      });
      if (has_media) continue;
      sidecars.folders.insert(entry.name);
      for (auto const& file : *below)
        add(sidecars, session, join(path, file.name), media_stems);
    }
  }
  return sidecars;
}

}  // namespace triforium::ingest
