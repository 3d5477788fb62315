#include "ingest/table/columns.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "ingest/language.h"

namespace triforium::ingest {
namespace {

struct Header {
  std::string_view name;  // in lower case, without spaces, "_", "-" and "."
  Field field;
};

// docs/guide/spreadsheets.md
constexpr auto kOwn = std::to_array<Header>({
    {"id", Field::id},
    {"identifier", Field::id},
    {"alias", Field::alias},
    {"parent", Field::parent},
    {"collection", Field::parent},
    {"type", Field::type},
    {"label", Field::label},
    {"title", Field::label},
    {"summary", Field::summary},
    {"description", Field::summary},
    {"file", Field::file},
    {"files", Field::file},
    {"filename", Field::file},
    {"textfile", Field::text_file},
    {"canvas", Field::canvas},
    {"order", Field::order},
    {"sequence", Field::order},
    {"rights", Field::rights},
    {"license", Field::rights},
    {"licence", Field::rights},
    {"attribution", Field::attribution},
    {"requiredstatement", Field::attribution},
    {"viewingdirection", Field::viewing_direction},
    {"behavior", Field::behavior},
    {"navdate", Field::nav_date},
    {"lat", Field::latitude},
    {"latitude", Field::latitude},
    {"lon", Field::longitude},
    {"long", Field::longitude},
    {"longitude", Field::longitude},
    {"geojson", Field::geojson},
    {"homepage", Field::homepage},
    {"seealso", Field::see_also},
    {"thumbnail", Field::thumbnail},
    {"manifest", Field::manifest},
});

// https://github.com/UCLALibrary/fester – its documentation of columns
constexpr auto kFester = std::to_array<Header>({
    {"itemark", Field::id},
    {"parentark", Field::parent},
    {"objecttype", Field::type},
    {"filename", Field::file},
    {"itemsequence", Field::order},
    {"title", Field::label},
    {"viewinghint", Field::behavior},
    {"textdirection", Field::viewing_direction},
    {"iiifaccessurl", Field::file},
    {"iiifmanifesturl", Field::ignored},
    {"rightsstatementlocal", Field::attribution},
    {"rightsservicescontact", Field::metadata},
    {"thumbnail", Field::thumbnail},
    {"mediawidth", Field::ignored},
    {"mediaheight", Field::ignored},
    {"mediaduration", Field::ignored},
    {"mediaformat", Field::ignored},
});

// https://minicomp.github.io/wiki/wax/
constexpr auto kWax = std::to_array<Header>({
    {"pid", Field::id},
    {"label", Field::label},
    {"order", Field::order},
    {"thumbnail", Field::ignored},
    {"full", Field::ignored},
    {"manifest", Field::ignored},
    {"layout", Field::ignored},
});

// https://mjordan.github.io/islandora_workbench_docs/
constexpr auto kWorkbench = std::to_array<Header>({
    {"id", Field::id},
    {"file", Field::file},
    {"title", Field::label},
    {"fieldmodel", Field::type},
    {"parentid", Field::parent},
    {"fieldmemberof", Field::ignored},
    {"fieldweight", Field::order},
    {"fielddescription", Field::summary},
    {"fielddescriptionlong", Field::summary},
    {"fieldrights", Field::rights},
    {"fieldedtfdateissued", Field::nav_date},
    {"fieldviewerhint", Field::ignored},
    {"fielddisplayhints", Field::ignored},
    {"urlalias", Field::ignored},
});

// https://collectionbuilder.github.io/cb-docs/docs/metadata/
constexpr auto kCollectionBuilder = std::to_array<Header>({
    {"objectid", Field::id},
    {"parentid", Field::parent},
    {"title", Field::label},
    {"description", Field::summary},
    {"date", Field::nav_date},
    {"rightsstatement", Field::rights},
    {"latitude", Field::latitude},
    {"longitude", Field::longitude},
    {"filename", Field::file},
    {"objectlocation", Field::file},
    {"displaytemplate", Field::type},
    {"imagesmall", Field::ignored},
    {"imagethumb", Field::thumbnail},
    {"imagealttext", Field::ignored},
    {"objecttranscript", Field::ignored},
    {"format", Field::ignored},
    {"youtubeid", Field::ignored},
    {"vimeoid", Field::ignored},
});

struct Profile {
  std::string_view name;
  std::string_view value_separator;
  std::string_view signature;  // the columns that only this kind has, all of them
  std::string_view second;
  std::span<Header const> headers;
};

constexpr auto kProfiles = std::to_array<Profile>({
    {"Fester", "|~|", "itemark", "objecttype", kFester},
    {"CollectionBuilder", ";", "objectid", "title", kCollectionBuilder},
    {"Islandora Workbench", "|", "fieldmodel", "title", kWorkbench},
    {"Islandora Workbench", "|", "fieldweight", "title", kWorkbench},
    {"Wax", "|", "pid", "label", kWax},
    {"Triforium", "|", "", "", kOwn},
});

std::string plain(std::string_view header) {
  auto name = to_lower(header);
  std::erase_if(
      name, [](char c) { return c == ' ' || c == '\t' || c == '_' || c == '-' || c == '.' || c == '(' || c == ')'; });
  return name;
}

Column column_of(std::string_view written, Profile const& profile) {
  Column column;
  auto const header = trim(written);
  auto const at = header.rfind('@');
  auto const language = at == std::string_view::npos ? std::string() : language_tag(header.substr(at + 1));
  column.language = language;
  column.name = std::string(language.empty() ? header : trim(header.substr(0, at)));
  auto name = plain(column.name);
  // "file(s)", "label@en"
  auto const found = std::ranges::find(profile.headers, name, &Header::name);
  if (found != profile.headers.end()) column.field = found->field;
  if (column.name.empty()) column.field = Field::ignored;
  return column;
}

bool has(Columns const& columns, Field field) {
  return std::ranges::find(columns.columns, field, &Column::field) != columns.columns.end();
}

}  // namespace

std::optional<Columns> recognise_columns(Table const& table) {
  auto const has_header = [&](std::string_view name) {
    return name.empty() ||
           std::ranges::any_of(table.columns, [&](std::string const& header) { return plain(header) == name; });
  };
  for (auto const& profile : kProfiles) {
    if (!has_header(profile.signature) || !has_header(profile.second)) continue;
    Columns columns{.profile = profile.name, .value_separator = std::string(profile.value_separator), .columns = {}};
    for (auto const& header : table.columns)
      columns.columns.push_back(column_of(header, profile));
    if (has(columns, Field::id) || (has(columns, Field::label) && has(columns, Field::file))) return columns;
  }
  return std::nullopt;
}

}  // namespace triforium::ingest
