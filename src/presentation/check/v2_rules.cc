// Rules of Presentation 2.1 that its table of properties does not say.
#include <array>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "presentation/check/fragment.h"
#include "presentation/check/range_edges.h"
#include "presentation/check/service_rules.h"
#include "presentation/check/v2_dialect.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace v2_class;
using boost::json::object;

constexpr std::string_view kContext = "http://iiif.io/api/presentation/2/context.json";
constexpr double kTolerance = 1.0;

// https://iiif.io/api/presentation/2.1/#linked-data-context-and-extensions
void context_present(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr) return;
  auto fixable = rule;
  for (auto const context : strings_of(find_member(here.object, "@context"))) {
    if (context == kContext) return;
    fixable.fixable |= context == "https://iiif.io/api/presentation/2/context.json";
  }
  findings.add(fixable, here.path, "“@context” has to be " + quoted(kContext));
}

// "The first sequence within a manifest … must be written out in full", with a canvas at least.
void first_sequence(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* sequences = find_array(here.object, "sequences");
  if (sequences == nullptr) return;
  auto const path = here.path.member("sequences");
  if (sequences->empty()) return findings.add(rule, path, "a manifest needs a sequence");
  auto const* first = sequences->front().if_object();
  if (first == nullptr) return;
  auto const* canvases = find_member(*first, "canvases");
  auto const place = path.element(0);
  if (canvases == nullptr) return findings.add(rule, place, "the first sequence needs its “canvases”");
  if (canvases->is_array() && canvases->get_array().empty())
    findings.add(rule, place.member("canvases"), "a sequence needs at least one canvas");
}

std::string_view id_or_text(boost::json::value const* found) {
  if (found == nullptr) return {};
  if (!found->is_object()) return text_of(found);
  auto const* full = find_member(found->get_object(), "full");
  if (full != nullptr) return full->is_object() ? text_of(full->get_object(), "@id") : text_of(full);
  return text_of(found->get_object(), "@id");
}

bool is_image_of_canvas(Visit const& here) {
  return here.property == "images" && here.parent->type == canvas;
}

// "The motivation … must be “sc:painting”" and "each association of an image must have the on field, and the value must
//  be the URI of the canvas".
void image_painting(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (!is_image_of_canvas(here)) return;
  auto const motivations = strings_of(find_member(here.object, "motivation"));
  if (!motivations.empty() && motivations.front() != "sc:painting")
    findings.add(rule, here.path.member("motivation"), "the images of a canvas have the motivation “sc:painting”");
  if (find_member(here.object, "resource") == nullptr)
    findings.add(rule, here.path, "an image annotation needs its “resource”");
}

// Types that the vocabulary of the Dublin Core does not have: a client cannot tell what to draw.
void image_type(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* resource = find_object(here.object, "resource");
  if (resource == nullptr || !is_image_of_canvas(here)) return;
  auto const type = text_of(*resource, "@type");
  if (type.substr(0, 8) != "dctypes:") return;
  for (std::string_view const known :
       {"Image", "MovingImage", "StillImage", "Sound", "Text", "Dataset", "PhysicalObject"})
    if (type.substr(8) == known) return;
  findings.add(rule, here.path.member("resource"),
               quoted(type) + " is no type of resource; an image is “dctypes:Image”");
}

void image_target(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const on = without_fragment(id_or_text(find_member(here.object, "on")));
  if (!is_image_of_canvas(here) || on.empty()) return;
  auto const id = text_of(here.parent->object, "@id");
  if (on != id) findings.add(rule, here.path.member("on"), quoted(on) + " is not the canvas around it, " + quoted(id));
}

void region_inside(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const on = id_or_text(find_member(here.object, "on"));
  auto const box = box_of(fragment_of(on));
  auto const known = facts.canvases.find(without_fragment(on));
  if (!box || box->is_percent || known == facts.canvases.end()) return;
  if (box->x + box->width > known->second.width + kTolerance ||
      box->y + box->height > known->second.height + kTolerance)
    findings.add(rule, here.path.member("on"), quoted(fragment_of(on)) + " reaches outside the canvas");
}

// "annotation lists … must not be embedded within the manifest"
void list_embedded(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* lists = find_array(here.object, "otherContent");
  if (lists == nullptr) return;
  auto const path = here.path.member("otherContent");
  std::size_t index = 0;
  for (auto const& one : *lists) {
    auto const place = path.element(index++);
    if (one.is_object() && find_member(one.get_object(), "resources") != nullptr)
      findings.add(rule, place.member("resources"), "annotation lists are referred to, never embedded");
  }
}

void canvas_unique(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* canvases = find_array(here.object, "canvases");
  if (canvases == nullptr) return;
  std::unordered_set<std::string_view> seen;
  auto const path = here.path.member("canvases");
  std::size_t index = 0;
  for (auto const& one : *canvases) {
    auto const place = path.element(index++);
    auto const id = one.is_object() ? text_of(one.get_object(), "@id") : std::string_view{};
    if (!id.empty() && !seen.insert(id).second)
      findings.add(rule, place.member("@id"), quoted(id) + " is the name of another canvas as well");
  }
}

// "The URI must not have a fragment component": "canvas … @id"
void no_fragment(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const id = text_of(here.object, "@id");
  if (id.find('#') != std::string_view::npos)
    findings.add(rule, here.path.member("@id"), quoted(id) + " has a fragment");
}

void start_known(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const id = without_fragment(text_of(here.object, "startCanvas"));
  if (!id.empty() && facts.knows_canvases && facts.canvases.count(id) == 0)
    findings.add(rule, here.path.member("startCanvas"), quoted(id) + " is no canvas of this manifest");
}

