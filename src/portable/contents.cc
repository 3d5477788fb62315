#include "portable/contents.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "json/indented.h"
#include "portable/fields.h"
#include "portable/record.h"
#include "storage/cache/digest.h"

namespace triforium::portable {
namespace {

namespace bj = boost::json;

constexpr std::string_view kType = "TriforiumExport";
constexpr std::string_view kCopies = "copies";
// One more whenever an older program could not read it.
constexpr std::uint64_t kForm = 1;

Result<std::vector<std::string>> paths_of(Fields const& fields, std::string_view key) {
  TRIFORIUM_TRY(auto paths, fields.texts(key));
  for (auto const& path : paths) {
    if (!is_inner_path(path)) return fields.wrong(key, "a list of paths within the folder of the export");
  }
  return paths;
}

Result<Table> table_of(bj::object const& object) {
  Fields const fields(object, "/table");
  Table table;
  TRIFORIUM_TRY(table.file, fields.text("file"));
  if (!is_inner_path(table.file)) return fields.wrong("file", "a path within the folder of the export");
  TRIFORIUM_TRY(table.digest, fields.text("digest"));
  return table;
}

}  // namespace

std::string digest_of(std::string_view bytes) {
  auto const digest = storage::digest_of(as_bytes(bytes));
  return fmt::format("{:016x}{:016x}", digest.high, digest.low);
}

std::string write_contents(Contents const& contents) {
  bj::object json{{"type", kType},
                  {"form", kForm},
                  {"collections", bj::array(contents.collections.begin(), contents.collections.end())},
                  {"items", bj::array(contents.items.begin(), contents.items.end())}};
  if (!contents.table.file.empty())
    json["table"] = bj::object{{"file", contents.table.file}, {"digest", contents.table.digest}};
  if (contents.has_copies) json["pictures"] = kCopies;
  return json::indented(json) + "\n";
}

bool is_contents(std::string_view head) {
  return head.find(kType) != std::string_view::npos;
}

Result<Contents> parse_contents(std::string_view text) {
  TRIFORIUM_TRY(auto const object, parse_object(text));
  Fields const fields(object, "");
  TRIFORIUM_TRY(auto const type, fields.text("type"));
  if (type != kType) return fields.wrong("type", kType);
  TRIFORIUM_TRY(auto const form, fields.number("form", UINT64_MAX));
  if (form != kForm)
    return fail(ErrorKind::bad_request, "The export was written by a newer Triforium, which has to read it.");
  Contents contents;
  TRIFORIUM_TRY(contents.collections, paths_of(fields, "collections"));
  TRIFORIUM_TRY(contents.items, paths_of(fields, "items"));
  TRIFORIUM_TRY(auto const pictures, fields.optional_text("pictures"));
  contents.has_copies = pictures == kCopies;
  if (object.contains("table")) {
    TRIFORIUM_TRY(auto const table, fields.object("table"));
    TRIFORIUM_TRY(contents.table, table_of(table));
  }
  return contents;
}

}  // namespace triforium::portable
