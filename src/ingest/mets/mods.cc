#include "ingest/mets/mods.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/dates.h"
#include "ingest/keys.h"
#include "ingest/language.h"
#include "ingest/mets/describe_text.h"
#include "ingest/rights.h"
#include "ingest/session.h"
#include "xml/document.h"

namespace triforium::ingest {
namespace {

using namespace xml;

using presentation::Description;
using presentation::LanguageMap;

std::string title_text(pugi::xml_node title_info) {
  auto text = text_of(child_of(title_info, "nonSort"));
  auto const add = [&](std::string_view element, std::string_view before) {
    auto const part = text_of(child_of(title_info, element));
    if (!part.empty()) text += (text.empty() ? "" : std::string(before)) + part;
  };
  add("title", " ");
  add("subTitle", ": ");
  add("partNumber", ", ");
  add("partName", ", ");
  return text;
}

std::vector<std::string> languages_of(pugi::xml_node record) {
  std::vector<std::string> tags;
  for (auto const language : children_of(record, "language")) {
    for (auto const term : children_of(language, "languageTerm")) {
      auto const tag = language_tag(text_of(term));
      bool const is_known = std::ranges::find(tags, tag) != tags.end();
      if (!tag.empty() && !is_known && tags.size() < 50) tags.push_back(tag);
    }
  }
  return tags;
}

struct Role {
  std::string_view code, english, german;
};

// https://id.loc.gov/vocabulary/relators.html
constexpr auto kRoles = std::to_array<Role>({{"aut", "Author", "Verfasser"},
                                             {"edt", "Editor", "Herausgeber"},
                                             {"prt", "Printer", "Drucker"},
                                             {"pbl", "Publisher", "Verlag"},
                                             {"trl", "Translator", "Übersetzer"},
                                             {"ill", "Illustrator", "Illustrator"},
                                             {"art", "Artist", "Künstler"},
                                             {"cmp", "Composer", "Komponist"},
                                             {"ctg", "Cartographer", "Kartograph"},
                                             {"dte", "Dedicatee", "Widmungsempfänger"},
                                             {"asn", "Associated name", "Beteiligte Person"}});

std::string name_text(pugi::xml_node name) {
  if (auto const shown = text_of(child_of(name, "displayForm")); !shown.empty()) return shown;
  std::string family, given, whole;
  for (auto const part : children_of(name, "namePart")) {
    auto const type = attribute_of(part, "type");
    if (type == "date" || type == "termsOfAddress") continue;
    auto& target = type == "family" ? family : type == "given" ? given : whole;
    target += (target.empty() ? "" : " ") + text_of(part);
  }
  if (!whole.empty() && given.empty()) return whole;
  if (family.empty()) return given.empty() ? whole : given;
  return given.empty() ? family : family + ", " + given;
}

void add_names(pugi::xml_node record, Description& description) {
  for (auto const name : children_of(record, "name")) {
    auto const term = text_of(child_of(child_of(name, "role"), "roleTerm"));
    auto const role = std::ranges::find(kRoles, std::string_view(term), &Role::code);
    auto text = name_text(name);
    if (role != kRoles.end())
      add_metadata(description, role->english, role->german, std::move(text));
    else
      add_metadata(description, "Contributor", "Beteiligte", std::move(text));
  }
}

// The edition that was digitised, not the making of its images.
bool is_digitisation(pugi::xml_node origin) {
  return attribute_of(origin, "eventType").find("digiti") != std::string::npos || child_of(origin, "dateCaptured") ||
         text_of(child_of(origin, "edition")) == "[Electronic ed.]";
}

void add_origin(pugi::xml_node record, Description& description) {
  for (auto const origin : children_of(record, "originInfo")) {
    if (is_digitisation(origin)) continue;
    for (auto const place : children_of(origin, "place")) {
      for (auto const term : children_of(place, "placeTerm")) {
        if (attribute_of(term, "type") != "code") add_metadata(description, "Place", "Ort", text_of(term));
      }
    }
    for (auto const publisher : children_of(origin, "publisher"))
      add_metadata(description, "Publisher", "Verlag", text_of(publisher));
    for (std::string_view const element : {"dateIssued", "dateCreated"}) {
      for (auto const date : children_of(origin, element)) {
        auto const text = text_of(date);
        add_metadata(description, "Date", "Datum", text);
        if (description.nav_date.empty()) description.nav_date = nav_date(text).value_or("");
      }
    }
    add_metadata(description, "Edition", "Ausgabe", text_of(child_of(origin, "edition")));
  }
}

void add_identifiers(pugi::xml_node record, Description& description, ModsFacts& facts) {
  for (auto const identifier : children_of(record, "identifier")) {
    auto const type = to_lower(attribute_of(identifier, "type"));
    auto const text = text_of(identifier);
    if (text.empty()) continue;
    auto label = type == "local" ? std::string() : type;
    std::ranges::transform(label, label.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    add_metadata(description, label.empty() ? "Identifier" : label, label.empty() ? "Kennung" : label, text);
    if (has_scheme(text) && (type == "purl" || type == "uri" || type == "doi"))
      add_homepage(description, text, "Permanent address", "Dauerhafte Adresse");
    else if (type == "urn" && is_id(text))
      facts.identifiers.push_back(text);
  }
  for (auto const identifier : children_of(child_of(record, "recordInfo"), "recordIdentifier")) {
    if (is_id(text_of(identifier))) facts.identifiers.push_back(text_of(identifier));
  }
}

void add_rights(pugi::xml_node record, Description& description, ModsFacts& facts) {
  for (auto const condition : children_of(record, "accessCondition")) {
    auto const type = attribute_of(condition, "type");
    if (type.starts_with("restriction") || type == "status" || type == "player") continue;
    std::string const href(attribute_of(condition, "href")), text = text_of(condition);
    auto uri = rights_uri(href);
    if (!uri) uri = rights_uri(text);
    add_metadata(description, "Rights", "Rechte", text.empty() ? href : text);
    if (uri && description.rights.empty())
      description.rights = *uri;
    else if (!uri && !text.empty())
      facts.unclear_rights = text;
  }
}

void add_parts(pugi::xml_node record, Description& description, ModsFacts& facts) {
  for (auto const part : descendants_of(record, "part")) {
    for (auto const detail : children_of(part, "detail")) {
      auto const type = attribute_of(detail, "type");
      auto const number = text_of(child_of(detail, "number"));
      if (type == "volume")
        add_metadata(description, "Volume", "Band", number);
      else if (type == "issue")
        add_metadata(description, "Issue", "Nummer", number);
      else
        continue;
      if (!number.empty()) facts.part += (facts.part.empty() ? "" : ", ") + number;
    }
  }
}

void add_related(pugi::xml_node record, Description& description, ModsFacts& facts) {
  for (auto const related : children_of(record, "relatedItem")) {
    auto const type = attribute_of(related, "type");
    auto title = title_text(child_of(related, "titleInfo"));
    if ((type == "host" || type == "series") && facts.host.empty()) facts.host = title;
    if (type == "host")
      add_metadata(description, "Part of", "Teil von", std::move(title));
    else if (type == "series")
      add_metadata(description, "Series", "Reihe", std::move(title));
  }
}

struct Simple {
  std::string_view parent, element, english, german;
};

constexpr auto kSimple =
    std::to_array<Simple>({{"physicalDescription", "extent", "Extent", "Umfang"},
                           {"", "genre", "Genre", "Gattung"},
                           {"subject", "topic", "Subject", "Schlagwort"},
                           {"subject", "geographic", "Place as subject", "Geographisches Schlagwort"},
                           {"location", "shelfLocator", "Shelfmark", "Signatur"},
                           {"", "abstract", "Abstract", "Zusammenfassung"},
                           // Dublin Core
                           {"", "creator", "Creator", "Urheber"},
                           {"", "contributor", "Contributor", "Beteiligte"},
                           {"", "publisher", "Publisher", "Verlag"},
                           {"", "date", "Date", "Datum"},
                           {"", "description", "Description", "Beschreibung"},
                           {"", "subject", "Subject", "Schlagwort"},
                           {"", "format", "Format", "Format"}});

void add_simple(pugi::xml_node record, Description& description) {
  for (auto const& row : kSimple) {
    auto const parents = row.parent.empty() ? std::vector{record} : children_of(record, row.parent);
    for (auto const parent : parents) {
      for (auto const element : children_of(parent, row.element)) {
        // A MODS <subject> has its parts in elements, one of Dublin Core has text.
        if (row.element == "subject" && element.first_child().type() == pugi::node_element) continue;
        add_metadata(description, row.english, row.german, text_of(element));
      }
    }
  }
}

void add_languages(pugi::xml_node record, Description& description, ModsFacts& facts) {
  auto const languages = languages_of(record);
  LanguageMap names;
  for (auto const& tag : languages) {
    auto name = language_name(tag);
    names.add("en", std::move(name.english));
    names.add("de", std::move(name.german));
  }
  if (!names.is_empty()) description.metadata.push_back({bilingual("Language", "Sprache"), std::move(names)});
  bool is_rtl = languages.size() == 1 && is_right_to_left(languages.front());
  for (auto const script : descendants_of(record, "scriptTerm"))
    is_rtl |= is_right_to_left(text_of(script));
  if (is_rtl) facts.viewing_direction = "right-to-left";
}

}  // namespace

LanguageMap title_of(pugi::xml_node record) {
  LanguageMap title;
  auto const languages = languages_of(record);
  for (auto const info : children_of(record, "titleInfo")) {
    if (!attribute_of(info, "type").empty()) continue;  // abbreviated, alternative, uniform
    auto language = language_tag(attribute_of(info, "lang"));
    if (language.empty() && languages.size() == 1) language = languages.front();
    title.add(language, title_text(info));
  }
  // Dublin Core
  for (auto const plain : children_of(record, "title"))
    title.add("none", text_of(plain));
  return title;
}

ModsFacts describe_record(pugi::xml_node record, Description& description) {
  ModsFacts facts;
  if (description.label.is_empty()) description.label = title_of(record);
  add_names(record, description);
  add_origin(record, description);
  add_parts(record, description, facts);
  add_related(record, description, facts);
  add_languages(record, description, facts);
  add_simple(record, description);
  add_identifiers(record, description, facts);
  add_rights(record, description, facts);
  return facts;
}

}  // namespace triforium::ingest
