#include "items/collection_text.h"

#include "base/text.h"

namespace triforium::items {
namespace {

constexpr std::uint64_t kMostMembers = 100'000;
constexpr std::size_t kAtOnce = 10'000;

Result<void> append_members(std::string& text, std::string_view collection, store::Reading const& reading) {
  std::uint64_t position = 0;
  while (position < kMostMembers) {
    TRIFORIUM_TRY(auto const members, reading.members(collection, position, kAtOnce));
    for (auto const& member : members) {
      if (text.back() != '[') text += ',';
      text += member.reference;
    }
    position += members.size();
    if (members.size() < kAtOnce) break;
  }
  return {};
}

}  // namespace

// "A collection must have this property … even if it is empty": so it stands there without members, too.
Result<std::string> with_members(store::Document const& collection, store::Reading const& reading) {
  auto const end = collection.text.rfind('}');
  auto const begin = collection.text.find('{');
  if (end == std::string::npos || begin == std::string::npos || begin > end) {
    return fail(ErrorKind::internal, "The stored collection cannot be read.", collection.item.id);
  }
  std::string text = collection.text.substr(0, end);
  bool const is_empty = text.find_first_not_of(" \t\r\n", begin + 1) == std::string::npos;
  text += is_empty ? "\"items\":[" : ",\"items\":[";
  TRIFORIUM_CHECK(append_members(text, collection.item.id, reading));
  text += "]}";
  return text;
}

}  // namespace triforium::items
