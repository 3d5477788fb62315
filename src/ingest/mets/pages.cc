#include "ingest/mets/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "ingest/keys.h"
#include "ingest/media_types.h"
#include "ingest/mets/describe_text.h"
#include "ingest/sidecars.h"

namespace triforium::ingest {
namespace {

using namespace xml;

using presentation::CanvasDraft;
using presentation::FileReference;

enum class Role { painted, text, thumbnail, document, other };

// What the METS says a file is, and where it lies.
struct PageFile {
  MetsFile const* file = nullptr;
  Role role = Role::other;
  std::optional<presentation::MediaKind> kind;
  Resolved resolved;
  std::size_t rank = 0;  // of its USE group, best first

  bool is_here() const { return !resolved.path.empty(); }
  bool is_usable() const { return is_here() || !resolved.url.empty(); }
};

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

std::optional<presentation::MediaKind> kind_of(MetsFile const& file) {
  if (auto const kind = kind_of_media_type(file.media_type)) return kind;
  auto const type = media_type_of_extension(extension_of(file.href));
  return type && (file.media_type.empty() || !contains(file.media_type, "xml")) ? type->kind : std::nullopt;
}

Role role_of(MetsFile const& file) {
  auto const use = to_lower(file.use);
  auto const extension = extension_of(file.href);
  if (contains(use, "thumb")) return Role::thumbnail;
  if (kind_of(file)) return Role::painted;
  if (extension == "pdf" || file.media_type == "application/pdf" || use == "download") return Role::document;
  bool const is_text = contains(use, "fulltext") || contains(use, "ocr") || contains(use, "text") ||
                       contains(use, "alto") || contains(use, "gt-seg") || contains(use, "transcription") ||
                       contains(file.media_type, "alto") || contains(file.media_type, "page+xml") ||
                       contains(file.media_type, "prima.page");
  return is_text || extension == "txt" || extension == "xml" ? Role::text : Role::other;
}

std::size_t rank_of(std::vector<std::string> const& order, std::string_view use) {
  auto const at =
      std::ranges::find_if(order, [&](std::string const& group) { return equals_ignoring_case(group, use); });
  return static_cast<std::size_t>(at - order.begin());
}

PageFile page_file(MetsSource const& source, MetsFile const& file) {
  PageFile found{.file = &file,
                 .role = role_of(file),
                 .kind = kind_of(file),
                 .resolved = {},
                 .rank = rank_of(source.session.options.image_groups, file.use)};
  found.resolved = resolve_href(source.index, folder_of(source.path), file.href, file.use);
  if (found.resolved.leads_out) {
    source.session.reading.warn(
        source.place(file.line),
        fmt::format("The address {} of file {} leads out of the folder; {}.", quoted(file.href), quoted(file.id),
                    found.is_here() ? "the file of that name within was taken" : "it is left out"));
  }
  return found;
}

FileReference reference_of(MetsSource const& source, PageFile const& file) {
  FileReference reference;
  if (file.is_here())
    reference = reference_to(source.session, file.resolved.path);
  else
    reference.location = file.resolved.url;
  if (reference.format.empty() && contains(file.file->media_type, "/")) reference.format = file.file->media_type;
  return reference;
}

// A file that is here before one that is elsewhere, then the order of the groups.
PageFile const* best_painted(std::vector<PageFile> const& files) {
  PageFile const* best = nullptr;
  for (auto const& file : files) {
    if (file.role != Role::painted || !file.is_usable()) continue;
    bool const is_better = !best || (file.is_here() != best->is_here() ? file.is_here() : file.rank < best->rank);
    if (is_better) best = &file;
  }
  return best;
}

void add_text(MetsSource const& source, PageFile const& file, CanvasDraft& canvas) {
  if (!file.is_here()) {
    source.session.reading.warn(
        source.place(file.file->line),
        fmt::format("The text {} is not in the folder; the page is left without it.", quoted(file.file->href)));
    return;
  }
  auto text = canvas_text(source.session, file.resolved.path);
  if (!text) return;
  auto const is_known = [&](presentation::CanvasText const& other) {
    return other.file.location == text->file.location;
  };
  if (std::ranges::any_of(canvas.texts, is_known)) return;
  // "seeAlso: a machine-readable resource such as an XML description", here the words with their places.
  if (!text->file.profile.empty()) canvas.description.see_also.push_back(text->file);
  canvas.texts.push_back(std::move(*text));
}

void add_files(MetsSource const& source, std::vector<PageFile> const& files, CanvasDraft& canvas) {
  if (auto const* best = best_painted(files)) {
    canvas.paintings.push_back(
        {.file = reference_of(source, *best), .kind = *best->kind, .fragment = {}, .alternatives = {}});
  } else {
    auto const painted = std::ranges::find(files, Role::painted, &PageFile::role);
    auto const line = painted != files.end() ? painted->file->line : 1;
    auto const name = painted != files.end() ? painted->file->href : std::string("(none is named)");
    source.session.reading.warn(source.place(line),
                                fmt::format("The file {} is not in the folder; the page is empty.", quoted(name)));
  }
  for (auto const& file : files) {
    if (file.role == Role::text) add_text(source, file, canvas);
    if (file.role == Role::document && file.is_usable())
      canvas.description.renderings.push_back(reference_of(source, file));
  }
}

// Divisions in the order of ORDER, where all siblings have one; else as they are written.
std::vector<pugi::xml_node> ordered(pugi::xml_node division) {
  auto divisions = children_of(division, "div");
  auto const order = [](pugi::xml_node node) { return parse_unsigned(attribute_of(node, "ORDER")); };
  if (std::ranges::all_of(divisions, [&](auto node) { return order(node).has_value(); })) {
    std::ranges::stable_sort(divisions, {}, [&](auto node) { return *order(node); });
  }
  return divisions;
}

constexpr std::size_t kMaxPages = 100'000;

// Divisions without divisions below, in reading order. As deep as the parser lets elements lie.
void collect_leaves(pugi::xml_node division, std::vector<pugi::xml_node>& leaves) {
  auto const below = ordered(division);
  for (auto const child : below)
    collect_leaves(child, leaves);
  if (below.empty()) leaves.push_back(division);
}

std::vector<PageFile> files_of(MetsSource const& source, pugi::xml_node division) {
  std::vector<PageFile> files;
  for (auto const& id : file_ids_of(division)) {
    auto const file = source.document.files().find(id);
    if (file != source.document.files().end())
      files.push_back(page_file(source, file->second));
    else
      source.session.reading.warn(source.place(source.document.line_of(division)),
                                  fmt::format("File {} is pointed to, and not listed in fileSec.", quoted(id)));
  }
  return files;
}

std::string stem_of_painting(CanvasDraft const& canvas) {
  return canvas.paintings.empty() ? std::string() : std::string(stem_of(canvas.paintings.front().file.location));
}

// The images' names last longer than IDs, which systems number anew when a page is added; where names are not different
// (every one "default.jpg"), the IDs are taken.
void name_canvases(std::vector<CanvasDraft>& canvases, std::vector<std::string> const& ids) {
  std::set<std::string> stems;
  for (auto const& canvas : canvases)
    stems.insert(stem_of_painting(canvas));
  bool const are_different = stems.size() == canvases.size() && !stems.contains("");
  UniqueKeys keys;
  for (std::size_t i = 0; i < canvases.size(); ++i) {
    auto const fallback = ids[i].empty() ? "p" + std::to_string(i + 1) : ids[i];
    canvases[i].key = keys.take(are_different ? stem_of_painting(canvases[i]) : fallback);
  }
}

// A file that no page shows: a PDF of the whole is offered for reading, others are left out.
void sort_unused(MetsSource const& source, std::set<std::string> const& used, MetsPages& pages) {
  for (auto const& [id, file] : source.document.files()) {
    if (used.contains(id) || role_of(file) == Role::thumbnail || role_of(file) == Role::other) continue;
    auto const document = role_of(file) == Role::document ? page_file(source, file) : PageFile();
    if (document.is_usable()) {
      pages.renderings.push_back(reference_of(source, document));
      continue;
    }
    source.session.reading.warn(source.place(file.line), fmt::format("File {} ({}) belongs to no page; it is left out.",
                                                                     quoted(id), quoted(file.href)));
  }
}

CanvasDraft make_page(MetsSource const& source, pugi::xml_node division, std::vector<PageFile> const& files,
                      std::size_t number) {
  CanvasDraft canvas;
  canvas.description.label.add(
      "none", page_label(attribute_of(division, "ORDERLABEL"), attribute_of(division, "LABEL"), number));
  add_files(source, files, canvas);
  std::string const urn(attribute_of(division, "CONTENTIDS"));
  if (urn.starts_with("urn:") && urn != "urn:n.a.") add_metadata(canvas.description, "URN", "URN", urn);
  return canvas;
}

bool is_page(std::vector<PageFile> const& files) {
  return std::ranges::any_of(files, [](PageFile const& file) { return file.role == Role::painted; });
}

}  // namespace

std::string page_label(std::string_view order_label, std::string_view label, std::size_t number) {
  for (auto const candidate : {order_label, label}) {
    auto const text = with_single_spaces(candidate);
    if (!text.empty() && text != "-" && text != "–" && text != "uncounted") return text;
  }
  return fmt::format("[{}]", number);
}

MetsPages read_pages(MetsSource const& source) {
  MetsPages pages;
  auto const root = source.document.physical();
  if (!root) return pages;
  std::vector<pugi::xml_node> leaves;
  collect_leaves(root, leaves);
  if (leaves.size() > kMaxPages) {
    source.session.reading.error(source.path,
                                 fmt::format("It has more than {} pages; the rest is left out.", kMaxPages));
    leaves.resize(kMaxPages);
  }
  std::set<std::string> used;
  std::vector<std::string> ids;
  for (auto const leaf : leaves) {
    auto const file_ids = file_ids_of(leaf);
    used.insert(file_ids.begin(), file_ids.end());
    auto const files = files_of(source, leaf);
    if (!is_page(files)) continue;
    auto const number = pages.canvases.size();
    pages.canvases.push_back(make_page(source, leaf, files, number + 1));
    ids.emplace_back(attribute_of(leaf, "ID"));
    for (auto around = leaf; is_named(around, "div"); around = around.parent()) {
      pages.by_division[std::string(attribute_of(around, "ID"))].push_back(number);
    }
    for (auto const& id : file_ids)
      pages.by_file.emplace(id, number);
  }
  name_canvases(pages.canvases, ids);
  for (std::size_t i = 0; i < leaves.size() && pages.start.empty(); ++i) {
    // Goobi and Kitodo mark the page at which to open: xlink:label="START_PAGE".
    if (attribute_of(leaves[i], "label") != "START_PAGE") continue;
    auto const at = pages.by_division.find(std::string(attribute_of(leaves[i], "ID")));
    if (at != pages.by_division.end()) pages.start = pages.canvases[at->second.front()].key;
  }
  auto const whole = descendants_of(root, "div").empty() ? std::vector<PageFile>() : files_of(source, root);
  for (auto const& file : whole) {
    used.insert(file.file->id);
    if (file.role == Role::document && file.is_usable()) pages.renderings.push_back(reference_of(source, file));
  }
  sort_unused(source, used, pages);
  return pages;
}

}  // namespace triforium::ingest
