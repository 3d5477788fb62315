// Rules on ranges, and on what names a canvas or range of the manifest.
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/targets.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;

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
    if (!id.empty() && facts.canvases.count(id) == 0)
      findings.add(rule, place, quoted(id) + " is no Canvas of this Manifest");
  }
}

// "start … must be a Canvas, or a SpecificResource with a source that is one", of this manifest.
void start_known(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const* start = find_member(here.object, "start");
  if (start == nullptr || !facts.knows_canvases) return;
  auto const id = target_of(*start).id;
  if (!id.empty() && facts.canvases.count(id) == 0)
    findings.add(rule, here.path.member("start"), quoted(id) + " is no Canvas of this Manifest");
}

constexpr auto kError = Severity::error;

constexpr std::array kRules{
    ResourceRule{{"range-canvas-known", kError, "54-range"}, set_of({range}), range_canvas_known},
    ResourceRule{{"start-canvas-known", kError, "start"}, set_of({manifest, range}), start_known},
};

}  // namespace

std::span<ResourceRule const> range_rules() {
  return kRules;
}

}  // namespace triforium::presentation
