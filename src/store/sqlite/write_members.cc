#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "store/sqlite/writes.h"

namespace triforium::store::sqlite {
namespace {

bool is_elsewhere(std::string_view id) {
  return id.starts_with("http://") || id.starts_with("https://");
}

Result<Named> need_collection(Change& change, std::string_view id) {
  TRIFORIUM_TRY(auto named, need_item(change, id));
  if (named.kind != ItemKind::collection)
    return fail(ErrorKind::conflict, fmt::format("{} is no collection, so it has no members.", triforium::quoted(id)));
  return named;
}

// Itself, and whatever lists it, directly or not.
Result<std::set<Number>> with_ancestors(Change& change, Number collection) {
  TRIFORIUM_TRY(auto const numbers, change.connection().list([](Row row) { return row.integer(0); },
                                                             "WITH RECURSIVE above (number) AS (SELECT ?1 UNION "
                                                             "SELECT members.collection FROM members "
                                                             "JOIN above ON members.item = above.number) "
                                                             "SELECT number FROM above",
                                                             collection));
  return std::set(numbers.begin(), numbers.end());
}

// In the given order, each once.
class Rows {
 public:
  Rows(Change& change, Named collection, std::set<Number> above)
      : change_(change), collection_(std::move(collection)), above_(std::move(above)) {}

  Result<void> add(MemberName const& member) {
    if (is_elsewhere(member.id)) return add_elsewhere(member);
    TRIFORIUM_TRY(auto const named, need_item(change_, member.id));
    // A collection within itself would have no end for whoever walks through it.
    if (above_.contains(named.item))
      return fail(ErrorKind::bad_request, fmt::format("{} cannot be a member of {}, because it contains it.",
                                                      triforium::quoted(member.id), triforium::quoted(collection_.id)));
    if (items_.insert(named.item).second) rows_.push_back({named.item, {}, {}});
    return {};
  }
  std::vector<MemberRow> const& rows() const { return rows_; }

 private:
  Result<void> add_elsewhere(MemberName const& member) {
    TRIFORIUM_CHECK(check_name(member.id, "member's URL"));
    TRIFORIUM_CHECK(check_text(member.reference, "member's reference"));
    if (urls_.insert(member.id).second) rows_.push_back({{}, member.id, member.reference});
    return {};
  }

  Change& change_;
  Named collection_;
  std::set<Number> above_;
  std::set<Number> items_;
  std::set<std::string> urls_;
  std::vector<MemberRow> rows_;
};

Result<std::vector<MemberRow>> rows_of(Change& change, Named const& collection,
                                       std::vector<MemberName> const& members) {
  TRIFORIUM_TRY(auto above, with_ancestors(change, collection.item));
  Rows rows(change, collection, std::move(above));
  for (auto const& member : members)
    TRIFORIUM_CHECK(rows.add(member));
  return rows.rows();
}

MemberRow member_row_of(Row row) {
  MemberRow member;
  if (!row.is_null(0)) member.item = row.integer(0);
  if (!row.is_null(1)) member.url = row.text(1);
  if (!row.is_null(2)) member.reference = row.text(2);
  return member;
}

Result<bool> contains(Change& change, Number collection, MemberRow const& row) {
  auto& connection = change.connection();
  if (row.item) {
    TRIFORIUM_TRY(
        auto const found,
        connection.number("SELECT count(*) FROM members WHERE item = ?1 AND collection = ?2", *row.item, collection));
    return found > 0;
  }
  TRIFORIUM_TRY(auto const found, connection.number("SELECT count(*) FROM members WHERE collection = ?1 AND url = ?2",
                                                    collection, row.url));
  return found > 0;
}

Result<std::optional<std::uint64_t>> position_of(Change& change, Number collection, std::string const& id) {
  auto const natural = [](Row row) { return row.natural(0); };
  if (is_elsewhere(id))
    return change.connection().find(natural, "SELECT position FROM members WHERE collection = ?1 AND url = ?2",
                                    collection, id);
  return change.connection().find(natural,
                                  "SELECT position FROM names JOIN members ON members.item = names.item "
                                  "WHERE names.name = ?2 AND collection = ?1",
                                  collection, id);
}

}  // namespace

Result<void> set_members(Change& change, std::string_view collection, std::vector<MemberName> const& members,
                         Expectation const& expected) {
  TRIFORIUM_CHECK(change.close_gaps());
  TRIFORIUM_CHECK(need_item(change, collection, expected));
  TRIFORIUM_TRY(auto const named, need_collection(change, collection));
  TRIFORIUM_TRY(auto const wanted, rows_of(change, named, members));
  TRIFORIUM_TRY(auto const present,
                change.connection().list(
                    member_row_of, "SELECT item, url, reference FROM members WHERE collection = ?1 ORDER BY position",
                    named.item));
  if (wanted == present) return {};
  TRIFORIUM_CHECK(change.touch(named.item, ActivityType::update));
  auto const first = std::mismatch(wanted.begin(), wanted.end(), present.begin(), present.end()).first;
  return change.write_members(named.item, static_cast<std::uint64_t>(first - wanted.begin()),
                              std::vector(first, wanted.end()));
}

Result<void> add_members(Change& change, std::string_view collection, std::vector<MemberName> const& members) {
  TRIFORIUM_CHECK(change.close_gaps());
  TRIFORIUM_TRY(auto const named, need_collection(change, collection));
  TRIFORIUM_TRY(auto const rows, rows_of(change, named, members));
  TRIFORIUM_TRY(auto const count,
                change.connection().number("SELECT members FROM items WHERE number = ?1", named.item));
  std::vector<MemberRow> added;
  for (auto const& row : rows) {
    TRIFORIUM_TRY(bool const is_there, contains(change, named.item, row));
    if (!is_there) added.push_back(row);
  }
  if (added.empty()) return {};
  TRIFORIUM_CHECK(change.touch(named.item, ActivityType::update));
  return change.write_members(named.item, static_cast<std::uint64_t>(count), added);
}

Result<void> remove_members(Change& change, std::string_view collection, std::vector<std::string> const& ids) {
  TRIFORIUM_TRY(auto const named, need_collection(change, collection));
  for (auto const& id : ids) {
    TRIFORIUM_TRY(auto const position, position_of(change, named.item, id));
    if (!position) continue;
    TRIFORIUM_CHECK(change.connection().execute("DELETE FROM members WHERE collection = ?1 AND position = ?2",
                                                named.item, counted(*position)));
    change.loosen(named.item, *position);
    TRIFORIUM_CHECK(change.touch(named.item, ActivityType::update));
  }
  return {};
}

Result<void> forget_membership(Change& change, Number item) {
  auto const place = [](Row row) { return std::pair(row.integer(0), row.natural(1)); };
  TRIFORIUM_TRY(auto const places,
                change.connection().list(place, "SELECT collection, position FROM members WHERE item = ?1", item));
  for (auto const& [collection, position] : places) {
    change.loosen(collection, position);
    TRIFORIUM_CHECK(change.touch(collection, ActivityType::update));
  }
  TRIFORIUM_CHECK(change.connection().execute("DELETE FROM members WHERE item = ?1", item));
  change.tighten(item);
  return change.connection().execute("DELETE FROM members WHERE collection = ?1", item);
}

}  // namespace triforium::store::sqlite
