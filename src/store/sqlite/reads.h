// What store::Reading promises, as functions on a connection that is inside a transaction.
#pragma once

#include "store/sqlite/rows.h"
#include "store/store.h"

namespace triforium::store::sqlite {

// What a name leads to, with the number by which the tables know it.
struct Named {
  Number item = 0;
  NameKind name_kind = NameKind::id;
  std::string id;  // now
  ItemKind kind = ItemKind::manifest;
  bool is_live = false;
  std::uint64_t revision = 0;
  Time modified;
};
Result<std::optional<Named>> find_named(Connection& connection, std::string_view name);
// Of a live item by its present id.
Result<std::optional<Number>> find_number(Connection& connection, std::string_view id);

Result<Resolution> resolve(Connection& connection, std::string_view name);
Result<std::optional<Item>> find_item(Connection& connection, std::string_view id);
Result<std::optional<Document>> find_document(Connection& connection, std::string_view id);
Result<ItemPage> list_items(Connection& connection, ItemQuery const& query);
Result<Counts> counts(Connection& connection);
Result<std::vector<std::string>> aliases(Connection& connection, std::string_view item);

Result<std::vector<Member>> members(Connection& connection, std::string_view collection, std::uint64_t position,
                                    std::size_t limit);
Result<std::vector<Item>> parents(Connection& connection, std::string_view item);

Result<std::optional<OwnedAsset>> find_asset(Connection& connection, std::string_view id);
Result<std::vector<Asset>> assets(Connection& connection, std::string_view item);
Result<bool> has_stored_below(Connection& connection, std::string_view folder);
Result<std::optional<Text>> find_text(Connection& connection, std::string_view item, std::string_view canvas);
Result<std::vector<std::string>> text_canvases(Connection& connection, std::string_view item);
Result<std::optional<Annotation>> find_annotation(Connection& connection, std::string_view item, std::string_view key);
Result<std::vector<Annotation>> annotations(Connection& connection, std::string_view item, std::string_view page,
                                            std::uint64_t position, std::size_t limit);
Result<std::optional<std::string>> find_rendition(Connection& connection, std::string_view item, std::string_view key);

Result<std::vector<Activity>> activities(Connection& connection, std::uint64_t from, std::size_t limit);
Result<std::uint64_t> last_sequence(Connection& connection);
Result<std::optional<Job>> find_job(Connection& connection, std::uint64_t id);
Result<std::vector<Job>> list_jobs(Connection& connection, std::uint64_t before, std::size_t limit);
Result<std::vector<JobFailure>> job_failures(Connection& connection, std::uint64_t job, std::uint64_t position,
                                             std::size_t limit);
Result<std::optional<Input>> find_input(Connection& connection, std::string_view source);
Result<std::vector<Input>> list_inputs(Connection& connection, std::string_view prefix, std::string_view after,
                                       std::size_t limit);

// Lists are bounded whatever is asked for; and positions are what the database can count.
std::int64_t bounded(std::size_t limit);
std::int64_t counted(std::uint64_t number);

}  // namespace triforium::store::sqlite
