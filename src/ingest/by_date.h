// Newspapers, journals, diaries: collections of many dated items as title → year → month, which is how people look for
// an issue. Pure.
//
// https://iiif.io/api/cookbook/recipe/0068-newspaper/
#pragma once

#include <cstddef>

#include "ingest/reading.h"

namespace triforium::ingest {

// Gives every collection of more than `most` items a collection for each year, and this one for each month where a year
// has more than a hundred. Only where nine of ten items have a day: what is known by its year alone – a museum's
// paintings – stays together, as does a collection below which the new ones' ids are taken. Items without a date stay
// in the collection itself, behind its years.
void arrange_by_date(Reading& reading, std::size_t most);

}  // namespace triforium::ingest
