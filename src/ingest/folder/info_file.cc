#include "ingest/folder/info_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ingest/dates.h"
#include "ingest/keys.h"
#include "ingest/language.h"
#include "ingest/nav_place.h"
#include "ingest/rights.h"
#include "ingest/table/csv.h"
#include "ingest/yaml.h"
#include "json/parse.h"

namespace triforium::ingest {
namespace {

namespace json = boost::json;
using presentation::FileReference;
using presentation::LanguageMap;

constexpr std::size_t kMaxInfo = std::size_t{1} << 20;

std::string scalar(json::value const& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_number() || value.is_bool()) return json::serialize(value);
  return {};
}

std::vector<std::string> scalars(json::value const& value) {
  std::vector<std::string> texts;
  if (value.is_array()) {
    for (auto const& element : value.as_array())
      texts.push_back(scalar(element));
  } else {
    texts.push_back(scalar(value));
  }
  std::erase(texts, "");
  return texts;
}

// What one interpretation works on.
struct Interpreter {
  Session& session;
  std::string const& folder;
  std::string const& place;
  InfoFile info;

  void warn(std::string message) { session.reading.warn(place, std::move(message)); }

  // A web address as it is, or a file of this folder. Empty where it is neither.
  std::string location(std::string const& text) {
    if (has_scheme(text)) return text;
    auto const path = normal_path_below(text);
    if (!path.empty() && session.tree.read_head(path, 1)) return session.tree.location(path);
    warn(quoted(text) + " is neither an address nor a file beside this one; it is left out.");
    return {};
  }

  std::string normal_path_below(std::string_view text) const {
    auto const parts = split(text, '/');
    bool const is_plain = std::ranges::none_of(parts, [](auto part) { return part.empty() || part.front() == '.'; });
    return is_plain ? join(folder, text) : std::string();
  }

