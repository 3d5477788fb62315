#include "presentation/check/v3_dialect.h"

#include <array>
#include <vector>

#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace v3_class;

constexpr std::array<TypeName, 18> kTypes{{{"Collection", collection},
                                           {"Manifest", manifest},
                                           {"Canvas", canvas},
                                           {"Range", range},
                                           {"AnnotationPage", page},
                                           {"Annotation", annotation},
                                           {"AnnotationCollection", annotation_collection},
                                           {"SpecificResource", specific},
                                           {"Choice", choice},
                                           {"oa:Choice", choice},
                                           {"Agent", agent},
                                           {"TextualBody", textual},
                                           {"Dataset", content},
                                           {"Image", content},
                                           {"Model", content},
                                           {"Sound", content},
                                           {"Text", content},
                                           {"Video", content}}};

constexpr Classes kBodies = set_of({content, specific, choice, textual, canvas, manifest, range, collection});

// Columns: Collection Manifest canVas Range annotationPage Annotation annotationcoLlection content(X) Specific cHoice
// aGent sErvice Textual body.
constexpr std::array kProperties{
    //                             CMVRPALXSHGET
    PropertyRule{"id", "RRRRRRR.oo..o", Shape::web_uri},
    PropertyRule{"id", ".......R..R..", Shape::uri},
    PropertyRule{"type", "RRRRRRRRRRR.R", Shape::text},
    PropertyRule{"label", "RRrrooroooR.o", Shape::language_map},
    PropertyRule{"metadata", "rroooooo.....", Shape::pairs},
    PropertyRule{"summary", "rrooooooo....", Shape::html_map},
    PropertyRule{"requiredStatement", "oooooooo.....", Shape::pair},
    PropertyRule{"rights", "oooooooo.....", Shape::uri},
    PropertyRule{"provider", "rroooooo.....", Shape::resources, set_of({agent})},
    PropertyRule{"thumbnail", "rroooooo.o...", Shape::resources, set_of({content})},
    PropertyRule{"navDate", "oooo----.....", Shape::date_time},
    PropertyRule{"placeholderCanvas", "oooo----.....", Shape::resource, set_of({canvas})},
    PropertyRule{"accompanyingCanvas", "oooo----.....", Shape::resource, set_of({canvas})},
    PropertyRule{"language", "-------o....o", Shape::text_or_texts},
    PropertyRule{"format", "-------o....o", Shape::media_type},
    PropertyRule{"profile", "-------o.....", Shape::text},
    PropertyRule{"height", "--o----o.....", Shape::positive_integer},
    PropertyRule{"width", "--o----o.....", Shape::positive_integer},
    PropertyRule{"duration", "--o----o.....", Shape::positive_number},
    PropertyRule{"viewingDirection", "oo-o----.....", Shape::viewing_direction},
    PropertyRule{"behavior", "ooooooooooo..", Shape::texts},
    PropertyRule{"timeMode", "-----o--.....", Shape::time_mode},
    PropertyRule{"seeAlso", "ooooooooo.o..", Shape::resources, set_of({content, manifest, collection, page}),
                 Extent::either},
    PropertyRule{"service", "oooooooooo.o.", Shape::resources, set_of({service})},
    PropertyRule{"homepage", "oooooooo..r..", Shape::resources, set_of({content})},
    PropertyRule{"logo", "..........r..", Shape::resources, set_of({content})},
    PropertyRule{"rendering", "oooooooo.....", Shape::resources, set_of({content})},
    PropertyRule{"partOf", "oooooooo.....", Shape::resources, all, Extent::reference},
    PropertyRule{"start", "-o-o----.....", Shape::resource, set_of({canvas, specific}), Extent::reference},
    PropertyRule{"supplementary", "---o----.....", Shape::resource, set_of({annotation_collection}), Extent::reference},
    PropertyRule{"services", "oo------.....", Shape::resources, set_of({service})},
    PropertyRule{"structures", "-o------.....", Shape::resources, set_of({range}), Extent::either},
    PropertyRule{"annotations", "oooo---o.....", Shape::resources, set_of({page}), Extent::either},
    PropertyRule{"items", "R............", Shape::resources, set_of({collection, manifest}), Extent::either},
    PropertyRule{"items", ".R...........", Shape::resources, set_of({canvas})},
    PropertyRule{"items", "..r..........", Shape::resources, set_of({page}), Extent::either},
    PropertyRule{"items", "...R.........", Shape::resources, set_of({range, canvas, specific}), Extent::either},
    PropertyRule{"items", "....r........", Shape::resources, set_of({annotation})},
    PropertyRule{"items", ".....---.....", Shape::any},
    PropertyRule{"items", ".........R...", Shape::resources, set_of({content, textual, specific})},
    PropertyRule{"motivation", ".....o.......", Shape::text_or_texts},
    PropertyRule{"body", ".....o.......", Shape::loose, kBodies, Extent::either},
    PropertyRule{"target", ".....R.......", Shape::loose, all, Extent::reference},
    PropertyRule{"source", "........R....", Shape::loose, all, Extent::reference},
    PropertyRule{"value", "............R", Shape::text},
};

void gather_canvases(boost::json::object const& root, Facts& facts) {
  auto const* items = find_array(root, "items");
  if (items == nullptr) return;
  facts.knows_canvases = true;
  for (auto const& item : *items) {
    auto const* found = item.if_object();
    if (found == nullptr) continue;
    facts.canvases.try_emplace(text_of(*found, "id"), Extents{.width = number_of(*found, "width").value_or(0),
                                                              .height = number_of(*found, "height").value_or(0),
                                                              .duration = number_of(*found, "duration").value_or(0)});
  }
}

void gather_ranges(boost::json::object const& root, Facts& facts) {
  std::vector<boost::json::array const*> pending{find_array(root, "structures")};
  while (!pending.empty()) {
    auto const* list = pending.back();
    pending.pop_back();
    if (list == nullptr) continue;
    for (auto const& item : *list) {
      if (!item.is_object() || text_of(item.get_object(), "type") != "Range") continue;
      facts.ranges.insert(text_of(item.get_object(), "id"));
      pending.push_back(find_array(item.get_object(), "items"));
    }
  }
}

Facts gather(boost::json::object const& root) {
  Facts facts;
  if (text_of(root, "type") != "Manifest") return facts;
  gather_canvases(root, facts);
  gather_ranges(root, facts);
  return facts;
}

}  // namespace

Dialect const& dialect_v3() {
  static std::array const rules{v3_document_rules(), v3_canvas_rules(), v3_behavior_rules()};
  static Dialect const dialect{
      .specification = "https://iiif.io/api/presentation/3.0/#",
      .id = "id",
      .type = "type",
      .types = kTypes,
      .roots = set_of({collection, manifest, canvas, range, page, annotation, annotation_collection}),
      .referable = set_of({collection, manifest, canvas, range, page, annotation_collection}),
      .content = content,
      .service = service,
      .properties = kProperties,
      .rules = rules,
      .gather = gather};
  return dialect;
}

}  // namespace triforium::presentation
