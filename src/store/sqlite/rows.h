// From rows to records, and the columns that each needs. Items are known to each other by number.
#pragma once

#include <string>

#include "store/records.h"
#include "store/sqlite/connection.h"

namespace triforium::store::sqlite {

using Number = std::int64_t;

// How a name came to be.
enum class NameKind : std::uint8_t { id = 1, alias = 2, former_id = 3 };

// "SELECT …" of what item_of reads, then `rest`: joins and conditions. The table is `items`.
std::string select_items(std::string_view rest);
Item item_of(Row row);
inline constexpr int kItemColumns = 13;  // the first that `rest` could add

Asset asset_of(Row row, int first = 0);
inline constexpr char const* kAssetColumns =
    "assets.id, path, is_stored, page, media_type, width, height, duration, size, modified_ns, inode, digest, facts";
inline constexpr int kAssetColumnCount = 13;

Annotation annotation_of(Row row);
inline constexpr char const* kAnnotationColumns =
    "items.id, key, page, target, json, annotations.revision, annotations.created, annotations.modified";

Activity activity_of(Row row);
inline constexpr char const* kActivityColumns = "sequence, type, kind, object, target, time";

Job job_of(Row row);
inline constexpr char const* kJobColumns =
    "id, kind, state, parameters, done, total, counts, cursor, message, failures, created, modified";

Time time_of(std::int64_t milliseconds);
std::int64_t milliseconds_of(Time time);

}  // namespace triforium::store::sqlite
