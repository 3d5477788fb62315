#include <fmt/format.h>

#include "store/sqlite/content.h"
#include "store/sqlite/reads.h"

namespace triforium::store::sqlite {
namespace {

Result<Text> text_of(Row row) {
  TRIFORIUM_TRY(auto plain, unpack(row.bytes(3)));
  TRIFORIUM_TRY(auto words, unpack(row.bytes(4)));
  return Text{row.text(0), row.text(1), row.text(2), std::move(plain), std::move(words)};
}

std::string key_of(Row row) {
  return row.text(0);
}

}  // namespace

Result<std::optional<OwnedAsset>> find_asset(Connection& connection, std::string_view id) {
  static std::string const sql = fmt::format(
      "SELECT {}, items.id FROM assets JOIN items ON items.number = assets.item WHERE assets.id = ?1", kAssetColumns);
  return connection.find([](Row row) { return OwnedAsset{row.text(kAssetColumnCount), asset_of(row)}; }, sql, id);
}

Result<std::vector<Asset>> assets(Connection& connection, std::string_view item) {
  static std::string const sql = fmt::format(
      "SELECT {} FROM items JOIN assets ON assets.item = items.number WHERE items.id = ?1 ORDER BY position",
      kAssetColumns);
  return connection.list([](Row row) { return asset_of(row); }, sql, item);
}

Result<bool> has_stored_below(Connection& connection, std::string_view folder) {
  // All that begin with "folder/" stand together, before those that begin with the character behind the slash.
  TRIFORIUM_TRY(auto const count, connection.number("SELECT count(*) FROM (SELECT 1 FROM assets WHERE is_stored <> 0 "
                                                    "AND path >= ?1 || '/' AND path < ?1 || '0' LIMIT 1)",
                                                    folder));
  return count != 0;
}

Result<std::optional<Text>> find_text(Connection& connection, std::string_view item, std::string_view canvas) {
  TRIFORIUM_TRY(auto found, connection.find(text_of,
                                            "SELECT canvas, asset, language, plain, words FROM items "
                                            "JOIN texts ON texts.item = items.number "
                                            "WHERE items.id = ?1 AND canvas = ?2",
                                            item, canvas));
  if (!found) return std::nullopt;
  TRIFORIUM_TRY(auto text, std::move(*found));
  return text;
}

Result<std::vector<std::string>> text_canvases(Connection& connection, std::string_view item) {
  return connection.list(key_of,
                         "SELECT canvas FROM items JOIN texts ON texts.item = items.number WHERE items.id = ?1 "
                         "ORDER BY position, texts.number",
                         item);
}

Result<std::optional<Annotation>> find_annotation(Connection& connection, std::string_view item, std::string_view key) {
  static std::string const sql = fmt::format(
      "SELECT {} FROM items JOIN annotations ON annotations.item = items.number WHERE items.id = ?1 AND key = ?2",
      kAnnotationColumns);
  return connection.find(annotation_of, sql, item, key);
}

Result<std::vector<Annotation>> annotations(Connection& connection, std::string_view item, std::string_view page,
                                            std::uint64_t position, std::size_t limit) {
  static std::string const sql = fmt::format(
      "SELECT {} FROM items JOIN annotations ON annotations.item = items.number WHERE items.id = ?1 AND page = ?2 "
      "ORDER BY annotations.number LIMIT ?4 OFFSET ?3",
      kAnnotationColumns);
  return connection.list(annotation_of, sql, item, page, counted(position), bounded(limit));
}

Result<std::optional<std::string>> find_rendition(Connection& connection, std::string_view item, std::string_view key) {
  return connection.find(key_of,
                         "SELECT content FROM items JOIN renditions ON renditions.item = items.number "
                         "WHERE items.id = ?1 AND key = ?2",
                         item, key);
}

}  // namespace triforium::store::sqlite
