#include "presentation/check/facts.h"

#include <vector>

#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using boost::json::array;
using boost::json::object;

void gather_canvases(object const& root, Facts& facts) {
  auto const* items = find_array(root, "items");
  if (items == nullptr) return;
  facts.knows_canvases = true;
  for (auto const& item : *items)
    if (auto const* found = item.if_object()) facts.canvases.try_emplace(text_of(*found, "id"), extents_of(*found));
}

// Those that are written out, and those that the manifest itself refers to.
void gather_ranges(object const& root, Facts& facts) {
  auto const* top = find_array(root, "structures");
  std::vector<array const*> pending{top};
  while (!pending.empty()) {
    auto const* list = pending.back();
    pending.pop_back();
    if (list == nullptr) continue;
    for (auto const& item : *list) {
      if (!item.is_object() || text_of(item.get_object(), "type") != "Range") continue;
      auto const* items = find_array(item.get_object(), "items");
      if (items != nullptr || list == top) facts.ranges.insert(text_of(item.get_object(), "id"));
      pending.push_back(items);
    }
  }
}

}  // namespace

Extents extents_of(object const& resource) {
  return {.width = number_of(resource, "width").value_or(0),
          .height = number_of(resource, "height").value_or(0),
          .duration = number_of(resource, "duration").value_or(0)};
}

Facts gather_facts(object const& root) {
  Facts facts;
  if (text_of(root, "type") != "Manifest") return facts;
  gather_canvases(root, facts);
  gather_ranges(root, facts);
  return facts;
}

}  // namespace triforium::presentation
