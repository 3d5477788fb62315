// Rules on ranges, and on what names a canvas or range of the manifest.
#include <array>
#include <string>
#include <vector>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/range_edges.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/targets.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;

// Why a name leads nowhere. A manifest that moved from http to https often kept some of the older names.
std::string no_canvas(std::string_view id, Facts const& facts) {
  auto const other = (id.starts_with("https:") ? "http://" : "https://") + std::string(without_scheme(id));
  return quoted(id) + " is no Canvas of this Manifest" +
         (facts.canvases.contains(other) ? ", which calls it " + quoted(other) : std::string());
}

// The canvas that an item of a range names; "" for ranges and what is not readable.
std::string_view canvas_named(object const& item) {
  auto const type = text_of(item, "type");
  if (type == "Canvas") return without_fragment(text_of(item, "id"));
  if (type != "SpecificResource") return {};
  auto const* source = find_member(item, "source");
  if (source == nullptr) return {};
  auto const id = source->is_object() ? text_of(source->get_object(), "id") : text_of(source);
  return without_fragment(id);
}

// "Ranges … Canvases of the Manifest": a client cannot turn to a page that is not there.
void range_canvas_known(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items == nullptr || !facts.knows_canvases) return;
  auto const path = here.path.member("items");
  std::size_t index = 0;
  for (auto const& item : *items) {
    auto const place = path.element(index++);
    auto const id = item.is_object() ? canvas_named(item.get_object()) : std::string_view{};
    if (!id.empty() && facts.canvases.count(id) == 0) findings.add(rule, place, no_canvas(id, facts));
  }
}

// "start … must be a Canvas, or a SpecificResource with a source that is one", of this manifest.
void start_known(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const* start = find_member(here.object, "start");
  if (start == nullptr || !facts.knows_canvases) return;
  auto const id = target_of(*start).id;
  if (!id.empty() && facts.canvases.count(id) == 0) findings.add(rule, here.path.member("start"), no_canvas(id, facts));
}

// "embed or reference other Ranges": one that is not here may be elsewhere, but no client looks for it.
void range_known(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  if (!facts.knows_canvases) return;
  for_each_object(here, "items", [&](object const& item, Path const& path) {
    auto const id = text_of(item, "id");
    bool const is_reference = text_of(item, "type") == "Range" && find_member(item, "items") == nullptr;
    if (is_reference && !id.empty() && !facts.ranges.contains(id))
      findings.add(rule, path, quoted(id) + " is no Range of this Manifest");
  });
}

// Each range's own ranges, as they are written out somewhere in `structures`.
RangeEdges edges_below(object const& root) {
  RangeEdges edges;
  std::vector<boost::json::array const*> pending{find_array(root, "structures")};
  while (!pending.empty()) {
    auto const* list = pending.back();
    pending.pop_back();
    if (list == nullptr) continue;
    for (auto const& item : *list) {
      auto const* range_ = item.if_object();
      auto const* items = range_ != nullptr ? find_array(*range_, "items") : nullptr;
      if (items == nullptr || text_of(*range_, "type") != "Range") continue;
      auto& below = edges[text_of(*range_, "id")];
      for (auto const& one : *items)
        if (one.is_object() && text_of(one.get_object(), "type") == "Range")
          below.push_back(text_of(one.get_object(), "id"));
      pending.push_back(items);
    }
  }
  return edges;
}

// A table of contents that contains itself never ends.
void range_cycle(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const cycle = find_range_cycle(edges_below(here.object));
  if (!cycle.empty())
    findings.add(rule, here.path.member("structures"), quoted(cycle) + " is, by way of its “items”, within itself");
}

constexpr auto kError = Severity::error;

constexpr std::array kRules{
    ResourceRule{{"range-canvas-known", kError, "54-range"}, set_of({range}), range_canvas_known},
    ResourceRule{{"range-known", Severity::warning, "54-range"}, set_of({range}), range_known},
    ResourceRule{{"range-cycle", kError, "54-range"}, set_of({manifest}), range_cycle},
    ResourceRule{{"start-canvas-known", kError, "start"}, set_of({manifest, range}), start_known},
};

}  // namespace

std::span<ResourceRule const> range_rules() {
  return kRules;
}

}  // namespace triforium::presentation
