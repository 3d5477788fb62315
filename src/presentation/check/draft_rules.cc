// Rules that only the draft of Presentation 4.0 has.
//
// https://iiif.io/api/presentation/4.0/model/
#include <algorithm>
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

// "A Collection must either have the items property or the first and last properties", likewise an
// AnnotationCollection; with "first", it "must not use the items property".
void paged_members(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  bool const has_items = find_member(here.object, "items") != nullptr;
  bool const has_first = find_member(here.object, "first") != nullptr;
  bool const has_last = find_member(here.object, "last") != nullptr;
  auto const type = text_of(here.object, "type");
  if (has_items && (has_first || has_last))
    findings.add(rule, here.path, quoted(type) + " has “items”, or “first” and “last”, not both");
  else if (!has_items && !(has_first && has_last))
    findings.add(rule, here.path, quoted(type) + " needs “items”, or “first” and “last”");
}

// "The value of id must not include a media fragment": a part is named by the selector.
void source_fragment(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* source = find_object(here.object, "source");
  if (source != nullptr && text_of(*source, "id").find('#') != std::string_view::npos)
    findings.add(rule, here.path, "the “source” has no fragment; a part is named by a “selector”");
}

std::string_view type_of(Visit const& here) {
  return text_of(here.object, "type");
}

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), type) != names.end();
}

// "Non-3D Content Resources such as images, audio, and video must not be painted into a Scene", and what has a spatial
// extent not into a Timeline.
void painted_in_place(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = painted_container(here);
  if (around == nullptr) return;
  auto const type = type_of(here);
  if (around->type == scene && is_one_of(type, {"Image", "Audio", "Sound", "Video"}))
    findings.add(rule, here.path, quoted(type) + " is painted into a Scene; it has to be on a Canvas that is in it");
  if (around->type == timeline && is_one_of(type, {"Image", "Model", "Canvas", "Scene", "Video"}))
    findings.add(rule, here.path, quoted(type) + " is painted on a Timeline, which has no place in space");
}

// "A Content Resource must have the following properties: id, type." Lights and cameras may go without.
void content_id(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  bool const is_file = is_one_of(type_of(here), {"Image", "Audio", "Sound", "Video", "Model", "Text", "Dataset"});
  if (is_file && text_of(here.object, "id").empty())
    findings.add(rule, here.path, "a resource of type " + quoted(type_of(here)) + " needs “id”");
}

// https://iiif.io/api/presentation/4.0/model/#Quantity
void quantity(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (std::string_view const name : {"intensity", "volume", "spatialScale", "temporalScale"}) {
    auto const* found = find_member(here.object, name);
    auto const* amount = found != nullptr ? found->if_object() : nullptr;
    if (found == nullptr || (name == "volume" && here.type == textual)) continue;
    auto const path = here.path.member(name);
    auto const number = amount != nullptr ? number_of(*amount, "quantityValue") : std::nullopt;
    auto const unit = amount != nullptr ? text_of(*amount, "unit") : std::string_view{};
    if (!number || unit.empty() || text_of(*amount, "type") != "Quantity")
      findings.add(rule, path, "a Quantity has “type”, “quantityValue” and “unit”");
    else if ((name == "intensity" || name == "volume") && (unit != "relative" || *number < 0 || *number > 1))
      findings.add(rule, path, quoted(name) + " is relative, from 0.0 to 1.0");
  }
}

struct Limits {
  std::string_view property;
  double above, below;  // both excluded, but that `below` is allowed of angles
};
constexpr std::array<Limits, 3> kLimits{{{"fieldOfView", 0, 180}, {"angle", 0, 90.0001}, {"viewHeight", 0, 1e12}}};

// "greater than 0.0 and less than 180.0, and is measured in degrees", "near … must be less than the value for far"
void camera(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const& limits : kLimits) {
    auto const number = number_of(here.object, limits.property);
    if (number && (*number <= limits.above || *number >= limits.below))
      findings.add(rule, here.path.member(limits.property), quoted(limits.property) + " is out of its range");
  }
  auto const near = number_of(here.object, "near");
  auto const far = number_of(here.object, "far");
  if (near && far && *near >= *far) findings.add(rule, here.path.member("near"), "“near” has to be less than “far”");
}

// "Each URI in the via list must be different from the URI in id"
void via_other(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const via : strings_of(find_member(here.object, "via")))
    if (via == text_of(here.object, "id"))
      findings.add(rule, here.path.member("via"), quoted(via) + " is the resource itself");
}

// "A Collection Page must have the partOf property … The items must be Collections."
void page_of_collection(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for_each_object(here, "partOf", [&](object const& whole, Path const& path) {
    if (text_of(whole, "type") != "Collection") findings.add(rule, path, "a page is part of a Collection");
  });
}

constexpr auto kError = Severity::error;

constexpr std::array kRules{
    ResourceRule{{"collection-members", kError, "51-collection"},
                 set_of({collection, annotation_collection}),
                 paged_members,
                 false,
                 In::v4},
    ResourceRule{
        {"painted-in-place", kError, "57-content-resources"}, set_of({content}), painted_in_place, true, In::v4},
    ResourceRule{{"content-id", kError, "id"}, set_of({content}), content_id, true, In::v4},
    ResourceRule{{"quantity", kError, "Quantity"}, described, quantity, false, In::v4},
    ResourceRule{{"camera", kError, "fieldOfView"}, set_of({content}), camera, false, In::v4},
    ResourceRule{{"via-other", kError, "via"}, described, via_other, false, In::v4},
    ResourceRule{
        {"page-of-collection", kError, "partOf"}, set_of({collection_page}), page_of_collection, false, In::v4},
    ResourceRule{{"source-fragment", kError, "source"}, set_of({specific}), source_fragment, true, In::v4},
};

}  // namespace

std::span<ResourceRule const> draft_rules() {
  return kRules;
}

}  // namespace triforium::presentation
