#include <algorithm>
#include <charconv>

#include "store/sqlite/content.h"
#include "store/sqlite/reads.h"

namespace triforium::store::sqlite {
namespace {

constexpr std::size_t kLongestList = 10'000;

// The condition of a page, after which "LIMIT ?2" follows; the kind is ?3.
std::string_view condition(ItemQuery const& query) {
  bool const is_newest_first = query.order == ItemOrder::newest_first;
  if (query.kind && is_newest_first)
    return "FROM items WHERE is_live AND kind = ?3 AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2";
  if (query.kind) return "FROM items WHERE is_live AND kind = ?3 AND id > ?1 ORDER BY id LIMIT ?2";
  if (is_newest_first) return "FROM items WHERE is_live AND sequence < ?1 ORDER BY sequence DESC LIMIT ?2";
  return "FROM items WHERE is_live AND id > ?1 ORDER BY id LIMIT ?2";
}

template <typename After>
Result<std::vector<Item>> list_after(Connection& connection, ItemQuery const& query, After const& after,
                                     std::int64_t limit) {
  auto const sql = select_items(condition(query));
  if (!query.kind) return connection.list(item_of, sql, after, limit);
  return connection.list(item_of, sql, after, limit, static_cast<std::int64_t>(*query.kind));
}

Result<std::int64_t> sequence_of(std::string const& after) {
  std::int64_t sequence = INT64_MAX;
  auto const* const end = after.data() + after.size();
  if (auto const [stop, error] = std::from_chars(after.data(), end, sequence);
      !after.empty() && (error != std::errc() || stop != end))
    return fail(ErrorKind::bad_request, "The place to go on from is not one that this list has given.");
  return sequence;
}

}  // namespace

std::int64_t bounded(std::size_t limit) {
  return static_cast<std::int64_t>(std::min(limit, kLongestList));
}

std::int64_t counted(std::uint64_t number) {
  return static_cast<std::int64_t>(std::min(number, static_cast<std::uint64_t>(INT64_MAX)));
}

Result<std::optional<Named>> find_named(Connection& connection, std::string_view name) {
  auto const named_of = [](Row row) {
    return Named{.item = row.integer(0),
                 .name_kind = static_cast<NameKind>(row.integer(1)),
                 .id = row.text(2),
                 .kind = static_cast<ItemKind>(row.integer(3)),
                 .is_live = row.integer(4) != 0,
                 .revision = row.natural(5),
                 .modified = time_of(row.integer(6))};
  };
  return connection.find(named_of,
                         "SELECT items.number, names.kind, items.id, items.kind, items.is_live, items.revision, "
                         "items.modified FROM names JOIN items ON items.number = names.item WHERE names.name = ?1",
                         name);
}

Result<std::optional<Number>> find_number(Connection& connection, std::string_view id) {
  return connection.find([](Row row) { return row.integer(0); }, "SELECT number FROM items WHERE id = ?1 AND is_live",
                         id);
}

Result<Resolution> resolve(Connection& connection, std::string_view name) {
  TRIFORIUM_TRY(auto const named, find_named(connection, name));
  if (!named) return Unknown{};
  if (!named->is_live) return Gone{named->id, named->kind, named->modified};
  if (named->name_kind == NameKind::id) return Live{named->id};
  return Moved{named->id};
}

Result<std::optional<Item>> find_item(Connection& connection, std::string_view id) {
  static std::string const sql = select_items("FROM items WHERE id = ?1 AND is_live");
  return connection.find(item_of, sql, id);
}

Result<std::optional<Document>> find_document(Connection& connection, std::string_view id) {
  static std::string const sql = select_items(
      ", documents.content FROM items JOIN documents ON documents.item = items.number WHERE items.id = ?1 AND is_live");
  auto const document_of = [](Row row) -> Result<Document> {
    TRIFORIUM_TRY(auto text, unpack(row.bytes(kItemColumns)));
    return Document{item_of(row), std::move(text)};
  };
  TRIFORIUM_TRY(auto found, connection.find(document_of, sql, id));
  if (!found) return std::nullopt;
  TRIFORIUM_TRY(auto document, std::move(*found));
  return document;
}

Result<ItemPage> list_items(Connection& connection, ItemQuery const& query) {
  auto const limit = bounded(query.limit);
  if (limit == 0) return ItemPage{};
  ItemPage page;
  // One more than asked for tells whether there are more.
  if (query.order == ItemOrder::newest_first) {
    TRIFORIUM_TRY(auto const sequence, sequence_of(query.after));
    TRIFORIUM_TRY(page.items, list_after(connection, query, sequence, limit + 1));
  } else {
    TRIFORIUM_TRY(page.items, list_after(connection, query, query.after, limit + 1));
  }
  if (page.items.size() <= static_cast<std::size_t>(limit)) return page;
  page.items.pop_back();
  auto const& last = page.items.back();
  page.next = query.order == ItemOrder::newest_first ? std::to_string(last.sequence) : last.id;
  return page;
}

Result<Counts> counts(Connection& connection) {
  auto const counts_of = [](Row row) {
    return Counts{row.natural(0), row.natural(1), row.natural(2), row.natural(3), row.natural(4), row.natural(5)};
  };
  TRIFORIUM_TRY(auto const found,
                connection.find(counts_of,
                                "SELECT (SELECT count(*) FROM items WHERE is_live AND kind = 1), "
                                "(SELECT count(*) FROM items WHERE is_live AND kind = 2), "
                                "(SELECT count(*) FROM items) - (SELECT count(*) FROM items WHERE is_live), "
                                "(SELECT count(*) FROM assets), (SELECT count(*) FROM annotations), "
                                "coalesce((SELECT max(sequence) FROM activities), 0)"));
  return found.value_or(Counts{});
}

Result<std::vector<std::string>> aliases(Connection& connection, std::string_view item) {
  return connection.list([](Row row) { return row.text(0); },
                         "SELECT names.name FROM names JOIN items ON items.number = names.item "
                         "WHERE items.id = ?1 AND is_live AND names.kind <> 1 ORDER BY names.name",
                         item);
}

}  // namespace triforium::store::sqlite
