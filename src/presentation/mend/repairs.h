// What is done about one finding of the check in a document of Presentation 3.0 or 4.0.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "presentation/check/report.h"
#include "presentation/mend/places.h"

namespace triforium::presentation {

struct Repairing {
  boost::json::value& document;
  std::set<std::string, std::less<>> rebuilt = {};  // places below which nothing is where it was found
  Removals removals = {};
  std::map<std::string, std::string, std::less<>> renames = {};  // of resources, wherever they are named
};

// What was done, in words; nothing where nothing can be done. The places of other findings stay what they are until
// finish().
using Repair = std::optional<std::string> (*)(Finding const& finding, Repairing& repairing);
std::optional<std::string> repair(Finding const& finding, Repairing& repairing);

// Takes out what was removed, and renames.
void finish(Repairing& repairing);

// What is done about the findings of a rule.
struct NamedRepair {
  std::string_view rule;
  Repair repair;
};
// Null where the table has none for the rule.
Repair find_among(std::span<NamedRepair const> table, std::string_view rule);

// The repairs of one concern: null for other rules.
Repair find_value_repair(std::string_view rule);   // texts, numbers, addresses, HTML
Repair find_canvas_repair(std::string_view rule);  // canvases, and what is painted on them

}  // namespace triforium::presentation
