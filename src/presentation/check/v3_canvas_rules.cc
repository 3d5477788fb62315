// Rules on canvases and on what is painted on them.
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "presentation/check/fragment.h"
#include "presentation/check/v3_dialect.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace v3_class;
using boost::json::object;
using boost::json::value;

// Rounding in the conversion of units, in canvas units and seconds.
constexpr double kTolerance = 1.0;
constexpr std::size_t kTargets = 64;  // of one annotation

bool has_size(object const& canvas_) {
  return number_of(canvas_, "width") && number_of(canvas_, "height");
}

// "A Canvas must have both height and width, or neither" – "If height is present, width must be …"
void canvas_size(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const width = find_member(here.object, "width") != nullptr;
  auto const height = find_member(here.object, "height") != nullptr;
  if (width != height) findings.add(rule, here.path, "a Canvas has both “height” and “width”, or neither");
}

// "A Canvas must have a rectangular aspect ratio … and/or a duration"
void canvas_extent(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (std::string_view const name : {"width", "height", "duration"})
    if (find_member(here.object, name) != nullptr) return;
  findings.add(rule, here.path, "a Canvas needs “height” and “width”, a “duration”, or all three");
}

bool has_motivation(object const& annotation_, std::string_view wanted) {
  for (auto const motivation : strings_of(find_member(annotation_, "motivation")))
    if (motivation == wanted) return true;
  return false;
}

// The nearest canvas above.
Visit const* canvas_of(Visit const& here) {
  for (auto const* above = here.parent; above != nullptr; above = above->parent)
    if (above->type == canvas) return above;
  return nullptr;
}

// "items": annotation → page → through which property of the canvas?
std::string_view place_in_canvas(Visit const& here) {
  auto const* page_ = here.parent;
  return page_ != nullptr && page_->type == page && page_->parent != nullptr && page_->parent->type == canvas
             ? page_->property
             : std::string_view{};
}

// "Annotations … in the items of a Canvas must have the motivation painting"
void painting_only(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (place_in_canvas(here) == "items" && !has_motivation(here.object, "painting"))
    findings.add(
        rule, here.path,
        "only annotations with motivation “painting” are “items” of a Canvas; this one belongs in “annotations”");
}

// "annotations … must not have painting"
void painting_misplaced(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr && here.parent->property == "annotations" && has_motivation(here.object, "painting"))
    findings.add(rule, here.path, "an annotation with motivation “painting” belongs in the “items” of its Canvas");
}

struct Target {
  std::string_view id;  // without fragment
  std::string_view fragment;
};

std::string_view id_or_text(value const& found) {
  return found.is_object() ? text_of(found.get_object(), "id") : text_of(&found);
}

// The fragment of a selector, which may be a list of them: the first that is one.
std::string_view selected_fragment(value const* selector) {
  if (selector == nullptr) return {};
  if (selector->is_array()) {
    for (auto const& one : selector->get_array())
      if (auto const fragment = one.is_object() ? selected_fragment(&one) : std::string_view{}; !fragment.empty())
        return fragment;
    return {};
  }
  auto const* found = selector->if_object();
  return found != nullptr && text_of(*found, "type") == "FragmentSelector" ? text_of(*found, "value")
                                                                           : std::string_view{};
}

Target target_of(value const& found) {
  auto const* specific_ = found.if_object();
  auto const* source = specific_ != nullptr ? find_member(*specific_, "source") : nullptr;
  auto const uri = id_or_text(source != nullptr ? *source : found);
  auto const selected =
      specific_ != nullptr ? selected_fragment(find_member(*specific_, "selector")) : std::string_view{};
  return {without_fragment(uri), selected.empty() ? fragment_of(uri) : selected};
}

std::vector<Target> targets_of(object const& annotation_) {
  std::vector<Target> targets;
  auto const* found = find_member(annotation_, "target");
  if (found == nullptr) return targets;
  if (!found->is_array()) return {target_of(*found)};
  for (auto const& one : found->get_array())
    if (targets.size() < kTargets) targets.push_back(target_of(one));
  return targets;
}

// "The target … must be the Canvas's URI": what stands in a canvas is painted on that canvas.
void painting_target(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = canvas_of(here);
  if (around == nullptr || place_in_canvas(here) != "items") return;
  auto const id = text_of(around->object, "id");
  for (auto const& target : targets_of(here.object))
    if (!target.id.empty() && target.id != id)
      findings.add(rule, here.path.member("target"), quoted(target.id) + " is not the Canvas around it, " + quoted(id));
}

// What a target is measured by: the canvas around it, or one of the manifest.
std::optional<Extents> extents_of(Target const& target, Visit const& here, Facts const& facts) {
  auto const known = facts.canvases.find(target.id);
  if (known != facts.canvases.end()) return known->second;
  auto const* around = canvas_of(here);
  if (around == nullptr || text_of(around->object, "id") != target.id) return std::nullopt;
  return Extents{.width = number_of(around->object, "width").value_or(0),
                 .height = number_of(around->object, "height").value_or(0),
                 .duration = number_of(around->object, "duration").value_or(0)};
}

