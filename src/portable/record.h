// One item or collection with all that belongs to it, as a file: what another store needs to have the same. Pure.
//
// Documents are as the store has them (presentation/marker.h). Files are named relative to the folder of the export,
// with “/” between their segments.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace triforium::portable {

struct Record {
  std::string id;
  store::ItemKind kind = store::ItemKind::manifest;
  int version = 3;  // of the Presentation API, in which the document is
  std::vector<std::string> aliases{};
  std::vector<std::string> collections{};  // that list it
  boost::json::object document{};
  // `path` is relative; what identifies the file on a disk (inode, times) says nothing elsewhere, and is left out.
  std::vector<store::Asset> assets{};
  std::vector<store::Text> texts{};
  std::vector<store::MemberName> members{};  // of a collection, in order
};

std::string write_record(Record const& record);

// Trusts nothing but that names are well-formed where the store checks them itself. Ids, and paths that would lead out
// of the folder, are refused. Errors: bad_request with a sentence; too_large.
Result<Record> parse_record(std::string_view text);

// Whether a file of an export may be called so: relative, without “.” and “..” and control characters, UTF-8.
bool is_inner_path(std::string_view path);

}  // namespace triforium::portable