  std::vector<FileReference> references(json::value const& value, std::string_view format) {
    std::vector<FileReference> found;
    auto const add = [&](json::value const& one) {
      FileReference reference;
      auto const* object = one.if_object();
      auto const field = [&](std::string_view key) {
        auto const* member = object ? object->if_contains(key) : nullptr;
        return member ? scalar(*member) : std::string();
      };
      auto const address = object ? (field("id").empty() ? field("url") : field("id")) : scalar(one);
      if (address.empty() || (reference.location = location(address)).empty()) return;
      reference.format = field("format").empty() ? std::string(format) : field("format");
      reference.profile = field("profile");
      reference.language = language_tag(field("language"));
      if (object && object->contains("label")) reference.label = language_map(object->at("label"));
      found.push_back(std::move(reference));
    };
    if (!value.is_array())
      add(value);
    else
      for (auto const& one : value.as_array())
        add(one);
    return found;
  }
};

using Apply = void (*)(Interpreter&, json::value const&);

void apply_metadata(Interpreter& in, json::value const& value) {
  auto const add = [&](LanguageMap label, json::value const& text) {
    auto values = language_map(text);
    if (!label.is_empty() && !values.is_empty())
      in.info.description.metadata.push_back({std::move(label), std::move(values)});
  };
  if (auto const* object = value.if_object()) {
    for (auto const& [key, text] : *object)
      add(language_map(json::string(key)), text);
  } else if (auto const* array = value.if_array()) {
    for (auto const& pair : *array) {
      auto const* one = pair.if_object();
      if (one && one->contains("label") && one->contains("value"))
        add(language_map(one->at("label")), one->at("value"));
      else if (one)
        apply_metadata(in, pair);
    }
  }
}

void apply_attribution(Interpreter& in, json::value const& value) {
  presentation::LabelledText statement;
  statement.label.add("en", "Attribution");
  statement.value = language_map(value);
  if (!statement.value.is_empty()) in.info.description.required_statement = std::move(statement);
}

void apply_required_statement(Interpreter& in, json::value const& value) {
  auto const* object = value.if_object();
  if (!object || !object->contains("label") || !object->contains("value")) return apply_attribution(in, value);
  in.info.description.required_statement = {language_map(object->at("label")), language_map(object->at("value"))};
}

void apply_rights(Interpreter& in, json::value const& value) {
  auto const text = scalar(value);
  if (auto const uri = rights_uri(text))
    in.info.description.rights = *uri;
  else if (has_scheme(text))
    in.info.description.rights = text;
  else
    in.warn("The rights " + quoted(text) +
            " are no address of Creative Commons or RightsStatements.org; write them into “requiredStatement”.");
}

void apply_nav_date(Interpreter& in, json::value const& value) {
  if (auto const date = nav_date(scalar(value)))
    in.info.description.nav_date = *date;
  else
    in.warn("The navDate " + quoted(scalar(value)) + " is no date such as 1712, 1712-03 or 1712-03-09.");
}

void apply_direction(Interpreter& in, json::value const& value) {
  constexpr auto kDirections =
      std::to_array<std::string_view>({"left-to-right", "right-to-left", "top-to-bottom", "bottom-to-top"});
  auto const text = scalar(value);
  if (std::ranges::find(kDirections, text) != kDirections.end())
    in.info.viewing_direction = text;
  else
    in.warn("The viewingDirection " + quoted(text) +
            " is none of left-to-right, right-to-left, top-to-bottom and bottom-to-top.");
}

void apply_provider(Interpreter& in, json::value const& value) {
  auto const* object = value.if_object();
  auto const* id = object ? object->if_contains("id") : nullptr;
  auto const* label = object ? object->if_contains("label") : nullptr;
  if (!id || !label || !has_scheme(scalar(*id))) return in.warn("A provider needs “id” (a web address) and “label”.");
  presentation::Provider provider{.id = scalar(*id), .label = language_map(*label), .homepages = {}, .logos = {}};
  if (object->contains("homepage")) provider.homepages = in.references(object->at("homepage"), "text/html");
  if (object->contains("logo")) provider.logos = in.references(object->at("logo"), "");
  in.info.description.providers.push_back(std::move(provider));
}

void apply_thumbnail(Interpreter& in, json::value const& value) {
  auto found = in.references(value, "");
  if (!found.empty()) in.info.description.thumbnail = std::move(found.front());
}

void apply_nav_place(Interpreter& in, json::value const& value) {
  auto const place = nav_place_of_geojson(value.is_string() ? scalar(value) : json::serialize(value));
  if (place)
    in.info.description.nav_place = *place;
  else
    in.warn("The navPlace is no GeoJSON.");
}

void apply_id(Interpreter& in, json::value const& value) {
  if (is_id(scalar(value)))
    in.info.id = scalar(value);
  else
    in.warn("The id " + quoted(scalar(value)) +
            " has characters other than letters, digits and . _ ~ : / -; the folder's name is used.");
}

void append(std::vector<FileReference>& to, std::vector<FileReference> more) {
  std::ranges::move(more, std::back_inserter(to));
}

struct Field {
  std::string_view name;
  Apply apply;
};

// biiif's words first, then the Presentation API's.
constexpr auto kFields = std::to_array<Field>({
    {"label", [](Interpreter& in, json::value const& v) { in.info.description.label = language_map(v); }},
    {"title", [](Interpreter& in, json::value const& v) { in.info.description.label = language_map(v); }},
    {"description", [](Interpreter& in, json::value const& v) { in.info.description.summary = language_map(v); }},
    {"summary", [](Interpreter& in, json::value const& v) { in.info.description.summary = language_map(v); }},
    {"attribution", apply_attribution},
    {"requiredstatement", apply_required_statement},
    {"rights", apply_rights},
    {"license", apply_rights},
    {"metadata", apply_metadata},
    {"behavior", [](Interpreter& in, json::value const& v) { in.info.description.behaviors = scalars(v); }},
    {"behaviors", [](Interpreter& in, json::value const& v) { in.info.description.behaviors = scalars(v); }},
    {"viewingdirection", apply_direction},
    {"navdate", apply_nav_date},
    {"navplace", apply_nav_place},
    {"homepage", [](Interpreter& in,
                    json::value const& v) { append(in.info.description.homepages, in.references(v, "text/html")); }},
    {"seealso",
     [](Interpreter& in, json::value const& v) { append(in.info.description.see_also, in.references(v, "")); }},
    {"rendering",
     [](Interpreter& in, json::value const& v) { append(in.info.description.renderings, in.references(v, "")); }},
    {"provider", apply_provider},
    {"thumbnail", apply_thumbnail},
    {"id", apply_id},
    {"aliases", [](Interpreter& in, json::value const& v) { in.info.aliases = scalars(v); }},
    {"start", [](Interpreter& in, json::value const& v) { in.info.start = scalar(v); }},
});

// "viewingDirection", "viewing_direction" and "Viewing direction" are one.
std::string plain_name(std::string_view key) {
  auto name = to_lower(key);
  std::erase_if(name, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return name;
}

// Two columns, a name and a value; a name again adds a value.
Result<json::value> parse_info_csv(std::string_view text) {
  TRIFORIUM_TRY(auto const table, parse_csv(text));
  json::object fields, metadata;
  auto const add = [&](std::string const& name, std::string const& value) {
    bool const is_field = std::ranges::find(kFields, plain_name(name), &Field::name) != kFields.end();
    auto& target = is_field ? fields : metadata;
    auto& slot = target[name];
    if (slot.is_null()) slot = json::array();
    slot.as_array().push_back(json::string(value));
  };
  auto rows = table.rows;
  if (table.columns.size() >= 2 && plain_name(table.columns[0]) != "field")
    rows.insert(rows.begin(), {1, table.columns});
  for (auto const& row : rows) {
    if (row.cells.size() >= 2 && !row.cells[0].empty()) add(row.cells[0], row.cells[1]);
  }
  for (auto& [name, values] : fields) {
    if (values.as_array().size() == 1) values = json::value(values.as_array().front());
  }
  fields["metadata"] = std::move(metadata);
  return fields;
}

Result<json::value> parse_by_extension(std::string_view name, std::string_view text) {
  auto const extension = extension_of(name);
  if (extension == "json") return triforium::json::parse(text, {.bytes = kMaxInfo, .depth = 16});
  if (extension == "csv") return parse_info_csv(text);
  return parse_yaml(text);
}

}  // namespace

LanguageMap language_map(json::value const& value) {
  LanguageMap map;
  auto const* object = value.if_object();
  if (!object) {
    for (auto& text : scalars(value))
      map.add("none", std::move(text));
    return map;
  }
  for (auto const& [key, texts] : *object) {
    auto const language = key == "@none" ? std::string() : language_tag(key);
    for (auto& text : scalars(texts))
      map.add(language, std::move(text));
  }
  return map;
}

InfoFile interpret_info(Session& session, std::string const& folder, std::string const& place,
                        json::object const& fields) {
  Interpreter interpreter{session, folder, place, {}};
  std::string latitude, longitude;
  for (auto const& [key, value] : fields) {
    auto const name = plain_name(key);
    auto const field = std::ranges::find(kFields, name, &Field::name);
    if (field != kFields.end())
      field->apply(interpreter, value);
    else if (name == "latitude" || name == "lat")
      latitude = scalar(value);
    else if (name == "longitude" || name == "lon" || name == "lng")
      longitude = scalar(value);
    else if (!name.starts_with('@') && name != "type")
      interpreter.warn(quoted(key) + " is no field of an info file; write it under “metadata”.");
  }
  if (auto const point = nav_place(latitude, longitude))
    interpreter.info.description.nav_place = *point;
  else if (!latitude.empty() || !longitude.empty())
    interpreter.warn("Latitude and longitude are no degrees of the earth.");
  return std::move(interpreter.info);
}

InfoFile read_info_file(Session& session, std::string const& folder, Entries const& entries) {
  for (std::string_view const name : {"info.yml", "info.yaml", "info.json", "info.csv"}) {
    if (std::ranges::find(entries, name, &TreeEntry::name) == entries.end()) continue;
    auto const path = join(folder, name);
    auto const text = session.tree.read(path, kMaxInfo);
    auto const parsed = text ? parse_by_extension(name, *text) : Result<json::value>(fail(text));
    if (!parsed) {
      session.reading.error(path, "It cannot be read: " + parsed.error().message + ". The folder is taken without it.");
      return {};
    }
    // The info.json of an image of a static site lies in folders of tiles.
    auto const* object = parsed->if_object();
    if (object && object->contains("protocol")) return {};
    if (object) return interpret_info(session, folder, path, *object);
    if (!parsed->is_null())
      session.reading.error(path, "It has no fields (“label: …”). The folder is taken without it.");
    return {};
  }
  return {};
}

}  // namespace triforium::ingest
