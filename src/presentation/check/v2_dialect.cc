#include "presentation/check/v2_dialect.h"

#include <array>

#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace v2_class;

constexpr std::array<TypeName, 19> kTypes{{{"sc:Collection", collection},
                                           {"sc:Manifest", manifest},
                                           {"sc:Sequence", sequence},
                                           {"sc:Canvas", canvas},
                                           {"sc:Range", range},
                                           {"sc:Layer", layer},
                                           {"sc:AnnotationList", list},
                                           {"oa:Annotation", annotation},
                                           {"oa:Choice", choice},
                                           {"oa:SpecificResource", specific},
                                           {"cnt:ContentAsText", text},
                                           {"dctypes:Image", content},
                                           {"dctypes:MovingImage", content},
                                           {"dctypes:Sound", content},
                                           {"dctypes:Text", content},
                                           {"dctypes:Dataset", content},
                                           {"dctypes:Collection", content},
                                           {"oa:Tag", text},
                                           {"foaf:Document", content}}};

constexpr Classes kBodies = set_of({content, choice, specific, text, canvas, manifest, range, list});
constexpr Classes kTargets = kBodies | set_of({collection, sequence, layer});

// Columns: Collection Manifest seQuence canVas Range Layer content(X) annotationlisT Annotation sErvice cHoice Specific
// embedded teXt.
constexpr std::array kProperties{
    //                       CMQVRLXTAEHSx
    PropertyRule{"@id", "RRoRRR.Ro....", Shape::web_uri},
    PropertyRule{"@id", "......R..R...", Shape::uri},
    PropertyRule{"@type", "RRRRRRRRR.RRR", Shape::any},
    PropertyRule{"label", "RRoRRRooo.oo.", Shape::value_or_list},
    PropertyRule{"metadata", "rroooooooooo.", Shape::metadata_list},
    PropertyRule{"description", "rrooooooo.ooo", Shape::html_or_list},
    PropertyRule{"attribution", "ooooooooo.oo.", Shape::html_or_list},
    PropertyRule{"license", "ooooooooo....", Shape::text_or_texts},
    PropertyRule{"thumbnail", "rrooooooo....", Shape::any},
    PropertyRule{"format", "------o--...o", Shape::media_type},
    PropertyRule{"height", "---R--o--....", Shape::positive_integer},
    PropertyRule{"width", "---R--o--....", Shape::positive_integer},
    PropertyRule{"viewingDirection", "-oo-ooo--....", Shape::viewing_direction},
    PropertyRule{"viewingHint", "ooooooooo....", Shape::text_or_texts},
    PropertyRule{"navDate", "oo-------....", Shape::date_time},
    PropertyRule{"startCanvas", "--o-o----....", Shape::web_uri},
    PropertyRule{"service", "ooooooooo.oo.", Shape::loose, set_of({service})},
    PropertyRule{"seeAlso", "ooooooooo....", Shape::loose},
    PropertyRule{"related", "ooooooooo....", Shape::loose},
    PropertyRule{"rendering", "ooooooooo....", Shape::loose},
    PropertyRule{"sequences", ".R...........", Shape::resources, set_of({sequence})},
    PropertyRule{"structures", ".o...........", Shape::resources, set_of({range})},
    PropertyRule{"canvases", "..o..........", Shape::resources, set_of({canvas})},
    PropertyRule{"canvases", "....o........", Shape::texts},
    PropertyRule{"ranges", "....o........", Shape::texts},
    PropertyRule{"images", "...o.........", Shape::resources, set_of({annotation})},
    PropertyRule{"otherContent", "...o.........", Shape::loose, set_of({list}), Extent::reference},
    PropertyRule{"collections", "o............", Shape::loose, set_of({collection}), Extent::either},
    PropertyRule{"manifests", "o............", Shape::loose, set_of({manifest}), Extent::either},
    PropertyRule{"members", "o............", Shape::resources, set_of({collection, manifest}), Extent::either},
    PropertyRule{"members", "....o........", Shape::resources, set_of({range, canvas}), Extent::reference},
    PropertyRule{"resources", ".......o.....", Shape::resources, set_of({annotation})},
    PropertyRule{"motivation", "........R....", Shape::text_or_texts},
    PropertyRule{"resource", "........o....", Shape::loose, kBodies, Extent::either},
    PropertyRule{"on", "........R....", Shape::loose, kTargets, Extent::reference},
    PropertyRule{"default", "..........R..", Shape::any, kBodies},
    PropertyRule{"item", "..........R..", Shape::any, kBodies},
    PropertyRule{"full", "...........R.", Shape::loose, kTargets, Extent::reference},
    PropertyRule{"chars", "............o", Shape::text},
};

void gather_canvases(boost::json::object const& sequence_, Facts& facts) {
  auto const* canvases = find_array(sequence_, "canvases");
  if (canvases == nullptr) return;
  facts.knows_canvases = true;
  for (auto const& item : *canvases) {
    auto const* found = item.if_object();
    if (found == nullptr) continue;
    facts.canvases.try_emplace(text_of(*found, "@id"), Extents{.width = number_of(*found, "width").value_or(0),
                                                               .height = number_of(*found, "height").value_or(0),
                                                               .duration = 0});
  }
}

Facts gather(boost::json::object const& root) {
  Facts facts;
  if (auto const* sequences = find_array(root, "sequences"))
    for (auto const& one : *sequences)
      if (one.is_object()) gather_canvases(one.get_object(), facts);
  if (auto const* structures = find_array(root, "structures"))
    for (auto const& one : *structures)
      if (one.is_object()) facts.ranges.insert(text_of(one.get_object(), "@id"));
  return facts;
}

}  // namespace

Dialect const& dialect_v2() {
  static std::array const rules{v2_rules()};
  static Dialect const dialect{
      .specification = {"https://iiif.io/api/presentation/2.1/#"},
      .version = In::all,
      .id = "@id",
      .type = "@type",
      .types = kTypes,
      .roots = set_of({collection, manifest, sequence, canvas, range, layer, list, annotation}),
      .referable = set_of({collection, manifest, canvas, range, list}),
      .content = content,
      .service = service,
      .specific = specific,
      .properties = kProperties,
      .rules = rules,
      .gather = gather};
  return dialect;
}

}  // namespace triforium::presentation
