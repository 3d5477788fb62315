#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/content.h"
#include "store/sqlite/writes.h"

namespace triforium::store::sqlite {
namespace {

// Where a file lies and which inode it has, nobody else can see.
bool is_same_to_others(Asset const& one, Asset other) {
  bool const is_counted = !one.digest.empty() && !other.digest.empty();
  other.path = one.path;
  other.is_stored = one.is_stored;
  other.inode = one.inode;
  // Bytes of the same digest are the same, whenever they were written.
  if (is_counted) other.modified_ns = one.modified_ns;
  return one == other;
}

bool are_same_to_others(std::vector<Asset> const& some, std::vector<Asset> const& others) {
  return std::equal(some.begin(), some.end(), others.begin(), others.end(), is_same_to_others);
}

Result<void> check(Asset const& asset) {
  TRIFORIUM_CHECK(check_name(asset.id, "asset's id"));
  // A path is whatever bytes the file system has; the rest is text.
  for (auto const* text : {&asset.media_type, &asset.digest, &asset.facts})
    TRIFORIUM_CHECK(check_text(*text, "asset's description"));
  return {};
}

Result<void> insert_asset(Change& change, Number item, std::size_t position, Asset const& asset) {
  TRIFORIUM_CHECK(check(asset));
  TRIFORIUM_TRY(auto const owner, find_asset(change.connection(), asset.id));
  if (owner)
    return fail(ErrorKind::conflict, fmt::format("The asset {} belongs to {} already.", triforium::quoted(asset.id),
                                                 triforium::quoted(owner->item)));
  return change.connection().execute(
      "INSERT INTO assets (id, item, position, path, is_stored, page, media_type, width, height, duration, size, "
      "modified_ns, inode, digest, facts) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
      asset.id, item, position, asset.path, asset.is_stored ? 1 : 0, asset.page, asset.media_type, asset.width,
      asset.height, asset.duration, asset.size, asset.modified_ns, asset.inode, asset.digest, asset.facts);
}

Result<void> check(Text const& text) {
  TRIFORIUM_CHECK(check_name(text.canvas, "canvas's key"));
  for (auto const* part : {&text.asset, &text.language, &text.plain})
    TRIFORIUM_CHECK(check_text(*part, "canvas's text"));
  return {};
}

// `position`: absent for one that stands where it stood, or last.
Result<bool> write_text(Change& change, Number item, Text const& text, std::optional<std::size_t> position) {
  TRIFORIUM_CHECK(check(text));
  auto const plain = pack(text.plain);
  auto const words = pack(text.words);
  // Packing is deterministic: what is packed the same is the same.
  TRIFORIUM_CHECK(change.connection().execute(
      "INSERT INTO texts (item, canvas, asset, language, plain, words, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
      "coalesce(?7, (SELECT max(position) + 1 FROM texts WHERE item = ?1), 0)) "
      "ON CONFLICT (item, canvas) DO UPDATE SET asset = excluded.asset, language = excluded.language, "
      "plain = excluded.plain, words = excluded.words, position = coalesce(?7, position) "
      "WHERE asset <> excluded.asset OR language <> excluded.language OR plain <> excluded.plain "
      "OR words <> excluded.words OR position <> coalesce(?7, position)",
      item, text.canvas, text.asset, text.language, Blob{plain}, Blob{words}, position));
  return change.connection().changed_rows() > 0;
}

Result<bool> forget_other_texts(Change& change, Number item, std::vector<Text> const& kept) {
  std::set<std::string_view> keys;
  for (auto const& text : kept)
    keys.insert(text.canvas);
  TRIFORIUM_TRY(auto const present, change.connection().list([](Row row) { return row.text(0); },
                                                             "SELECT canvas FROM texts WHERE item = ?1", item));
  bool is_changed = false;
  for (auto const& canvas : present) {
    if (keys.contains(canvas)) continue;
    TRIFORIUM_CHECK(change.connection().execute("DELETE FROM texts WHERE item = ?1 AND canvas = ?2", item, canvas));
    is_changed = true;
  }
  return is_changed;
}

std::string name_of(Annotation const& annotation, std::string const& item) {
  return fmt::format("{}/annotation/{}", item, annotation.key);
}

Result<void> check(Annotation const& annotation) {
  TRIFORIUM_CHECK(check_name(annotation.key, "annotation's key"));
  TRIFORIUM_CHECK(check_name(annotation.page, "annotation page's key"));
  TRIFORIUM_CHECK(check_text(annotation.target, "annotation's target"));
  return check_text(annotation.json, "annotation");
}

Result<void> check(std::optional<Annotation> const& present, std::string_view key, Expectation const& expected) {
  if (present && expected.is_new)
    return fail(ErrorKind::conflict, fmt::format("There is an annotation {} already.", triforium::quoted(key)));
  if (!expected.revision || (present && present->revision == *expected.revision)) return {};
  return fail(ErrorKind::precondition_failed,
              fmt::format("The annotation {} has been changed meanwhile.", triforium::quoted(key)));
}

}  // namespace

Result<bool> write_assets(Change& change, Number item, std::vector<Asset> const& assets) {
  static std::string const sql = fmt::format("SELECT {} FROM assets WHERE item = ?1 ORDER BY position", kAssetColumns);
  TRIFORIUM_TRY(auto const present, change.connection().list([](Row row) { return asset_of(row); }, sql, item));
  if (present == assets) return false;
  TRIFORIUM_CHECK(change.connection().execute("DELETE FROM assets WHERE item = ?1", item));
  std::size_t position = 0;
  for (auto const& asset : assets)
    TRIFORIUM_CHECK(insert_asset(change, item, position++, asset));
  return !are_same_to_others(present, assets);
}

Result<bool> write_texts(Change& change, Number item, std::vector<Text> const& texts) {
  TRIFORIUM_TRY(bool is_changed, forget_other_texts(change, item, texts));
  std::size_t position = 0;
  for (auto const& text : texts) {
    TRIFORIUM_TRY(bool const is_written, write_text(change, item, text, position++));
    is_changed |= is_written;
  }
  return is_changed;
}

Result<void> put_text(Change& change, std::string_view item, Text const& text) {
  TRIFORIUM_TRY(auto const named, need_item(change, item));
  TRIFORIUM_TRY(bool const is_written, write_text(change, named.item, text, std::nullopt));
  if (!is_written) return {};
  return change.touch(named.item, ActivityType::update);
}

Result<Published> put_annotation(Change& change, Annotation const& annotation, Expectation const& expected) {
  using Outcome = Published::Outcome;
  TRIFORIUM_CHECK(check(annotation));
  TRIFORIUM_TRY(auto const named, need_item(change, annotation.item));
  TRIFORIUM_TRY(auto const present, find_annotation(change.connection(), named.id, annotation.key));
  TRIFORIUM_CHECK(check(present, annotation.key, expected));
  if (present && present->page == annotation.page && present->target == annotation.target &&
      present->json == annotation.json)
    return Published{Outcome::unchanged, present->revision};
  TRIFORIUM_CHECK(change.connection().execute(
      "INSERT INTO annotations (item, key, page, target, json, revision, created, modified) "
      "VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6) ON CONFLICT (item, key) DO UPDATE SET page = excluded.page, "
      "target = excluded.target, json = excluded.json, revision = revision + 1, modified = excluded.modified",
      named.item, annotation.key, annotation.page, annotation.target, annotation.json, milliseconds_of(change.now())));
  TRIFORIUM_CHECK(change.record(present ? ActivityType::update : ActivityType::create, ObjectKind::annotation,
                                name_of(annotation, named.id)));
  return Published{present ? Outcome::updated : Outcome::created, present ? present->revision + 1 : 1};
}

Result<void> erase_annotation(Change& change, std::string_view item, std::string_view key,
                              Expectation const& expected) {
  TRIFORIUM_TRY(auto const named, need_item(change, item));
  TRIFORIUM_TRY(auto const present, find_annotation(change.connection(), named.id, key));
  if (!present)
    return fail(ErrorKind::not_found,
                fmt::format("{} has no annotation {}.", triforium::quoted(item), triforium::quoted(key)));
  TRIFORIUM_CHECK(check(present, key, expected));
  TRIFORIUM_CHECK(change.connection().execute("DELETE FROM annotations WHERE item = ?1 AND key = ?2", named.item, key));
  return change.record(ActivityType::remove, ObjectKind::annotation, name_of(*present, named.id));
}

}  // namespace triforium::store::sqlite
