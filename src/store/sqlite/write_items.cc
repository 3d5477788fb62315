#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/content.h"
#include "store/sqlite/writes.h"

namespace triforium::store::sqlite {
namespace {

Result<void> check(Publication const& publication) {
  TRIFORIUM_CHECK(check_name(publication.id, "id"));
  TRIFORIUM_CHECK(check_text(publication.document, "document"));
  TRIFORIUM_CHECK(check_text(publication.label, "label"));
  TRIFORIUM_CHECK(check_text(publication.reference, "reference"));
  return check_text(publication.source_digest, "source's digest");
}

Result<void> give_name(Change& change, std::string_view name, Number item, NameKind kind) {
  return change.connection().execute("INSERT OR REPLACE INTO names (name, item, kind) VALUES (?1, ?2, ?3)", name, item,
                                     static_cast<int>(kind));
}

Result<Number> insert_item(Change& change, Publication const& publication) {
  TRIFORIUM_CHECK(change.connection().execute(
      "INSERT INTO items (id, kind, is_live, revision, sequence, created, modified, label, reference, version, hash, "
      "bytes, members, source_digest) VALUES (?1, ?2, 1, 0, 0, ?3, ?3, '', '', 0, '', 0, 0, '')",
      publication.id, static_cast<int>(publication.kind), milliseconds_of(change.now())));
  auto const number = change.connection().last_number();
  TRIFORIUM_CHECK(give_name(change, publication.id, number, NameKind::id));
  return number;
}

// The tombstone lives again: its revisions count on, so that no ETag of before comes back.
Result<Number> revive_item(Change& change, Publication const& publication, Number number) {
  TRIFORIUM_CHECK(change.connection().execute("UPDATE items SET is_live = 1, kind = ?2, created = ?3 WHERE number = ?1",
                                              number, static_cast<int>(publication.kind),
                                              milliseconds_of(change.now())));
  return number;
}

Result<Number> create_item(Change& change, Publication const& publication, std::optional<Named> const& named,
                           Expectation const& expected) {
  if (expected.revision)
    return fail(ErrorKind::precondition_failed, fmt::format("There is no {} yet.", triforium::quoted(publication.id)));
  if (!named) return insert_item(change, publication);
  if (!expected.may_recreate)
    return fail(ErrorKind::gone, fmt::format("{} was deleted; it comes back only if that is asked for explicitly.",
                                             triforium::quoted(publication.id)));
  if (named->name_kind == NameKind::id) return revive_item(change, publication, named->item);
  return insert_item(change, publication);
}

Result<bool> write_document(Change& change, Number number, Publication const& publication) {
  auto& connection = change.connection();
  auto const hash = hash_of(publication.document);
  auto const is_so = [&](Row row) {
    return row.text(0) == hash && row.bytes(1) == publication.label && row.bytes(2) == publication.reference &&
           row.integer(3) == publication.version;
  };
  TRIFORIUM_TRY(auto const is_same, connection.find(is_so,
                                                    "SELECT hash, label, reference, version FROM items JOIN documents "
                                                    "ON documents.item = items.number WHERE number = ?1",
                                                    number));
  TRIFORIUM_CHECK(connection.execute("UPDATE items SET source_digest = ?2 WHERE number = ?1 AND source_digest <> ?2",
                                     number, publication.source_digest));
  if (is_same.value_or(false)) return false;
  TRIFORIUM_CHECK(connection.execute(
      "UPDATE items SET label = ?2, reference = ?3, version = ?4, hash = ?5, bytes = ?6 WHERE number = ?1", number,
      publication.label, publication.reference, publication.version, hash, publication.document.size()));
  auto const packed = pack(publication.document);
  TRIFORIUM_CHECK(
      connection.execute("INSERT OR REPLACE INTO documents (item, content) VALUES (?1, ?2)", number, Blob{packed}));
  return true;
}

Result<bool> write_parts(Change& change, Number number, Publication const& publication) {
  TRIFORIUM_TRY(bool is_changed, write_document(change, number, publication));
  TRIFORIUM_TRY(bool const has_new_names, write_aliases(change, number, publication.aliases));
  is_changed |= has_new_names;
  if (publication.assets) {
    TRIFORIUM_TRY(bool const has_other_assets, write_assets(change, number, *publication.assets));
    is_changed |= has_other_assets;
  }
  if (publication.texts) {
    TRIFORIUM_TRY(bool const has_other_texts, write_texts(change, number, *publication.texts));
    is_changed |= has_other_texts;
  }
  return is_changed;
}

Result<Number> find_or_create(Change& change, Publication const& publication, Expectation const& expected,
                              bool& is_new) {
  TRIFORIUM_TRY(auto const named, find_named(change.connection(), publication.id));
  is_new = !named || !named->is_live;
  if (is_new) return create_item(change, publication, named, expected);
  TRIFORIUM_TRY(auto const there, need_item(change, publication.id, expected));
  if (there.kind != publication.kind)
    return fail(ErrorKind::conflict,
                fmt::format("{} is a {}, and its id cannot become another thing's.", triforium::quoted(publication.id),
                            there.kind == ItemKind::manifest ? "manifest" : "collection"));
  return there.item;
}

// The new id has to be free, or the item's own already.
Result<void> check_free(Change& change, std::string_view name, Number item) {
  TRIFORIUM_TRY(auto const named, find_named(change.connection(), name));
  if (!named || named->item == item) return {};
  return fail(ErrorKind::conflict,
              fmt::format("{} is a name of {}{}.", triforium::quoted(name), triforium::quoted(named->id),
                          named->is_live ? "" : ", which was deleted"));
}

}  // namespace

Result<Published> publish(Change& change, Publication const& publication, Expectation const& expected) {
  using Outcome = Published::Outcome;
  TRIFORIUM_CHECK(check(publication));
  bool is_new = false;
  TRIFORIUM_TRY(auto const number, find_or_create(change, publication, expected, is_new));
  TRIFORIUM_TRY(bool const is_changed, write_parts(change, number, publication));
  if (is_new || is_changed) TRIFORIUM_CHECK(change.touch(number, is_new ? ActivityType::create : ActivityType::update));
  for (auto const& collection : publication.collections)
    TRIFORIUM_CHECK(add_members(change, collection, {{publication.id}}));
  TRIFORIUM_TRY(auto const revision,
                change.connection().number("SELECT revision FROM items WHERE number = ?1", number));
  auto const outcome = is_new ? Outcome::created : is_changed ? Outcome::updated : Outcome::unchanged;
  return Published{outcome, static_cast<std::uint64_t>(revision)};
}

Result<void> move(Change& change, std::string_view id, std::string_view new_id, Expectation const& expected) {
  TRIFORIUM_CHECK(check_name(new_id, "new id"));
  TRIFORIUM_TRY(auto const named, need_item(change, id, expected));
  if (id == new_id) return {};
  TRIFORIUM_CHECK(check_free(change, new_id, named.item));
  // Recorded before the id is another: the object of a move is the old name.
  TRIFORIUM_CHECK(change.touch(named.item, ActivityType::move, new_id));
  TRIFORIUM_CHECK(give_name(change, id, named.item, NameKind::former_id));
  TRIFORIUM_CHECK(give_name(change, new_id, named.item, NameKind::id));
  return change.connection().execute("UPDATE items SET id = ?2 WHERE number = ?1", named.item, new_id);
}

Result<void> erase(Change& change, std::string_view id, Expectation const& expected) {
  TRIFORIUM_TRY(auto const named, need_item(change, id, expected));
  TRIFORIUM_CHECK(change.touch(named.item, ActivityType::remove));
  TRIFORIUM_CHECK(forget_membership(change, named.item));
  for (auto const* sql : {"DELETE FROM documents WHERE item = ?1", "DELETE FROM assets WHERE item = ?1",
                          "DELETE FROM texts WHERE item = ?1", "DELETE FROM annotations WHERE item = ?1"})
    TRIFORIUM_CHECK(change.connection().execute(sql, named.item));
  return change.connection().execute(
      "UPDATE items SET is_live = 0, reference = '{}', hash = '', bytes = 0, members = 0, source_digest = '' "
      "WHERE number = ?1",
      named.item);
}

Result<void> remove_alias(Change& change, std::string_view name) {
  TRIFORIUM_TRY(auto const named, find_named(change.connection(), name));
  if (!named || named->name_kind != NameKind::alias)
    return fail(ErrorKind::not_found, fmt::format("{} is no alias.", triforium::quoted(name)));
  TRIFORIUM_CHECK(change.connection().execute("DELETE FROM names WHERE name = ?1", name));
  if (!named->is_live) return {};
  return change.touch(named->item, ActivityType::update);
}

Result<bool> write_aliases(Change& change, Number item, std::vector<std::string> const& aliases) {
  bool is_changed = false;
  for (auto const& alias : aliases) {
    TRIFORIUM_CHECK(check_name(alias, "alias"));
    TRIFORIUM_CHECK(check_free(change, alias, item));
    TRIFORIUM_CHECK(
        change.connection().execute("INSERT INTO names (name, item, kind) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                                    alias, item, static_cast<int>(NameKind::alias)));
    is_changed |= change.connection().changed_rows() > 0;
  }
  return is_changed;
}

}  // namespace triforium::store::sqlite
