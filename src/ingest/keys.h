// Names that last, made from the names that things have: the same input gives the same id on every run and machine.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace triforium::ingest {

// A segment of an id or a canvas's key: [A-Za-z0-9._-]+, at most 100 bytes. Latin letters lose their accents ("Käse" →
// "Kaese"), other runs become "-". What other scripts say is lost, so eight hexadecimal digits of the whole name follow
// then.
std::string make_key(std::string_view name);

// make_key of each segment of a path, "/" kept.
std::string make_id(std::string_view path);

// https://arks.org/specs/ and others: a name that may stand in an id as it is: [A-Za-z0-9._~:/-]+, at most 200 bytes,
// no empty segment, no "." or ".." segment.
bool is_id(std::string_view name);

// Keys of one item. A name that was given before gets its digits as well, so that it stays the same wherever it stands.
class UniqueKeys {
 public:
  std::string take(std::string_view name);

 private:
  std::set<std::string> taken_;
  std::map<std::string, int> again_;  // how often a key was wanted that its digits do not tell apart
};

// What people call a page, from its file's stem: "0012v" → "12v", "halle_1712_0003" of the item "halle_1712" → "3";
// everything else as it is.
std::string page_label(std::string_view stem, std::string_view item_name);

}  // namespace triforium::ingest