void range_members_known(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  if (here.parent == nullptr || !facts.knows_canvases) return;
  for (auto const id : strings_of(find_member(here.object, "canvases")))
    if (facts.canvases.count(without_fragment(id)) == 0)
      findings.add(rule, here.path.member("canvases"), quoted(id) + " is no canvas of this manifest");
  for (auto const id : strings_of(find_member(here.object, "ranges")))
    if (facts.ranges.count(id) == 0)
      findings.add(rule, here.path.member("ranges"), quoted(id) + " is no range of this manifest");
}

constexpr std::array<std::string_view, 9> kHints{
    "individuals", "paged", "continuous", "multi-part", "non-paged", "top", "facing-pages", "together", "auto-advance"};

void hint_known(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const hint : strings_of(find_member(here.object, "viewingHint"))) {
    auto known = is_uri(hint);
    for (auto const one : kHints)
      known |= one == hint;
    if (!known) findings.add(rule, here.path.member("viewingHint"), quoted(hint) + " is no hint that clients know");
  }
}

void image_id(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto id = text_of(here.object, "@id");
  auto const* service_ = find_object(here.object, "service");
  if (service_ == nullptr || id.empty()) return;
  if (id.back() == '/') id.remove_suffix(1);
  if (id == text_of(*service_, "@id"))
    findings.add(rule, here.path.member("@id"), quoted(id) + " is the image service, not an image");
}

// "service … must have @context"
void service_context(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (find_member(here.object, "@context") == nullptr)
    findings.add(rule, here.path, "a service of version 2 has a “@context” of its own");
}

// "The value must be an xsd:dateTime literal in UTC, expressed in the form “YYYY-MM-DDThh:mm:ssZ”."
void nav_date_utc(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const date = text_of(here.object, "navDate");
  if (is_date_time(date) && !date.ends_with('Z'))
    findings.add(rule, here.path.member("navDate"), quoted(date) + " is not in UTC, which ends with “Z”");
}

void range_unique(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  std::unordered_set<std::string_view> seen;
  for_each_object(here, "structures", [&](object const& one, Path const& path) {
    auto const id = text_of(one, "@id");
    if (!id.empty() && !seen.insert(id).second)
      findings.add(rule, path.member("@id"), quoted(id) + " is the name of another range as well");
  });
}

// A table of contents that contains itself never ends.
void range_cycle(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  RangeEdges edges;
  for_each_object(here, "structures", [&](object const& one, Path const&) {
    auto& below = edges[text_of(one, "@id")];
    below = strings_of(find_member(one, "ranges"));
    auto const* members = find_array(one, "members");
    if (members == nullptr) return;
    for (auto const& member : *members)
      if (member.is_object() && text_of(member.get_object(), "@type") == "sc:Range")
        below.push_back(text_of(member.get_object(), "@id"));
  });
  auto const cycle = find_range_cycle(edges);
  if (!cycle.empty())
    findings.add(rule, here.path.member("structures"), quoted(cycle) + " is, by way of its ranges, within itself");
}

constexpr auto kError = Severity::error;
constexpr Classes kImages = set_of({content});

constexpr std::array kRules{
    ResourceRule{{"context-present", kError, "linked-data-context-and-extensions"},
                 set_of({collection, manifest, sequence, canvas, range, layer, list, annotation}),
                 context_present},
    ResourceRule{{"first-sequence", kError, "sequence"}, set_of({manifest}), first_sequence},
    ResourceRule{{"image-painting", kError, "image-resources"}, set_of({annotation}), image_painting},
    ResourceRule{{"image-type", kError, "image-resources"}, set_of({annotation}), image_type},
    ResourceRule{{"painting-target", kError, "image-resources"}, set_of({annotation}), image_target},
    ResourceRule{{"region-inside-canvas", kError, "canvas"}, set_of({annotation}), region_inside},
    ResourceRule{{"list-embedded", kError, "annotation-list"}, set_of({canvas}), list_embedded},
    ResourceRule{{"canvas-id-unique", kError, "canvas"}, set_of({sequence}), canvas_unique},
    ResourceRule{{"id-fragment", kError, "canvas"}, set_of({manifest, canvas}), no_fragment},
    ResourceRule{{"start-canvas-known", kError, "sequence"}, set_of({sequence, range}), start_known},
    ResourceRule{{"range-canvas-known", kError, "range"}, set_of({range}), range_members_known},
    ResourceRule{{"viewing-hint-known", Severity::warning, "technical-properties"},
                 set_of({collection, manifest, sequence, canvas, range, layer}),
                 hint_known},
    ResourceRule{{"image-id-is-service", kError, "image-resources"}, kImages, image_id},
    ResourceRule{{"service-context", Severity::warning, "service"}, set_of({service}), service_context},
    ResourceRule{kServiceInfoJson, set_of({service}), service_info_json, true},
    ResourceRule{kServiceSlash, set_of({service}), service_slash, true},
    ResourceRule{kServiceProfile, set_of({service}), service_profile, true},
    ResourceRule{{"nav-date-utc", Severity::warning, "navdate"}, set_of({collection, manifest}), nav_date_utc},
    ResourceRule{{"range-cycle", kError, "range"}, set_of({manifest}), range_cycle},
    ResourceRule{{"range-unique", kError, "range"}, set_of({manifest}), range_unique},
};

}  // namespace

std::span<ResourceRule const> v2_rules() {
  return kRules;
}

}  // namespace triforium::presentation
