// info.yml, info.json and info.csv: what people write beside their files about them.
//
// https://github.com/IIIF-Commons/biiif#metadata
//   label, description, attribution, and "a metadata section that is essentially a list of key value pairs"
// The same words as the Presentation API are understood, with language maps wherever a text stands.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "ingest/session.h"

namespace triforium::ingest {

struct InfoFile {
  presentation::Description description;
  std::string id;  // empty: made from the folder's name
  std::vector<std::string> aliases;
  std::string viewing_direction;
  std::string start;  // a canvas's key
};

// The folder's info file, if there is one: relative names in it are files of `folder`. What it says and cannot mean
// becomes a finding.
InfoFile read_info_file(Session& session, std::string const& folder, Entries const& entries);

// Pure. "text" → none; ["a", "b"] → none; {"de": "…", "fr": ["…"]} → a language map.
presentation::LanguageMap language_map(boost::json::value const& value);

// The fields of one parsed file, at `place` for findings.
InfoFile interpret_info(Session& session, std::string const& folder, std::string const& place,
                        boost::json::object const& fields);

}  // namespace triforium::ingest
