#include "ingest/mets/mets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "ingest/keys.h"
#include "ingest/mets/describe_text.h"
#include "ingest/mets/mods.h"
#include "ingest/mets/ranges.h"
#include "ingest/sidecars.h"
#include "xml/sniff.h"

namespace triforium::ingest {
namespace {

using namespace xml;

using presentation::CollectionDraft;
using presentation::Description;
using presentation::ItemDraft;

constexpr std::size_t kMaxMets = std::size_t{64} << 20;

std::vector<std::string> mets_files(Session& session, Place const& place, Entries const& entries) {
  std::vector<std::string> names;
  for (auto const& entry : entries) {
    if (entry.is_folder || extension_of(entry.name) != "xml") continue;
    if (place.path.empty() && !session.options.file.empty() && entry.name != session.options.file) continue;
    auto const head = session.tree.read_head(join(place.path, entry.name), 16384);
    if (head && sniff_root(*head).name == "mets") names.push_back(entry.name);
  }
  return names;
}

// dv:rights and dv:links: who keeps the original, and where it is shown.
void add_owner(MetsDocument const& document, Description& description) {
  auto const rights = descendants_of(document.root(), "rights");
  for (auto const one : rights) {
    auto const owner = text_of(child_of(one, "owner")), site = text_of(child_of(one, "ownerSiteURL"));
    if (owner.empty() || description.required_statement) continue;
    presentation::LabelledText statement{bilingual("Provided by", "Bereitgestellt von"), {}};
    statement.value.add("none", owner);
    description.required_statement = std::move(statement);
    if (!has_scheme(site)) continue;
    presentation::Provider provider{.id = site, .label = {}, .homepages = {}, .logos = {}};
    provider.label.add("none", owner);
    presentation::FileReference page{
        .location = site, .format = "text/html", .profile = {}, .language = {}, .label = provider.label};
    provider.homepages.push_back(std::move(page));
    auto const logo = text_of(child_of(one, "ownerLogo"));
    if (has_scheme(logo))
      provider.logos.push_back({.location = logo, .format = {}, .profile = {}, .language = {}, .label = {}});
    description.providers.push_back(std::move(provider));
  }
  for (auto const links : descendants_of(document.root(), "links")) {
    auto const shown = text_of(child_of(links, "presentation")), record = text_of(child_of(links, "reference"));
    if (has_scheme(shown)) add_homepage(description, shown, "Digital copy", "Digitalisat");
    if (has_scheme(record)) add_homepage(description, record, "Catalogue record", "Katalogeintrag");
  }
}

void describe(MetsSource const& source, pugi::xml_node main, Description& description, ItemDraft& item) {
  auto records = source.document.records(attribute_of(main, "DMDID"));
  if (records.empty()) records = source.document.records(attribute_of(source.document.physical(), "DMDID"));
  std::string host;
  for (auto const record : records) {
    auto facts = describe_record(record, description);
    if (!facts.host.empty()) host = facts.host + (facts.part.empty() ? "" : ", " + facts.part);
    std::ranges::move(facts.identifiers, std::back_inserter(item.aliases));
    if (!facts.viewing_direction.empty()) item.viewing_direction = facts.viewing_direction;
    if (facts.unclear_rights) {
      source.session.reading.note(source.path,
                                  "The rights " + quoted(*facts.unclear_rights) +
                                      " name no licence with an address; they stand in the metadata only.");
    }
  }
  auto const named = {std::string(attribute_of(main, "LABEL")),
                      std::string(attribute_of(source.document.root(), "LABEL")), std::move(host)};
  for (auto const& text : named) {
    if (description.label.is_empty()) description.label.add("none", with_single_spaces(text));
  }
  add_owner(source.document, description);
  auto reference = reference_to(source.session, source.path);
  reference.profile = kMetsProfile;
  reference.label = bilingual("METS", "METS");
  description.see_also.push_back(std::move(reference));
}

// An anchor has no pages; its divisions point to the METS files of the volumes.
bool is_anchor(MetsDocument const& document) {
  if (document.physical() && !descendants_of(document.physical(), "fptr").empty()) return false;
  return !descendants_of(document.logical(), "mptr").empty();
}

// Every METS of the folder and what it becomes.
struct Members {
  std::map<std::string, std::string> id_by_stem;  // the stem of a file's name → id
};

std::string id_of(Place const& place, std::string_view name, std::size_t count) {
  // "mets.xml" says nothing, the folder does.
  auto const lower = to_lower(stem_of(name));
  if (count == 1 || lower == "mets") return place.id;
  return place.id + "/" + make_key(stem_of(name));
}

void add_anchor(MetsSource const& source, Place const& place, std::string id, Members const& members) {
  CollectionDraft collection;
  ItemDraft facts;
  collection.id = std::move(id);
  collection.parent = place.parent;
  describe(source, main_division(source.document), collection.description, facts);
  collection.aliases = std::move(facts.aliases);
  // "multi-part: Valid on Collections. Collections that have this behavior consist of multiple Manifests or Collections
  //  which together form part of a logical whole or a contiguous set"
  collection.description.behaviors = {"multi-part"};
  collection.source = source.path;
  for (auto const pointer : descendants_of(source.document.logical(), "mptr")) {
    auto const stem = std::string(stem_of(attribute_of(pointer, "href")));
    auto const member = members.id_by_stem.find(stem);
    if (member != members.id_by_stem.end() && member->second != collection.id)
      collection.members.push_back(member->second);
    else
      source.session.reading.warn(source.place(source.document.line_of(pointer)),
                                  "The volume " + quoted(stem) + " is not in the folder.");
  }
  source.session.reading.collections.push_back(std::move(collection));
}

void add_item(MetsSource const& source, Place const& place, std::string id) {
  ItemDraft item;
  item.id = std::move(id);
  item.source = source.path;
  if (!place.parent.empty()) item.collections.push_back(place.parent);
  auto const main = main_division(source.document);
  describe(source, main, item.description, item);
  auto pages = read_pages(source);
  if (main) item.ranges = read_ranges(source, main, pages);
  if (item.description.label.is_empty()) item.description.label.add("none", place.name);
  std::erase(item.aliases, item.id);
  bool const is_empty =
      std::ranges::all_of(pages.canvases, [](auto const& canvas) { return canvas.paintings.empty(); });
  if (is_empty && !pages.canvases.empty()) {
    source.session.reading.error(
        source.path,
        fmt::format("None of its {} pages has a file here; there is nothing to look at.", pages.canvases.size()));
  }
  std::ranges::move(pages.renderings, std::back_inserter(item.description.renderings));
  item.canvases = std::move(pages.canvases);
  item.start_canvas = std::move(pages.start);
  if (item.canvases.empty())
    return source.session.reading.error(source.path,
                                        "It has no pages (no physical structMap with images); nothing is published.");
  source.session.reading.items.push_back(std::move(item));
}

void read_one(Session& session, Place const& place, std::string const& name, std::string const& id,
              FileIndex const& index, Members const& members) {
  auto const path = join(place.path, name);
  auto const bytes = session.tree.read(path, kMaxMets);
  auto const document = bytes ? MetsDocument::parse(*bytes) : Result<MetsDocument>(fail(bytes));
  if (!document)
    return session.reading.error(path, "It cannot be read as METS: " + document.error().message +
                                           ". Nothing of its folder is published until it can.");
  MetsSource const source{session, *document, index, path};
  if (is_anchor(*document))
    add_anchor(source, place, id, members);
  else
    add_item(source, place, id);
}

void add_shelf(Session& session, Place const& place) {
  CollectionDraft shelf;
  shelf.id = place.id;
  shelf.parent = place.parent;
  shelf.description.label.add("none", place.name);
  shelf.source = place.path.empty() ? place.name : place.path;
  session.reading.collections.push_back(std::move(shelf));
}

}  // namespace

bool is_mets_folder(Session& session, Place const& place, Entries const& entries) {
  return !mets_files(session, place, entries).empty();
}

void read_mets_folder(Session& session, Place const& place, Entries const& entries) {
  auto const names = mets_files(session, place, entries);
  auto const index = FileIndex::build(session, place.path);
  Members members;
  auto within = place;
  if (names.size() > 1) {
    add_shelf(session, place);
    within.parent = place.id;
  }
  for (auto const& name : names) {
    auto id = id_of(place, name, names.size());
    if (names.size() > 1 && id == place.id) id += "/" + make_key(stem_of(name));
    members.id_by_stem.emplace(std::string(stem_of(name)), std::move(id));
  }
  for (auto const& name : names)
    read_one(session, within, name, members.id_by_stem.at(std::string(stem_of(name))), index, members);
}

}  // namespace triforium::ingest
