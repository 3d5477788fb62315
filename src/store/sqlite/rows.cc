#include "store/sqlite/rows.h"

namespace triforium::store::sqlite {

std::string select_items(std::string_view rest) {
  return "SELECT items.id, items.kind, items.revision, items.sequence, items.created, items.modified, items.label, "
         "items.reference, items.version, items.hash, items.bytes, items.members, items.source_digest " +
         std::string(rest);
}

Item item_of(Row row) {
  Item item;
  item.id = row.text(0);
  item.kind = static_cast<ItemKind>(row.integer(1));
  item.revision = row.natural(2);
  item.sequence = row.natural(3);
  item.created = time_of(row.integer(4));
  item.modified = time_of(row.integer(5));
  item.label = row.text(6);
  item.reference = row.text(7);
  item.version = static_cast<int>(row.integer(8));
  item.hash = row.text(9);
  item.bytes = row.natural(10);
  item.members = row.natural(11);
  item.source_digest = row.text(12);
  return item;
}

Asset asset_of(Row row, int first) {
  Asset asset;
  asset.id = row.text(first);
  asset.path = row.text(first + 1);
  asset.is_stored = row.integer(first + 2) != 0;
  asset.page = static_cast<std::uint32_t>(row.integer(first + 3));
  asset.media_type = row.text(first + 4);
  asset.width = static_cast<std::uint32_t>(row.integer(first + 5));
  asset.height = static_cast<std::uint32_t>(row.integer(first + 6));
  asset.duration = row.real(first + 7);
  asset.size = row.natural(first + 8);
  asset.modified_ns = row.integer(first + 9);
  asset.inode = row.natural(first + 10);
  asset.digest = row.text(first + 11);
  asset.facts = row.text(first + 12);
  return asset;
}

Annotation annotation_of(Row row) {
  return {.item = row.text(0),
          .key = row.text(1),
          .page = row.text(2),
          .target = row.text(3),
          .json = row.text(4),
          .revision = row.natural(5),
          .created = time_of(row.integer(6)),
          .modified = time_of(row.integer(7))};
}

Activity activity_of(Row row) {
  return {.sequence = row.natural(0),
          .type = static_cast<ActivityType>(row.integer(1)),
          .kind = static_cast<ObjectKind>(row.integer(2)),
          .object = row.text(3),
          .target = row.text(4),
          .time = time_of(row.integer(5))};
}

Job job_of(Row row) {
  Job job;
  job.id = row.natural(0);
  job.kind = row.text(1);
  job.state = static_cast<JobState>(row.integer(2));
  job.parameters = row.text(3);
  job.done = row.natural(4);
  job.total = row.natural(5);
  job.counts = row.text(6);
  job.cursor = row.text(7);
  job.message = row.text(8);
  job.failures = row.natural(9);
  job.created = time_of(row.integer(10));
  job.modified = time_of(row.integer(11));
  return job;
}

Time time_of(std::int64_t milliseconds) {
  return Time(std::chrono::milliseconds(milliseconds));
}

std::int64_t milliseconds_of(Time time) {
  return time.time_since_epoch().count();
}

}  // namespace triforium::store::sqlite
