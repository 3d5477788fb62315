#include <fmt/format.h>

#include "base/text.h"
#include "store/sqlite/reads.h"

namespace triforium::store::sqlite {
namespace {

Member member_of(Row row) {
  Member member;
  member.position = row.natural(0);
  member.is_ours = row.is_null(1);
  if (!member.is_ours) {
    member.id = row.text(1);
    member.reference = row.text(2);
    return member;
  }
  member.id = row.text(3);
  member.kind = static_cast<ItemKind>(row.integer(4));
  member.label = row.text(5);
  member.reference = row.text(6);
  return member;
}

}  // namespace

Result<std::vector<Member>> members(Connection& connection, std::string_view collection, std::uint64_t position,
                                    std::size_t limit) {
  TRIFORIUM_TRY(auto const number, find_number(connection, collection));
  if (!number)
    return fail(ErrorKind::not_found, fmt::format("No collection is called {}.", triforium::quoted(collection)));
  return connection.list(member_of,
                         "SELECT position, url, members.reference, items.id, items.kind, items.label, items.reference "
                         "FROM members LEFT JOIN items ON items.number = members.item "
                         "WHERE collection = ?1 AND position >= ?2 ORDER BY position LIMIT ?3",
                         *number, counted(position), bounded(limit));
}

Result<std::vector<Item>> parents(Connection& connection, std::string_view item) {
  static std::string const sql = select_items(
      "FROM items AS child JOIN members ON members.item = child.number JOIN items ON items.number = members.collection "
      "WHERE child.id = ?1 AND child.is_live ORDER BY items.id");
  return connection.list(item_of, sql, item);
}

}  // namespace triforium::store::sqlite
