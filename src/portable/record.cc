#include "portable/record.h"

#include <algorithm>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/text.h"
#include "json/indented.h"
#include "portable/fields.h"
#include "presentation/names.h"

namespace triforium::portable {
namespace {

namespace bj = boost::json;

// Of a picture, and pages of one file: far more than the image server shows.
constexpr std::uint64_t kMostPixels = UINT32_MAX;
constexpr std::uint64_t kMostBytes = INT64_MAX;

constexpr std::string_view kManifest = "Manifest";
constexpr std::string_view kCollection = "Collection";

bj::array list_of(std::vector<std::string> const& texts) {
  return bj::array(texts.begin(), texts.end());
}

void put(bj::object& object, std::string_view key, std::string const& text) {
  if (!text.empty()) object[key] = text;
}
void put(bj::object& object, std::string_view key, std::uint64_t number) {
  if (number != 0) object[key] = number;
}
void put(bj::object& object, std::string_view key, bj::array list) {
  if (!list.empty()) object[key] = std::move(list);
}

bj::object json_of(store::Asset const& asset) {
  bj::object json{{"id", asset.id}, {"file", asset.path}};
  put(json, "page", asset.page);
  put(json, "format", asset.media_type);
  put(json, "width", asset.width);
  put(json, "height", asset.height);
  if (asset.duration > 0) json["duration"] = asset.duration;
  put(json, "bytes", asset.size);
  put(json, "digest", asset.digest);
  put(json, "facts", asset.facts);
  return json;
}

bj::object json_of(store::Text const& text) {
  bj::object json{{"canvas", text.canvas}};
  put(json, "asset", text.asset);
  put(json, "language", text.language);
  put(json, "plain", text.plain);
  put(json, "words", to_base64(as_bytes(text.words)));
  return json;
}

bj::object json_of(store::MemberName const& member) {
  bj::object json{{"id", member.id}};
  put(json, "reference", member.reference);
  return json;
}

template <typename T>
bj::array list_of(std::vector<T> const& values) {
  bj::array list;
  for (auto const& value : values)
    list.push_back(json_of(value));
  return list;
}

bool is_asset_id(std::string_view id) {
  auto const is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._~:-").find(c) != std::string_view::npos;
  };
  return !id.empty() && id.size() <= 1000 && std::all_of(id.begin(), id.end(), is_allowed);
}

Result<store::Asset> asset_of(Fields const& fields) {
  store::Asset asset;
  TRIFORIUM_TRY(asset.id, fields.text("id"));
  if (!is_asset_id(asset.id)) return fields.wrong("id", "a name that a file of ours can have");
  TRIFORIUM_TRY(asset.path, fields.text("file"));
  if (!is_inner_path(asset.path)) return fields.wrong("file", "a path within the folder of the export");
  TRIFORIUM_TRY(auto const page, fields.number("page", INT32_MAX));
  TRIFORIUM_TRY(asset.media_type, fields.optional_text("format"));
  TRIFORIUM_TRY(auto const width, fields.number("width", kMostPixels));
  TRIFORIUM_TRY(auto const height, fields.number("height", kMostPixels));
  TRIFORIUM_TRY(asset.duration, fields.seconds("duration"));
  TRIFORIUM_TRY(asset.size, fields.number("bytes", kMostBytes));
  TRIFORIUM_TRY(asset.digest, fields.optional_text("digest"));
  TRIFORIUM_TRY(asset.facts, fields.optional_text("facts"));
  if (has_control_character(asset.media_type)) return fields.wrong("format", "a media type");
  asset.page = static_cast<std::uint32_t>(page);
  asset.width = static_cast<std::uint32_t>(width);
  asset.height = static_cast<std::uint32_t>(height);
  return asset;
}

Result<store::Text> text_of(Fields const& fields) {
  store::Text text;
  TRIFORIUM_TRY(text.canvas, fields.text("canvas"));
  TRIFORIUM_TRY(text.asset, fields.optional_text("asset"));
  TRIFORIUM_TRY(text.language, fields.optional_text("language"));
  TRIFORIUM_TRY(text.plain, fields.optional_text("plain"));
  TRIFORIUM_TRY(auto const words, fields.optional_text("words"));
  auto const bytes = from_base64(words);
  if (!bytes) return fields.wrong("words", "in base64");
  text.words = *bytes;
  return text;
}

Result<store::MemberName> member_of(Fields const& fields) {
  store::MemberName member;
  TRIFORIUM_TRY(member.id, fields.text("id"));
  TRIFORIUM_TRY(member.reference, fields.optional_text("reference"));
  return member;
}

template <typename T>
Result<void> read_list(Fields const& fields, std::string_view key, Result<T> (*read)(Fields const&),
                       std::vector<T>& all) {
  return fields.each(key, [&](Fields const& one) -> Result<void> {
    TRIFORIUM_TRY(auto value, read(one));
    all.push_back(std::move(value));
    return {};
  });
}

Result<void> read_lists(Fields const& fields, Record& record) {
  TRIFORIUM_TRY(record.aliases, fields.texts("aliases"));
  TRIFORIUM_TRY(record.collections, fields.texts("collections"));
  TRIFORIUM_CHECK(read_list(fields, "assets", asset_of, record.assets));
  TRIFORIUM_CHECK(read_list(fields, "texts", text_of, record.texts));
  return read_list(fields, "members", member_of, record.members);
}

}  // namespace

std::string write_record(Record const& record) {
  bj::object json{{"id", record.id},
                  {"type", record.kind == store::ItemKind::manifest ? kManifest : kCollection},
                  {"version", record.version}};
  put(json, "aliases", list_of(record.aliases));
  put(json, "collections", list_of(record.collections));
  json["document"] = record.document;
  put(json, "assets", list_of(record.assets));
  put(json, "texts", list_of(record.texts));
  put(json, "members", list_of(record.members));
  return json::indented(json) + "\n";
}

Result<Record> parse_record(std::string_view text) {
  TRIFORIUM_TRY(auto const object, parse_object(text));
  Fields const fields(object, "");
  Record record;
  TRIFORIUM_TRY(record.id, fields.text("id"));
  if (!presentation::is_valid_item_id(record.id)) return fields.wrong("id", "a name that an item can have");
  TRIFORIUM_TRY(auto const type, fields.text("type"));
  if (type != kManifest && type != kCollection) return fields.wrong("type", "Manifest or Collection");
  record.kind = type == kManifest ? store::ItemKind::manifest : store::ItemKind::collection;
  TRIFORIUM_TRY(auto const version, fields.number("version", 4));
  if (version != 3 && version != 4) return fields.wrong("version", "3 or 4");
  record.version = static_cast<int>(version);
  TRIFORIUM_TRY(record.document, fields.object("document"));
  TRIFORIUM_CHECK(read_lists(fields, record));
  return record;
}

bool is_inner_path(std::string_view path) {
  if (!is_valid_utf8(path) || has_control_character(path)) return false;
  auto const segments = split(path, '/');
  return std::none_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return segment.empty() || segment == "." || segment == ".." || segment.size() > 255;
  });
}

}  // namespace triforium::portable
