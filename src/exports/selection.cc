#include "exports/selection.h"

#include <deque>
#include <unordered_set>

#include "base/text.h"

namespace triforium::exports {
namespace {

constexpr std::size_t kMembersAtOnce = 1000;

class Selector {
 public:
  explicit Selector(store::Reading const& reading) : reading_(reading) {}

  Result<void> add_name(std::string const& name) {
    TRIFORIUM_TRY(auto const resolution, reading_.resolve(name));
    if (auto const* const live = std::get_if<store::Live>(&resolution)) return add(live->id);
    if (auto const* const moved = std::get_if<store::Moved>(&resolution)) return add(moved->id);
    if (std::holds_alternative<store::Gone>(resolution)) {
      return fail(ErrorKind::gone, quoted(name, 200) + " was deleted.");
    }
    return fail(ErrorKind::not_found, "Nothing is called " + quoted(name, 200) + ".");
  }

  // Collections may list each other in circles.
  Result<void> follow() {
    while (!waiting_.empty()) {
      auto const collection = std::move(waiting_.front());
      waiting_.pop_front();
      TRIFORIUM_CHECK(add_members(collection));
    }
    return {};
  }

  Selection take() { return std::move(selection_); }

 private:
  Result<void> add(std::string const& id) {
    if (!known_.insert(id).second) return {};
    TRIFORIUM_TRY(auto const item, reading_.find_item(id));
    if (!item) return fail(ErrorKind::not_found, "Nothing is called " + quoted(id, 200) + ".");
    if (item->kind == store::ItemKind::manifest) {
      selection_.items.push_back(id);
    } else {
      selection_.collections.push_back(id);
      waiting_.push_back(id);
    }
    return {};
  }

  Result<void> add_members(std::string const& collection) {
    for (std::uint64_t position = 0;;) {
      TRIFORIUM_TRY(auto const members, reading_.members(collection, position, kMembersAtOnce));
      for (auto const& member : members) {
        if (member.is_ours) TRIFORIUM_CHECK(add(member.id));
      }
      if (members.size() < kMembersAtOnce) return {};
      position += members.size();
    }
  }

  store::Reading const& reading_;
  Selection selection_;
  std::unordered_set<std::string> known_;
  std::deque<std::string> waiting_;
};

}  // namespace

Result<Selection> blocking_select(store::Store const& store, std::vector<std::string> const& names) {
  return store.read([&](store::Reading& reading) -> Result<Selection> {
    Selector selector(reading);
    for (auto const& name : names)
      TRIFORIUM_CHECK(selector.add_name(name));
    TRIFORIUM_CHECK(selector.follow());
    return selector.take();
  });
}

}  // namespace triforium::exports
