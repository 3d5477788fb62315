// MODS records as descriptions.
//
// https://www.loc.gov/standards/mods/userguide/
#pragma once

#include <optional>
#include <pugixml.hpp>
#include <string>

#include "presentation/draft.h"

namespace triforium::ingest {

struct ModsFacts {
  std::vector<std::string> identifiers;       // record identifiers and URNs, to be aliases
  std::string viewing_direction;              // from language and script; empty: not said
  std::string part;                           // "56, 27": of a periodical
  std::string host;                           // the title of the series or periodical it belongs to
  std::optional<std::string> unclear_rights;  // what was said, and is no address
};

// Adds to the description what the record says, labels in English and German; what the description has already stays.
// Records of other kinds (Dublin Core) are read by their elements' names.
ModsFacts describe_record(pugi::xml_node record, presentation::Description& description);

// The title of a record alone, in its language; empty where there is none.
presentation::LanguageMap title_of(pugi::xml_node record);

}  // namespace triforium::ingest
