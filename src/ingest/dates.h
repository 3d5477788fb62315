// Dates as catalogues write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace triforium::ingest {

// https://iiif.io/api/presentation/3.0/#navdate
//   "The value must be an XSD dateTime literal. The value must have a timezone, and should be given in UTC with the Z
//    timezone indicator, but may instead be given as an offset of the form +hh:mm."
// From "1712", "[1712]", "1712-03", "1712-03-09", "1712-03-09T10:00:00Z", "1712/1715" and "1712-1715" (their
// beginning). Absent for what is no such date: "ca. 1712" is no day to navigate to.
std::optional<std::string> nav_date(std::string_view text);

}  // namespace triforium::ingest
