#include "ingest/tei/tei.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "ingest/dates.h"
#include "ingest/file_index.h"
#include "ingest/keys.h"
#include "ingest/language.h"
#include "ingest/media_types.h"
#include "ingest/mets/describe_text.h"
#include "ingest/rights.h"
#include "ingest/sidecars.h"
#include "xml/document.h"
#include "xml/sniff.h"

namespace triforium::ingest {
namespace {

using namespace xml;

using presentation::CanvasDraft;
using presentation::Description;
using presentation::ItemDraft;

constexpr std::size_t kMaxTei = std::size_t{64} << 20;

std::vector<std::string> tei_files(Session& session, Place const& place, Entries const& entries) {
  std::vector<std::string> names;
  for (auto const& entry : entries) {
    if (entry.is_folder || extension_of(entry.name) != "xml") continue;
    if (place.path.empty() && !session.options.file.empty() && entry.name != session.options.file) continue;
    auto const head = session.tree.read_head(join(place.path, entry.name), 16384);
    if (head && sniff_root(*head).name == "TEI") names.push_back(entry.name);
  }
  return names;
}

// One page: where its image is called, what it is called, and its size where the zones count in pixels.
struct Page {
  std::string id, label, href;
  std::optional<std::pair<std::uint32_t, std::uint32_t>> size;
};

std::optional<std::uint32_t> pixels(pugi::xml_node node, std::string_view name) {
  auto const value = parse_unsigned(attribute_of(node, name), 1'000'000);
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

Page page_of(pugi::xml_node surface) {
  Page page{.id = std::string(attribute_of(surface, "id")),
            .label = std::string(attribute_of(surface, "n")),
            .href = {},
            .size = {}};
  auto const graphic = descendants_of(surface, "graphic");
  if (!graphic.empty()) page.href = attribute_of(graphic.front(), "url");
  if (page.href.empty()) page.href = attribute_of(surface, "facs");
  auto const width = pixels(surface, "lrx"), height = pixels(surface, "lry");
  if (width && height && *width > 0 && *height > 0) page.size = {*width, *height};
  return page;
}

std::vector<Page> pages_of(pugi::xml_node root) {
  std::vector<Page> pages;
  for (auto const surface : descendants_of(root, "surface"))
    pages.push_back(page_of(surface));
  if (!pages.empty()) return pages;
  for (auto const graphic : descendants_of(child_of(root, "facsimile"), "graphic")) {
    pages.push_back({.id = std::string(attribute_of(graphic, "id")),
                     .label = {},
                     .href = std::string(attribute_of(graphic, "url")),
                     .size = {}});
  }
  if (!pages.empty()) return pages;
  for (auto const pb : descendants_of(root, "pb")) {
    if (auto const facs = attribute_of(pb, "facs"); !facs.empty() && !facs.starts_with('#')) {
      pages.push_back({.id = std::string(attribute_of(pb, "id")),
                       .label = std::string(attribute_of(pb, "n")),
                       .href = std::string(facs),
                       .size = {}});
    }
  }
  return pages;
}

// <pb facs="#f2" n="12r"/>: what the text calls the page, by the surface's id.
std::map<std::string, std::string> labels_of(pugi::xml_node root) {
  std::map<std::string, std::string> labels;
  for (auto const pb : descendants_of(root, "pb")) {
    auto target = attribute_of(pb, "facs");
    if (target.empty()) target = attribute_of(pb, "corresp");
    if (target.starts_with('#') && !attribute_of(pb, "n").empty())
      labels.emplace(target.substr(1), attribute_of(pb, "n"));
  }
  return labels;
}

bool is_image(std::string_view extension) {
  auto const type = media_type_of_extension(extension);
  return type && type->kind == presentation::MediaKind::image;
}

// The file that the address names, else one that is called like the surface.
Resolved image_of(FileIndex const& index, std::string const& base, Page const& page) {
  auto resolved = resolve_href(index, base, page.href);
  if (!resolved.path.empty() || page.id.empty()) return resolved;
  if (auto const beside = index.find_stem(page.id, is_image)) resolved.path = *beside;
  return resolved;
}

void add_sidecars(Session const& session, FileIndex const& index, std::string const& image, CanvasDraft& canvas) {
  auto const stem = join(folder_of(image), stem_of(image));
  for (std::string_view const extension : {".xml", ".hocr", ".txt"}) {
    auto const path = stem + std::string(extension);
    if (!index.has(path)) continue;
    if (auto text = canvas_text(session, path)) canvas.texts.push_back(std::move(*text));
  }
}

std::string name_text(pugi::xml_node author) {
  auto const person = child_of(author, "persName");
  auto const surname = text_of(child_of(person, "surname")), forename = text_of(child_of(person, "forename"));
  if (surname.empty()) return text_of(author);
  return forename.empty() ? surname : surname + ", " + forename;
}

void add_source(pugi::xml_node header, Description& description) {
  auto const source = descendants_of(header, "sourceDesc");
  if (source.empty()) return;
  for (auto const bibl : descendants_of(source.front(), "bibl")) {
    for (auto const date : children_of(bibl, "date")) {
      std::string const when(attribute_of(date, "when"));
      add_metadata(description, "Date", "Datum", text_of(date).empty() ? when : text_of(date));
      if (description.nav_date.empty()) description.nav_date = nav_date(when).value_or("");
    }
  }
  for (auto const id : descendants_of(source.front(), "msIdentifier")) {
    add_metadata(description, "Repository", "Aufbewahrungsort", text_of(child_of(id, "repository")));
    add_metadata(description, "Shelfmark", "Signatur", text_of(child_of(id, "idno")));
  }
}

void describe(pugi::xml_node root, Description& description) {
  auto const header = child_of(root, "teiHeader");
  auto const statement = child_of(child_of(header, "fileDesc"), "titleStmt");
  description.label.add("none", text_of(child_of(statement, "title")));
  for (auto const author : children_of(statement, "author"))
    add_metadata(description, "Author", "Verfasser", name_text(author));
  add_source(header, description);
  for (auto const language : descendants_of(header, "language")) {
    auto const name = language_name(language_tag(attribute_of(language, "ident")));
    if (!name.english.empty())
      description.metadata.push_back({bilingual("Language", "Sprache"), bilingual(name.english, name.german)});
  }
  for (auto const licence : descendants_of(header, "licence")) {
    if (auto const uri = rights_uri(attribute_of(licence, "target")); uri && description.rights.empty())
      description.rights = *uri;
  }
}

CanvasDraft make_canvas(Session& session, FileIndex const& index, std::string const& path, Page const& page) {
  CanvasDraft canvas;
  auto const image = image_of(index, std::string(folder_of(path)), page);
  if (image.leads_out) session.reading.warn(path, "The address " + quoted(page.href) + " leads out of the folder.");
  if (!image.path.empty()) {
    canvas.paintings.push_back({.file = reference_to(session, image.path),
                                .kind = presentation::MediaKind::image,
                                .fragment = {},
                                .alternatives = {}});
    add_sidecars(session, index, image.path, canvas);
  } else if (!image.url.empty()) {
    // The size is that of the zones' coordinates; an image here says its own.
    canvas.size = page.size;
    canvas.paintings.emplace_back().file.location = image.url;
  } else {
    session.reading.warn(path, "The image " + quoted(page.href) + " is not in the folder; the page is empty.");
  }
  return canvas;
}

void read_one(Session& session, Place const& place, std::string const& name, std::string id, FileIndex const& index) {
  auto const path = join(place.path, name);
  auto const bytes = session.tree.read(path, kMaxTei);
  auto const xml = bytes ? xml::Document::parse(*bytes) : Result<xml::Document>(fail(bytes));
  if (!xml) return session.reading.error(path, "It cannot be read as TEI: " + xml.error().message + ".");
  ItemDraft item;
  item.id = std::move(id);
  item.source = path;
  if (!place.parent.empty()) item.collections.push_back(place.parent);
  describe(xml->root(), item.description);
  if (item.description.label.is_empty()) item.description.label.add("none", place.name);
  auto reference = reference_to(session, path);
  reference.format = "application/tei+xml";
  reference.profile = kTeiProfile;
  item.description.see_also.push_back(std::move(reference));
  UniqueKeys keys;
  auto const labels = labels_of(xml->root());
  for (auto const& page : pages_of(xml->root())) {
    auto canvas = make_canvas(session, index, path, page);
    canvas.key = keys.take(!page.id.empty() ? page.id : stem_of(page.href));
    auto const called = labels.find(page.id);
    canvas.description.label.add("none", called != labels.end() ? called->second
                                         : page.id.empty()      ? page.label
                                                                : page.id);
    if (canvas.description.label.is_empty())
      canvas.description.label.add("none", fmt::format("[{}]", item.canvases.size() + 1));
    item.canvases.push_back(std::move(canvas));
  }
  if (item.canvases.empty()) return session.reading.error(path, "It has no pages (<surface>, <graphic> or <pb facs>).");
  session.reading.items.push_back(std::move(item));
}

}  // namespace

bool is_tei_folder(Session& session, Place const& place, Entries const& entries) {
  for (auto const& name : tei_files(session, place, entries)) {
    auto const bytes = session.tree.read(join(place.path, name), kMaxTei);
    auto const xml = bytes ? xml::Document::parse(*bytes) : Result<xml::Document>(fail(bytes));
    if (xml && !pages_of(xml->root()).empty()) return true;
  }
  return false;
}

void read_tei_folder(Session& session, Place const& place, Entries const& entries) {
  auto const names = tei_files(session, place, entries);
  auto const index = FileIndex::build(session, place.path);
  for (auto const& name : names) {
    auto id = names.size() == 1 ? place.id : place.id + "/" + make_key(stem_of(name));
    read_one(session, place, name, std::move(id), index);
  }
}

}  // namespace triforium::ingest