bool is_inside(Box const& box, Extents const& canvas_) {
  if (box.is_percent) return box.x + box.width <= 100 + kTolerance && box.y + box.height <= 100 + kTolerance;
  return box.x + box.width <= canvas_.width + kTolerance && box.y + box.height <= canvas_.height + kTolerance;
}

// "Content … must not … outside of the Canvas": no part of a resource is painted outside its dimensions.
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

// The canvas that a body is painted on: body → annotation → page → canvas; nothing where it is not painted there.
Visit const* painted_canvas(Visit const& here) {
  auto const* above = here.parent;
  if (above != nullptr && here.property == "items" && above->type == choice) above = above->parent;
  if (above == nullptr || above->type != annotation || !has_motivation(above->object, "painting")) return nullptr;
  return canvas_of(*above);
}

// "a Video … must not be associated with a Canvas without a duration by painting", and likewise for sizes.
void painting_dimension(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = painted_canvas(here);
  if (around == nullptr) return;
  auto const kind = text_of(here.object, "type");
  auto const timed = kind == "Video" || kind == "Sound" || kind == "Audio";
  if (timed && find_member(around->object, "duration") == nullptr)
    findings.add(rule, here.path, quoted(kind) + " is painted on a Canvas without “duration”");
  // CHOICE: a Video's picture on a Canvas of sound is let pass; the official recipe 0015 has one.
  if (kind == "Image" && !has_size(around->object))
    findings.add(rule, here.path, quoted(kind) + " is painted on a Canvas without “height” and “width”");
}

std::string_view service_id(value const& service_) {
  if (!service_.is_object()) return {};
  auto const id = text_of(service_.get_object(), "id");
  return id.empty() ? text_of(service_.get_object(), "@id") : id;
}

// "the id of the content resource … must be the URI of an image, not of the service"
void image_id(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto id = text_of(here.object, "id");
  auto const* services = find_array(here.object, "service");
  if (services == nullptr || text_of(here.object, "type") != "Image" || id.empty()) return;
  if (id.back() == '/') id.remove_suffix(1);
  for (auto const& service_ : *services)
    if (service_id(service_) == id)
      findings.add(rule, here.path.member("id"), quoted(id) + " is the image service, not an image");
}

// "The id … must be" unique: a client addresses canvases by them. The facts keep the first of each name.
void canvas_unique(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items == nullptr) return;
  std::unordered_set<std::string_view> seen;
  auto const path = here.path.member("items");
  std::size_t index = 0;
  for (auto const& item : *items) {
    auto const place = path.element(index++);
    auto const id = item.is_object() ? text_of(item.get_object(), "id") : std::string_view{};
    if (!id.empty() && !seen.insert(id).second)
      findings.add(rule, place.member("id"), quoted(id) + " is the name of another one as well");
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

// "must not have the placeholderCanvas or accompanyingCanvas property" themselves.
void placeholder_nested(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.property != "placeholderCanvas" && here.property != "accompanyingCanvas") return;
  for (std::string_view const name : {"placeholderCanvas", "accompanyingCanvas"})
    if (find_member(here.object, name) != nullptr)
      findings.add(rule, here.path.member(name),
                   "a Canvas in " + quoted(here.property) + " has no " + quoted(name) + " of its own");
}

constexpr auto kError = Severity::error;

constexpr std::array kRules{
    ResourceRule{{"canvas-size-both-or-neither", kError, "53-canvas"}, set_of({canvas}), canvas_size},
    ResourceRule{{"canvas-extent", kError, "53-canvas"}, set_of({canvas}), canvas_extent},
    ResourceRule{{"canvas-id-unique", kError, "id"}, set_of({manifest}), canvas_unique},
    ResourceRule{{"member-id-unique", Severity::warning, "id"}, set_of({collection, page}), canvas_unique},
    ResourceRule{{"painting-only", kError, "53-canvas"}, set_of({annotation}), painting_only},
    ResourceRule{{"painting-misplaced", kError, "annotations"}, set_of({annotation}), painting_misplaced},
    ResourceRule{{"painting-target", kError, "56-annotation"}, set_of({annotation}), painting_target},
    ResourceRule{{"region-inside-canvas", kError, "53-canvas"}, set_of({annotation}), region_inside},
    ResourceRule{{"time-inside-canvas", kError, "53-canvas"}, set_of({annotation}), time_inside},
    ResourceRule{{"fragment-readable", Severity::warning, "56-annotation"}, set_of({annotation}), fragment_readable},
    ResourceRule{{"painting-dimension", kError, "53-canvas"}, set_of({content}), painting_dimension},
    ResourceRule{{"image-id-is-service", kError, "57-content-resources"}, set_of({content}), image_id},
    ResourceRule{{"start-canvas-known", kError, "start"}, set_of({manifest, range}), start_known},
    ResourceRule{{"placeholder-nested", kError, "placeholdercanvas"}, set_of({canvas}), placeholder_nested},
};

}  // namespace

std::span<ResourceRule const> v3_canvas_rules() {
  return kRules;
}

}  // namespace triforium::presentation
