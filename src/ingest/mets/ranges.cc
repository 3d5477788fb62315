#include "ingest/mets/ranges.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/utf8.h"
#include "ingest/keys.h"
#include "ingest/mets/describe_text.h"
#include "ingest/mets/mods.h"

namespace triforium::ingest {
namespace {

using namespace xml;

using presentation::CanvasPart;
using presentation::LanguageMap;
using presentation::RangeDraft;

struct TypeName {
  std::string_view type, english, german;
};

// https://dfg-viewer.de/strukturdatenset – what divisions without a LABEL are called
constexpr auto kTypes = std::to_array<TypeName>({{"cover", "Cover", "Einband"},
                                                 {"cover_front", "Front cover", "Vorderdeckel"},
                                                 {"cover_back", "Back cover", "Rückdeckel"},
                                                 {"title_page", "Title page", "Titelblatt"},
                                                 {"titlepage", "Title page", "Titelblatt"},
                                                 {"contents", "Table of contents", "Inhaltsverzeichnis"},
                                                 {"tableofcontents", "Table of contents", "Inhaltsverzeichnis"},
                                                 {"preface", "Preface", "Vorwort"},
                                                 {"dedication", "Dedication", "Widmung"},
                                                 {"introduction", "Introduction", "Einleitung"},
                                                 {"chapter", "Chapter", "Kapitel"},
                                                 {"section", "Section", "Abschnitt"},
                                                 {"article", "Article", "Artikel"},
                                                 {"illustration", "Illustration", "Illustration"},
                                                 {"map", "Map", "Karte"},
                                                 {"index", "Index", "Register"},
                                                 {"appendix", "Appendix", "Anhang"},
                                                 {"corrigenda", "Corrigenda", "Corrigenda"},
                                                 {"imprint", "Imprint", "Impressum"},
                                                 {"advertisement", "Advertisement", "Anzeige"},
                                                 {"musical_notation", "Music", "Noten"},
                                                 {"colophon", "Colophon", "Kolophon"},
                                                 {"provenance", "Provenance", "Provenienz"},
                                                 {"paste_down", "Pastedown", "Spiegel"},
                                                 {"endsheet", "Endsheet", "Vorsatz"}});

LanguageMap label_of(MetsSource const& source, pugi::xml_node division) {
  LanguageMap label;
  for (auto const record : source.document.records(attribute_of(division, "DMDID"))) {
    if (label.is_empty()) label = title_of(record);
  }
  if (auto const text = with_single_spaces(attribute_of(division, "LABEL")); !text.empty() && label.is_empty())
    label.add("none", text);
  if (!label.is_empty()) return label;
  auto const type = std::ranges::find(kTypes, to_lower(attribute_of(division, "TYPE")), &TypeName::type);
  return type == kTypes.end() ? label : bilingual(type->english, type->german);
}

struct Entry {
  std::size_t page = 0;
  std::variant<CanvasPart, RangeDraft> what;
};

// A division's pages and those of all below it; what it lists itself, with the page where each begins.
struct Gathered {
  std::set<std::size_t> pages;
  std::vector<Entry> entries;
};

class Gatherer {
 public:
  Gatherer(MetsSource const& source, MetsPages const& pages) : source_(source), pages_(pages) {}

  Gathered gather(pugi::xml_node division) {
    Gathered gathered;
    for (auto const child : children_of(division, "div"))
      add_child(child, gathered);
    add_own_pages(division, gathered);
    std::ranges::stable_sort(gathered.entries, {}, &Entry::page);
    return gathered;
  }

 private:
  void add_child(pugi::xml_node child, Gathered& gathered) {
    auto below = gather(child);
    if (below.pages.empty()) return;
    auto label = label_of(source_, child);
    spend(below.pages.size());
    gathered.pages.insert(below.pages.begin(), below.pages.end());
    // Blocks of text and headlines that have no name are no chapters: what they hold belongs to what is around them.
    if (label.is_empty()) return std::ranges::move(below.entries, std::back_inserter(gathered.entries)), void();
    RangeDraft range;
    auto const id = attribute_of(child, "ID");
    range.key = keys_.take(id.empty() ? "r" + std::to_string(++unnamed_) : id);
    range.description.label = std::move(label);
    std::optional<std::size_t> last;
    for (auto& entry : below.entries) {
      // A page that several of its blocks lie on is listed once.
      bool const is_page = std::holds_alternative<CanvasPart>(entry.what);
      if (is_page && last == entry.page) continue;
      if (is_page) last = entry.page;
      range.items.push_back(std::move(entry.what));
    }
    gathered.entries.push_back({*below.pages.begin(), std::move(range)});
  }

  void add_own_pages(pugi::xml_node division, Gathered& gathered) {
    std::set<std::size_t> own;
    auto const [begin, end] = source_.document.links().equal_range(std::string(attribute_of(division, "ID")));
    for (auto link = begin; link != end; ++link) {
      auto const found = pages_.by_division.find(link->second);
      if (found == pages_.by_division.end() || !spend(found->second.size())) continue;
      own.insert(found->second.begin(), found->second.end());
    }
    for (auto const& file : file_ids_of(division)) {
      auto const found = pages_.by_file.find(file);
      if (found != pages_.by_file.end()) own.insert(found->second);
    }
    for (auto const page : own) {
      if (!gathered.pages.insert(page).second) continue;
      gathered.entries.insert(gathered.entries.begin(), {page, CanvasPart{pages_.canvases[page].key, {}}});
    }
  }

  // Every division may be linked to every page: no more than a few million such links are followed.
  bool spend(std::size_t links) {
    auto const had_some = budget_ > 0;
    budget_ -= std::min(budget_, links);
    if (had_some && budget_ == 0) {
      source_.session.reading.error(
          source_.path, "Its divisions are linked to pages more than 5,000,000 times; the rest is left out.");
    }
    return budget_ > 0;
  }

  MetsSource const& source_;
  MetsPages const& pages_;
  UniqueKeys keys_;
  std::size_t budget_ = 5'000'000;
  int unnamed_ = 0;
};

}  // namespace

namespace {

bool has_record(pugi::xml_node division) {
  if (!attribute_of(division, "DMDID").empty()) return true;
  auto const below = descendants_of(division, "div");
  return std::ranges::any_of(below, [](auto node) { return !attribute_of(node, "DMDID").empty(); });
}

}  // namespace

pugi::xml_node main_division(MetsDocument const& document) {
  auto at = document.logical();
  for (;;) {
    auto const below = children_of(at, "div");
    bool const is_above = child_of(at, "mptr") || attribute_of(at, "DMDID").empty();
    if (!is_above || below.size() != 1 || !has_record(below.front())) return at;
    at = below.front();
  }
}

std::vector<RangeDraft> read_ranges(MetsSource const& source, pugi::xml_node main, MetsPages const& pages) {
  std::vector<RangeDraft> ranges;
  auto gathered = Gatherer(source, pages).gather(main);
  for (auto& entry : gathered.entries) {
    if (auto* range = std::get_if<RangeDraft>(&entry.what)) ranges.push_back(std::move(*range));
  }
  return ranges;
}

}  // namespace triforium::ingest
