// Rules on annotations: where they stand, and what they point at.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/fragment.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/targets.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::value;

// Rounding in the conversion of units, in canvas units and seconds.
constexpr double kTolerance = 1.0;

// 3.0: "Annotations that do not have the motivation value painting must not be in pages referenced in items". The draft
// of 4.0 has no such sentence, and an example with one.
void painting_only(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  if (place_in_container(here) != "items" || has_motivation(here.object, "painting")) return;
  auto other = rule;
  if (facts.is_v4) other.severity = Severity::warning;
  findings.add(
      other, here.path,
      "only annotations with motivation “painting” are “items” of a Canvas; this one belongs in “annotations”");
}

// "The motivation of the Annotations must not be painting"
void painting_misplaced(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* page_ = here.parent;
  if (page_ != nullptr && page_->property == "annotations" && has_motivation(here.object, "painting"))
    findings.add(rule, here.path, "an annotation with motivation “painting” belongs in the “items” of its Canvas");
}

// "The URI of the Canvas must be repeated in the target property of the Annotation"
void painting_target(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = container_of(here);
  if (around == nullptr || place_in_container(here) != "items") return;
  auto const id = text_of(around->object, "id");
  for (auto const& target : targets_of(here.object))
    if (!target.id.empty() && target.id != id)
      findings.add(rule, here.path.member("target"), quoted(target.id) + " is not the Canvas around it, " + quoted(id));
}

bool is_inside(Box const& box, Extents const& canvas_) {
  if (box.is_percent) return box.x + box.width <= 100 + kTolerance && box.y + box.height <= 100 + kTolerance;
  return box.x + box.width <= canvas_.width + kTolerance && box.y + box.height <= canvas_.height + kTolerance;
}

// "Content must not be associated with space or time outside of the Canvas's dimensions"
void region_inside(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  for (auto const& target : targets_of(here.object)) {
    auto const canvas_ = extents_of(target, here, facts);
    auto const box = box_of(target.fragment);
    if (!canvas_ || !box) continue;
    if (!is_inside(*box, *canvas_))
      findings.add(rule, here.path.member("target"), quoted(target.fragment) + " reaches outside the Canvas");
    if (box->width == 0 || box->height == 0)
      findings.add(rule, here.path.member("target"), quoted(target.fragment) + " names nothing");
  }
}

void time_inside(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  for (auto const& target : targets_of(here.object)) {
    auto const canvas_ = extents_of(target, here, facts);
    auto const interval = interval_of(target.fragment);
    if (!canvas_ || !interval) continue;
    auto const last = interval->end.value_or(interval->begin);
    if (last > canvas_->duration + kTolerance || last < interval->begin)
      findings.add(rule, here.path.member("target"), quoted(target.fragment) + " is no time within the Canvas");
  }
}

void fragment_readable(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const& target : targets_of(here.object))
    if (is_broken_fragment(target.fragment))
      findings.add(rule, here.path.member("target"),
                   quoted(target.fragment) + " cannot be read: “xywh=x,y,w,h” or “t=begin,end”");
}

// "The target of the Annotations must include this resource or part of it": what is said of another canvas is not found
// there. What an annotation says of another annotation, or of something that is not in this document, is let pass.
void annotation_target(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const* around = container_of(here);
  if (around == nullptr || place_in_container(here) != "annotations") return;
  auto const targets = targets_of(here.object);
  auto const id = text_of(around->object, "id");
  for (auto const& target : targets)
    if (target.id == id) return;
  for (auto const& target : targets)
    if (facts.canvases.contains(target.id))
      return findings.add(rule, here.path.member("target"),
                          quoted(target.id) + " is another Canvas than the one around it, " + quoted(id));
}

// What a selector of this class needs, each a string; "x" and "y" of a point are numbers.
struct SelectorClass {
  std::string_view type;
  std::string_view needed;
};
constexpr std::array<SelectorClass, 6> kSelectors{{{"FragmentSelector", "value"},
                                                   {"SvgSelector", "value"},
                                                   {"WktSelector", "value"},
                                                   {"AnimationSelector", "value"},
                                                   {"CssSelector", "value"},
                                                   {"TextQuoteSelector", "exact"}}};

void check_selector(value const& found, Path const& path, Rule const& rule, Findings& findings) {
  if (is_uri(text_of(&found))) return;
  auto const* selector = found.if_object();
  if (selector == nullptr) return findings.add(rule, path, "a selector is an object with “type”");
  auto const type = text_of(*selector, "type");
  if (type.empty()) return findings.add(rule, path, "a selector needs “type”");
  for (auto const& known : kSelectors)
    if (known.type == type && text_of(*selector, known.needed).empty())
      findings.add(rule, path, "a selector of type " + quoted(type) + " needs " + quoted(known.needed));
  if (auto const* standard = find_member(*selector, "conformsTo"); standard != nullptr && !is_uri(text_of(standard)))
    findings.add(rule, path.member("conformsTo"), "“conformsTo” is a URI");
  for (std::string_view const name : {"x", "y", "z", "t", "instant"}) {
    auto const* number = find_member(*selector, name);
    if (type == "PointSelector" && number != nullptr && !number->is_number())
      findings.add(rule, path.member(name), quoted(name) + " of a point is a number");
  }
}

// https://www.w3.org/TR/annotation-model/#selectors – "A Fragment Selector must have the following properties: type,
// value"
void selector_value(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* found = find_member(here.object, "selector");
  if (found == nullptr) return;
  auto const path = here.path.member("selector");
  if (!found->is_array()) return check_selector(*found, path, rule, findings);
  std::size_t index = 0;
  for (auto const& one : found->get_array())
    check_selector(one, path.element(index++), rule, findings);
}

// https://www.w3.org/TR/annotation-model/#motivation-and-purpose, and those of IIIF's APIs and registered extensions.
constexpr std::array<std::string_view, 21> kMotivations{
    "assessing",   "bookmarking",  "classifying",   "commenting",      "describing",     "editing",      "highlighting",
    "identifying", "linking",      "moderating",    "questioning",     "replying",       "tagging",      "painting",
    "activating",  "contentState", "supplementing", "contextualizing", "georeferencing", "transcribing", "translating"};

void motivation_known(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const motivation : strings_of(find_member(here.object, "motivation")))
    if (std::ranges::find(kMotivations, motivation) == kMotivations.end() && !is_uri(motivation))
      findings.add(rule, here.path.member("motivation"), quoted(motivation) + " is no motivation that clients know");
}

constexpr auto kError = Severity::error;
constexpr Classes kOnly = set_of({annotation});

constexpr std::array kRules{
    ResourceRule{{"painting-only", kError, "53-canvas"}, kOnly, painting_only},
    ResourceRule{{"painting-misplaced", kError, "annotations"}, kOnly, painting_misplaced},
    ResourceRule{{"painting-target", kError, "56-annotation"}, kOnly, painting_target},
    ResourceRule{{"annotation-target", Severity::warning, "annotations"}, kOnly, annotation_target},
    ResourceRule{{"motivation-known", Severity::warning, "56-annotation"}, kOnly, motivation_known},
    ResourceRule{{"selector-value", kError, "56-annotation"}, set_of({specific}), selector_value, true},
    ResourceRule{{"region-inside-canvas", kError, "53-canvas"}, kOnly, region_inside},
    ResourceRule{{"time-inside-canvas", kError, "53-canvas"}, kOnly, time_inside},
    ResourceRule{{"fragment-readable", Severity::warning, "56-annotation"}, kOnly, fragment_readable},
};

}  // namespace

std::span<ResourceRule const> annotation_rules() {
  return kRules;
}

}  // namespace triforium::presentation
