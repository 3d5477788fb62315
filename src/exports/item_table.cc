#include "exports/item_table.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "exports/addresses.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/tree.h"
#include "store/store.h"

namespace triforium::exports {
namespace {

namespace bj = boost::json;
using presentation::text_of;

constexpr std::string_view kBetweenValues = "|";
constexpr std::size_t kMostColumns = 300;  // as many as an import reads

// The columns that mean something, in their order; those with a language stand behind their name.
constexpr auto kColumns = std::to_array<std::string_view>(
    {"id", "alias", "parent", "type", "canvas", "order", "label", "summary", "file", "textFile", "rights",
     "attribution", "viewingDirection", "behavior", "navDate", "geojson", "homepage", "seeAlso"});

// Headers that would mean something else than a property that is only shown (docs/guide/spreadsheets.md).
bool is_taken(std::string_view label) {
  static std::set<std::string, std::less<>> const names{"id",
                                                        "identifier",
                                                        "alias",
                                                        "parent",
                                                        "collection",
                                                        "type",
                                                        "canvas",
                                                        "label",
                                                        "title",
                                                        "summary",
                                                        "description",
                                                        "file",
                                                        "files",
                                                        "filename",
                                                        "textfile",
                                                        "order",
                                                        "sequence",
                                                        "rights",
                                                        "license",
                                                        "licence",
                                                        "attribution",
                                                        "behavior",
                                                        "requiredstatement",
                                                        "navdate",
                                                        "viewingdirection",
                                                        "lat",
                                                        "lon",
                                                        "latitude",
                                                        "long",
                                                        "longitude",
                                                        "geojson",
                                                        "homepage",
                                                        "seealso",
                                                        "pid",
                                                        "thumbnail",
                                                        "manifest",
                                                        "itemark",
                                                        "objectid",
                                                        "fieldmodel",
                                                        "fieldweight"};
  auto name = to_lower(label);
  std::erase_if(name, [](char c) { return std::string_view(" _-.()").find(c) != std::string_view::npos; });
  return names.contains(name);
}

bj::array const* list_at(bj::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_array();
}

bj::object const* object_at(bj::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value == nullptr ? nullptr : value->if_object();
}

// The first object of a list, or the one that stands instead of it.
bj::object const* first_of(bj::object const& object, std::string_view key) {
  auto const* const list = list_at(object, key);
  if (list == nullptr) return object_at(object, key);
  return list->empty() ? nullptr : list->front().if_object();
}

std::string joined(bj::value const& texts, std::string_view between) {
  auto const* const list = texts.if_array();
  std::string all;
  for (auto const& text : list == nullptr ? bj::array() : *list) {
    if (!text.is_string() || text.get_string().empty()) continue;
    if (!all.empty()) all += between;
    all += std::string_view(text.get_string());
  }
  return all;
}

// https://iiif.io/api/presentation/3.0/#44-language-of-property-values
std::string header_of(std::string_view name, std::string_view language) {
  return language.empty() || language == "none" ? std::string(name) : std::string(name) + "@" + std::string(language);
}

// Addresses elsewhere; ours are files of the export.
std::string addresses_at(bj::object const& resource, std::string_view property) {
  std::string all;
  auto const* const list = list_at(resource, property);
  for (auto const& one : list == nullptr ? bj::array() : *list) {
    auto const* const object = one.if_object();
    auto const id = object == nullptr ? std::string_view() : text_of(*object, "id");
    if (!id.starts_with("http")) continue;
    if (!all.empty()) all += kBetweenValues;
    all += id;
  }
  return all;
}

// "urn:triforium:iiif/3/{asset}/…" and "urn:triforium:files/{asset}/{name}"
std::string asset_of(std::string_view uri) {
  auto const base = presentation::kRelativeMarker.substr(0, presentation::kRelativeMarker.size() - 1);
  if (!uri.starts_with(presentation::kRelativeMarker)) return {};
  auto const segments = split(uri.substr(base.size() + 1), '/');
  auto const at = segments[0] == "iiif" ? std::size_t{2} : segments[0] == "files" ? std::size_t{1} : segments.size();
  auto const decoded = at < segments.size() ? percent_decode(segments[at]) : Result<std::string>(std::string());
  return decoded.value_or(std::string());
}

// The file of ours, or the address elsewhere, that is painted first.
std::string painted_file(portable::Record const& record, bj::object const& canvas) {
  auto const* const page = first_of(canvas, "items");
  auto const* const annotation = page == nullptr ? nullptr : first_of(*page, "items");
  auto const* body = annotation == nullptr ? nullptr : first_of(*annotation, "body");
  // https://iiif.io/api/presentation/3.0/#choice
  if (body != nullptr && text_of(*body, "type") == "Choice") body = first_of(*body, "items");
  if (body == nullptr) return {};
  auto const id = text_of(*body, "id");
  auto const asset = asset_of(id);
  if (asset.empty()) return id.starts_with("http") ? std::string(id) : std::string();
  auto const found = std::ranges::find(record.assets, asset, &store::Asset::id);
  return found == record.assets.end() || found->page != 0 ? std::string() : found->path;
}

std::string text_file(portable::Record const& record, std::string_view canvas) {
  auto const text = std::ranges::find(record.texts, canvas, &store::Text::canvas);
  if (text == record.texts.end()) return {};
  auto const asset = std::ranges::find(record.assets, text->asset, &store::Asset::id);
  return asset == record.assets.end() ? std::string() : asset->path;
}

std::string key_of(std::string_view canvas) {
  constexpr std::string_view kNames = "id/";
  if (!canvas.starts_with(presentation::kRelativeMarker)) return {};
  canvas.remove_prefix(presentation::kRelativeMarker.size());
  if (!canvas.starts_with(kNames)) return {};
  auto const name = presentation::parse_part_name(canvas.substr(kNames.size()));
  return name && name->kind == presentation::PartKind::canvas ? name->key : std::string();
}

// https://www.rfc-editor.org/rfc/rfc4180#section-2
std::string cell_of(std::string_view value) {
  // "Fields containing line breaks (CRLF), double quotes, and commas should be enclosed in double-quotes."
  bool const is_plain = value.find_first_of(",;\t\"\r\n") == std::string_view::npos && trim(value) == value;
  if (is_plain) return std::string(value);
  std::string cell = "\"";
  for (char const c : value) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

std::string line_of(std::vector<std::string> const& cells) {
  std::string line;
  for (auto const& cell : cells) {
    if (&cell != &cells.front()) line += ",";
    line += cell_of(cell);
  }
  return line + "\r\n";
}

}  // namespace

void ItemTable::put(Row& row, std::string const& header, std::string_view value) {
  if (value.empty()) return;
  row[header] = value;
  has_cell_[header] = true;
}

void ItemTable::put_texts(Row& row, std::string const& name, bj::object const& resource, std::string_view property) {
  auto const* const texts = object_at(resource, property);
  if (texts == nullptr) return;
  for (auto const& [language, values] : *texts)
    put(row, header_of(name, language), joined(values, "\n"));
}

// CHOICE: of a label in several languages the first names the column.
void ItemTable::add_metadata(bj::object const& resource, Row& row) {
  auto const* const entries = list_at(resource, "metadata");
  for (auto const& entry : entries == nullptr ? bj::array() : *entries) {
    auto const* const object = entry.if_object();
    auto const* const values = object == nullptr ? nullptr : object_at(*object, "value");
    auto name = object == nullptr ? std::string() : presentation::plain_label(*object);
    if (values == nullptr || name.empty()) continue;
    if (is_taken(name)) name += ":";
    for (auto const& [language, texts] : *values) {
      auto const header = header_of(name, language);
      auto& cell = row[header];
      auto const more = joined(texts, kBetweenValues);
      cell += cell.empty() || more.empty() ? more : std::string(kBetweenValues) + more;
      if (std::ranges::find(metadata_, header) == metadata_.end()) metadata_.push_back(header);
    }
  }
}

void ItemTable::describe(bj::object const& resource, Row& row) {
  put_texts(row, "label", resource, "label");
  put_texts(row, "summary", resource, "summary");
  if (auto const* const statement = object_at(resource, "requiredStatement"))
    put_texts(row, "attribution", *statement, "value");
  put(row, "rights", text_of(resource, "rights"));
  put(row, "viewingDirection", text_of(resource, "viewingDirection"));
  if (auto const* const behavior = resource.if_contains("behavior")) put(row, "behavior", joined(*behavior, "|"));
  put(row, "navDate", text_of(resource, "navDate").substr(0, std::string_view("1712-01-01").size()));
  if (auto const* const place = object_at(resource, "navPlace")) put(row, "geojson", bj::serialize(*place));
  put(row, "homepage", addresses_at(resource, "homepage"));
  put(row, "seeAlso", addresses_at(resource, "seeAlso"));
  add_metadata(resource, row);
}

void ItemTable::add(portable::Record const& record) {
  if (record.id == store::kRootCollection) return;
  Row row;
  put(row, "id", record.id);
  put(row, "type", record.kind == store::ItemKind::manifest ? "item" : "collection");
  std::string aliases;
  for (auto const& alias : record.aliases)
    aliases += (aliases.empty() ? "" : "|") + alias;
  put(row, "alias", aliases);
  auto const parent =
      std::ranges::find_if(record.collections, [](auto const& id) { return id != store::kRootCollection; });
  if (parent != record.collections.end()) put(row, "parent", *parent);
  describe(record.document, row);
  rows_.push_back(std::move(row));
  if (record.kind == store::ItemKind::manifest) add_pages(record);
}

void ItemTable::add_pages(portable::Record const& record) {
  auto const* const canvases = list_at(record.document, "items");
  std::size_t count = 0;
  for (auto const& canvas : canvases == nullptr ? bj::array() : *canvases) {
    auto const* const object = canvas.if_object();
    if (object == nullptr) continue;
    auto const number = std::to_string(++count);
    auto const key = key_of(text_of(*object, "id"));
    Row row;
    // No item's name has this word in it.
    put(row, "id", record.id + "/canvas/" + (key.empty() ? number : key));
    put(row, "parent", record.id);
    put(row, "type", "page");
    put(row, "canvas", key);
    put(row, "order", number);
    put(row, "file", painted_file(record, *object));
    put(row, "textFile", text_file(record, key));
    describe(*object, row);
    rows_.push_back(std::move(row));
  }
}

std::string ItemTable::csv() const {
  std::vector<std::string> headers;
  for (auto const column : kColumns) {
    for (auto at = has_cell_.lower_bound(column); at != has_cell_.end() && at->first.starts_with(column); ++at) {
      auto const rest = std::string_view(at->first).substr(column.size());
      if (rest.empty() || rest.front() == '@') headers.push_back(at->first);
    }
  }
  headers.insert(headers.end(), metadata_.begin(), metadata_.end());
  if (headers.size() > kMostColumns) headers.resize(kMostColumns);
  // Spreadsheet programs take a table without it for one in the encoding of the country.
  std::string csv = "\xEF\xBB\xBF" + line_of(headers);
  for (auto const& row : rows_) {
    std::vector<std::string> cells;
    for (auto const& header : headers) {
      auto const cell = row.find(header);
      cells.push_back(cell == row.end() ? std::string() : cell->second);
    }
    csv += line_of(cells);
  }
  return csv;
}

}  // namespace triforium::exports
