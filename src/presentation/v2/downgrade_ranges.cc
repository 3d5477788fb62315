#include "presentation/v2/downgrade_ranges.h"

#include <utility>
#include <vector>

#include "presentation/v2/downgrade_links.h"

namespace triforium::presentation::v2 {
namespace {

struct Part {
  bool is_range;
  std::string uri;
};

bool is_range(json::value const& item) {
  return item.is_object() && text_of(item.get_object(), "type") == "Range";
}

std::vector<Part> parts_of(json::object const& range, std::string const& pointer, Downgrading& downgrading) {
  std::vector<Part> parts;
  for (auto const& entry : entries_of(range, "items", pointer)) {
    bool const is_child = is_range(*entry.value);
    auto uri = is_child ? std::string(uri_of(*entry.value)) : canvas_uri(*entry.value, entry.pointer, downgrading);
    if (uri.empty()) {
      downgrading.lose(entry.pointer, "items", "names nothing");
    } else {
      parts.push_back({is_child, std::move(uri)});
    }
  }
  return parts;
}

bool has_range_before_canvas(std::vector<Part> const& parts) {
  bool was_range = false;
  for (auto const& part : parts) {
    if (was_range && !part.is_range) return true;
    was_range = was_range || part.is_range;
  }
  return false;
}

// "if … the ordering of the different types of resource is significant, the range should instead use the members
// property."
void write_parts(std::vector<Part> const& parts, json::object& out) {
  bool const is_mixed = has_range_before_canvas(parts);
  for (auto const& [is_child, uri] : parts) {
    if (!is_mixed) {
      append(out, is_child ? "ranges" : "canvases", json::value(uri));
    } else {
      append(out, "members",
             json::object{{"@id", uri}, {"@type", is_child ? "sc:Range" : "sc:Canvas"}, {"label", uri}});
    }
  }
}

bool has_child_ranges(std::vector<Part> const& parts) {
  for (auto const& part : parts)
    if (part.is_range) return true;
  return false;
}

}  // namespace

void downgrade_range(json::object const& range, std::string const& within, std::string const& pointer,
                     json::array& structures, Downgrading& downgrading) {
  auto const id = std::string(uri_of(range));
  json::object out{{"@id", id}, {"@type", "sc:Range"}};
  DowngradedResource const resource{out, pointer, "Range"};
  for (auto const& [key, value] : range)
    downgrade_property(key, value, resource, downgrading);
  downgrade_gathered(range, resource, downgrading);
  demand_label(resource, std::to_string(structures.size() + 1), downgrading);
  auto const parts = parts_of(range, pointer, downgrading);
  // "top: … the top-most node in a hierarchy of ranges … There may be multiple": a single leaf is no hierarchy.
  if (within.empty() && has_child_ranges(parts)) {
    if (out.contains("viewingHint"))
      downgrading.lose(pointer_to(pointer, "behavior"), "behavior", "2.1 has room for one: “top”");
    out["viewingHint"] = "top";
  }
  write_parts(parts, out);
  if (!within.empty()) out["within"] = within;
  structures.push_back(std::move(out));
  for (auto const& entry : entries_of(range, "items", pointer))
    if (is_range(*entry.value) && entry.value->get_object().contains("items"))
      downgrade_range(entry.value->get_object(), id, entry.pointer, structures, downgrading);
}

}  // namespace triforium::presentation::v2
