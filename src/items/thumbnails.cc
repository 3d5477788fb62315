#include "items/thumbnails.h"

#include "json/parse.h"

namespace triforium::items {
namespace {

// Bounds on what is looked at, for each collection: who lists a thousand of them waits for all.
constexpr std::size_t kMembers = 2;
constexpr int kLevels = 4;

std::string thumbnail_of(std::string_view reference) {
  if (!has_thumbnail(reference)) return {};
  auto const parsed = json::parse(reference);
  auto const* const object = parsed ? parsed->if_object() : nullptr;
  auto const* const thumbnail = object == nullptr ? nullptr : object->if_contains("thumbnail");
  return thumbnail == nullptr ? std::string() : boost::json::serialize(*thumbnail);
}

// Collections may list each other in a circle: the levels end it.
Result<std::string> find(std::string_view collection, std::uint64_t position, int levels,
                         store::Reading const& reading) {
  TRIFORIUM_TRY(auto const members, reading.members(collection, position, kMembers));
  for (auto const& member : members) {
    auto found = thumbnail_of(member.reference);
    bool const is_collection = member.is_ours && member.kind == store::ItemKind::collection;
    if (found.empty() && is_collection && levels > 1) {
      TRIFORIUM_TRY(found, find(member.id, 0, levels - 1, reading));
    }
    if (!found.empty()) return found;
  }
  return std::string();
}

}  // namespace

bool has_thumbnail(std::string_view json) {
  return json.find("\"thumbnail\":") != std::string_view::npos;
}

Result<std::string> find_thumbnail(std::string_view collection, std::uint64_t position, store::Reading const& reading) {
  return find(collection, position, kLevels, reading);
}

}  // namespace triforium::items
