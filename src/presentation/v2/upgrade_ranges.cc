#include "presentation/v2/upgrade_ranges.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "presentation/v2/upgrade_links.h"

namespace triforium::presentation::v2 {
namespace {

// Ranges stand in each other as deep as readers of JSON follow; what is deeper stands at the top instead.
constexpr int kMaxNesting = 20;

class RangeTree {
 public:
  RangeTree(json::value const& structures, std::string const& pointer, Upgrading& upgrading) : upgrading_(upgrading) {
    for (auto const& entry : entries_of(structures, pointer)) {
      auto const* range = entry.value->if_object();
      auto const id = range == nullptr ? std::string_view{} : uri_of(*range);
      if (id.empty() || !nodes_.emplace(id, Node{range, entry.pointer}).second) {
        upgrading.losses.push_back({entry.pointer, "structures", "is no range with an id of its own; it was left out"});
      } else {
        order_.push_back(id);
      }
    }
    for (auto const id : order_)
      link_from_above(id);
    for (auto const id : order_)
      link_from_below(id);
  }

  json::array all() {
    json::array roots;
    for (auto const id : order_)
      if (!has_parent_.contains(id)) roots.push_back(write(id, 0));
    // What is left stands in a circle, or too deep.
    for (auto const id : order_)
      if (!node_at(id).is_written) roots.push_back(write(id, 0));
    return roots;
  }

  json::object write(std::string_view id, int depth) {
    auto& node = node_at(id);
    node.is_written = true;
    json::object out{{"id", id}, {"type", "Range"}};
    UpgradedResource const resource{out, node.pointer, "Range", std::string(id)};
    json::array items;
    for (auto const& [key, value] : *node.range) {
      if (key == "ranges" || key == "canvases" || key == "members") {
        for (auto const& entry : entries_of(value, pointer_to(node.pointer, key)))
          add_item(entry, key, depth, items);
      } else if (key == "contentLayer") {
        out["supplementary"] = json::object{{"id", uri_of(value)}, {"type", "AnnotationCollection"}};
      } else if (key != "within" || !is_own_range(value)) {
        upgrade_property(key, value, resource, upgrading_);
      }
    }
    for (auto const child : node.by_within)
      items.push_back(child_item(child, node.pointer, depth));
    out["items"] = std::move(items);
    return out;
  }

 private:
  struct Node {
    json::object const* range;
    std::string pointer;
    bool is_written = false;
    std::vector<std::string_view> by_within = {};  // children that name this as their parent, but that it does not name
  };

  Node& node_at(std::string_view id) { return nodes_.find(id)->second; }
  bool is_own_range(json::value const& within) const { return nodes_.contains(uri_of(within)); }

  void link_from_above(std::string_view id) {
    for (std::string_view const key : {"ranges", "members"})
      for (auto const& entry : entries_of(*node_at(id).range, key, {}))
        if (auto const child = uri_of(*entry.value); nodes_.contains(child) && child != id) has_parent_.emplace(child);
  }

  // "within": the older way to say the same.
  void link_from_below(std::string_view id) {
    auto const* parent = node_at(id).range->if_contains("within");
    if (parent == nullptr || !is_own_range(*parent) || uri_of(*parent) == id) return;
    if (has_parent_.emplace(id).second) node_at(uri_of(*parent)).by_within.push_back(id);
  }

  void add_item(Entry const& entry, std::string_view key, int depth, json::array& items) {
    auto const uri = uri_of(*entry.value);
    auto const* object = entry.value->if_object();
    bool const is_range =
        key == "ranges" || (key == "members" && object != nullptr && is_class(*object, "@type", "Range"));
    if (uri.empty()) {
      upgrading_.losses.push_back({entry.pointer, std::string(key), "names nothing and was left out"});
    } else if (is_range) {
      lose_other_label(uri, entry);
      items.push_back(child_item(uri, entry.pointer, depth));
    } else {
      items.push_back(canvas_reference(uri));
    }
  }

  // 2.1 may say of a range what it is called where another names it, too.
  void lose_other_label(std::string_view id, Entry const& entry) {
    auto const* object = entry.value->if_object();
    auto const* label = object == nullptr ? nullptr : object->if_contains("label");
    auto const node = nodes_.find(id);
    auto const* own = node == nodes_.end() ? nullptr : node->second.range->if_contains("label");
    if (label != nullptr && (own == nullptr || *own != *label))
      upgrading_.losses.push_back(
          {pointer_to(entry.pointer, "label"), "label", "a range of 3.0 has its own label only"});
    if (object != nullptr && object->contains("contentLayer"))
      upgrading_.losses.push_back(
          {pointer_to(entry.pointer, "contentLayer"), "contentLayer", "3.0 has it on the range itself only"});
  }

  // A range stands in one place; a second mention, or one too deep, is a reference.
  json::object child_item(std::string_view id, std::string const& pointer, int depth) {
    auto const node = nodes_.find(id);
    bool const is_here = node != nodes_.end() && !node->second.is_written;
    if (is_here && depth + 1 < kMaxNesting) return write(id, depth + 1);
    if (is_here)
      upgrading_.losses.push_back({pointer, "ranges", "stands deeper than 3.0's readers follow; moved to the top"});
    return {{"id", id}, {"type", "Range"}};
  }

  Upgrading& upgrading_;
  std::map<std::string, Node, std::less<>> nodes_;
  std::vector<std::string_view> order_;
  std::set<std::string, std::less<>> has_parent_;
};

}  // namespace

json::array upgrade_structures(json::value const& structures, std::string const& pointer, Upgrading& upgrading) {
  return RangeTree(structures, pointer, upgrading).all();
}

json::object upgrade_range(json::object const& range, std::string const& pointer, Upgrading& upgrading) {
  if (uri_of(range).empty()) return {{"type", "Range"}, {"items", json::array{}}};
  json::value const alone = range;
  return RangeTree(alone, pointer, upgrading).write(uri_of(range), 0);
}

}  // namespace triforium::presentation::v2
