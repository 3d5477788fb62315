#include "exports/records.h"

#include "base/text.h"
#include "json/parse.h"

namespace triforium::exports {
namespace {

constexpr std::size_t kAtOnce = 10'000;

Result<void> read_names(store::Reading const& reading, portable::Record& record) {
  TRIFORIUM_TRY(record.aliases, reading.aliases(record.id));
  TRIFORIUM_TRY(auto const parents, reading.parents(record.id));
  for (auto const& parent : parents)
    record.collections.push_back(parent.id);
  return {};
}

Result<void> read_texts(store::Reading const& reading, portable::Record& record) {
  TRIFORIUM_TRY(auto const canvases, reading.text_canvases(record.id));
  for (auto const& canvas : canvases) {
    TRIFORIUM_TRY(auto text, reading.find_text(record.id, canvas));
    if (text) record.texts.push_back(std::move(*text));
  }
  return {};
}

Result<void> read_members(store::Reading const& reading, portable::Record& record) {
  for (std::size_t count = kAtOnce; count == kAtOnce;) {
    TRIFORIUM_TRY(auto const members, reading.members(record.id, record.members.size(), kAtOnce));
    for (auto const& member : members)
      record.members.push_back({member.id, member.is_ours ? std::string() : member.reference});
    count = members.size();
  }
  return {};
}

}  // namespace

Result<portable::Record> blocking_read_item(store::Store const& store, std::string const& id) {
  return store.read([&](store::Reading const& reading) -> Result<portable::Record> {
    TRIFORIUM_TRY(auto const document, reading.find_document(id));
    if (!document) return fail(ErrorKind::not_found, "Nothing is called " + quoted(id, 200) + ".");
    TRIFORIUM_TRY(auto parsed, json::parse(document->text));
    if (!parsed.is_object()) return fail(ErrorKind::internal, "The stored document is no JSON object.");
    portable::Record record{.id = id, .kind = document->item.kind, .version = document->item.version};
    record.document = std::move(parsed.get_object());
    TRIFORIUM_CHECK(read_names(reading, record));
    if (record.kind == store::ItemKind::collection) {
      TRIFORIUM_CHECK(read_members(reading, record));
      return record;
    }
    TRIFORIUM_TRY(record.assets, reading.assets(id));
    TRIFORIUM_CHECK(read_texts(reading, record));
    return record;
  });
}

}  // namespace triforium::exports
