// Rules on behaviors.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;

// "The behavior … is valid on", and the set of behaviors of which only one can hold.
struct Behavior {
  std::string_view name;
  Classes classes;
  unsigned groups;         // one bit for each set of disjoint behaviors
  Classes also_in_v4 = 0;  // classes on which only 4.0 has it
};

constexpr Classes kPlayed = set_of({collection, manifest, range}) | containers;
constexpr Classes kLayout = set_of({collection, manifest, range});
constexpr Classes kHidden = set_of({annotation_collection, page, annotation, specific, several});

// https://iiif.io/api/presentation/3.0/#behavior
constexpr std::array<Behavior, 16> kBehaviors{{{"auto-advance", kPlayed, 1},
                                               {"no-auto-advance", kPlayed, 1},
                                               {"repeat", set_of({collection, manifest}), 2},
                                               {"no-repeat", set_of({collection, manifest}), 2},
                                               {"unordered", kLayout, 4},
                                               {"individuals", kLayout, 4},
                                               {"continuous", kLayout, 4},
                                               {"paged", kLayout, 4 | 8},
                                               {"facing-pages", set_of({canvas}), 8},
                                               {"non-paged", set_of({canvas}), 8},
                                               {"multi-part", set_of({collection}), 16},
                                               {"together", set_of({collection}), 16},
                                               {"sequence", set_of({range}), 32, set_of({page})},
                                               {"thumbnail-nav", set_of({range}), 32},
                                               {"no-nav", set_of({range}), 32},
                                               {"hidden", kHidden, 64, set_of({content})}}};

Behavior const* find_behavior(std::string_view name) {
  for (auto const& known : kBehaviors)
    if (known.name == name && !name.empty()) return &known;
  return nullptr;
}

std::vector<std::string_view> behaviors_of(object const& resource) {
  return strings_of(find_member(resource, "behavior"));
}

bool has_behavior(object const& resource, std::string_view wanted) {
  auto const behaviors = behaviors_of(resource);
  return std::find(behaviors.begin(), behaviors.end(), wanted) != behaviors.end();
}

// Extensions may define others: DEVIATION from the official schema, which refuses them.
void behavior_known(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const name : behaviors_of(here.object))
    if (find_behavior(name) == nullptr && !is_uri(name))
      findings.add(rule, here.path.member("behavior"), quoted(name) + " is no behavior that clients know");
}

void behavior_class(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  for (auto const name : behaviors_of(here.object)) {
    auto const* known = find_behavior(name);
    if (known == nullptr) continue;
    auto const classes = facts.is_v4 ? known->classes | known->also_in_v4 : known->classes;
    if (!has(classes, here.type))
      findings.add(rule, here.path.member("behavior"),
                   quoted(name) + " has no meaning on " + quoted(text_of(here.object, "type")));
  }
}

// "must not be used together": only one of each set.
void behavior_disjoint(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  unsigned taken = 0;
  for (auto const name : behaviors_of(here.object)) {
    auto const* known = find_behavior(name);
    if (known == nullptr) continue;
    if ((taken & known->groups) != 0)
      findings.add(rule, here.path.member("behavior"), quoted(name) + " contradicts another behavior of the list");
    taken |= known->groups;
  }
}

// "Ranges … with sequence … must be directly within the structures property of the Manifest, and must not be embedded
// or
//  referenced within other Ranges."
void sequence_nested(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr && here.parent->type == range && has_behavior(here.object, "sequence"))
    findings.add(rule, here.path.member("behavior"), "a Range with “sequence” stands directly in “structures”");
}

// "the range's child ranges or canvases … must have thumbnail"
void thumbnail_nav(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items == nullptr || !has_behavior(here.object, "thumbnail-nav")) return;
  for (auto const& item : *items) {
    if (!item.is_object() || text_of(item.get_object(), "type") != "Range") continue;
    if (find_member(item.get_object(), "thumbnail") == nullptr)
      return findings.add(rule, here.path.member("items"), "the Ranges within a “thumbnail-nav” Range need thumbnails");
  }
}

// "Valid on … Canvases … with at least the duration dimension", "… height and width dimensions".
void behavior_dimension(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const name : behaviors_of(here.object)) {
    bool const needs_time = name == "auto-advance" || name == "no-auto-advance";
    bool const needs_size = name == "facing-pages" || name == "non-paged";
    auto const* const missing = needs_time ? "duration" : needs_size ? "height" : "";
    if ((needs_time || needs_size) && find_member(here.object, missing) == nullptr)
      findings.add(rule, here.path.member("behavior"),
                   quoted(name) + " has no meaning without " + (needs_time ? "“duration”" : "“height” and “width”"));
  }
}

// "This behavior must be ignored if the current Manifest does not have the behavior value paged."
void behavior_unpaged(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent == nullptr || here.parent->type != manifest || here.property != "items") return;
  if (has_behavior(here.object, "non-paged") && !has_behavior(here.parent->object, "paged"))
    findings.add(rule, here.path.member("behavior"), "“non-paged” is ignored: the Manifest is not “paged”");
}

constexpr auto kError = Severity::error;
constexpr Classes kBehaving = described | set_of({specific, several});

constexpr std::array kRules{
    ResourceRule{{"behavior-known", Severity::warning, "behavior"}, kBehaving, behavior_known},
    ResourceRule{{"behavior-class", kError, "behavior"}, kBehaving, behavior_class},
    ResourceRule{{"behavior-disjoint", kError, "behavior"}, kBehaving, behavior_disjoint},
    ResourceRule{{"behavior-dimension", Severity::warning, "behavior"}, containers, behavior_dimension},
    ResourceRule{{"behavior-unpaged", Severity::advice, "behavior"}, set_of({canvas}), behavior_unpaged},
    ResourceRule{{"sequence-nested", kError, "behavior"}, set_of({range}), sequence_nested, true},
    ResourceRule{{"thumbnail-nav-thumbnails", Severity::warning, "behavior"}, set_of({range}), thumbnail_nav},
};

}  // namespace

std::span<ResourceRule const> behavior_rules() {
  return kRules;
}

}  // namespace triforium::presentation
