#include "presentation/check/properties.h"

#include <array>

#include "presentation/check/resource_class.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;

// A row of both versions. A class that only 4.0 has is a "." in the column of 3.0: no document can name it there.
struct Row {
  std::string_view name;
  std::string_view in_v3, in_v4;  // the levels of PropertyRule
  Shape shape = Shape::any;
  Classes children = 0;
  Extent extent = Extent::whole;
};

constexpr std::string_view kNone = "................";  // the other version has it in another shape, or not at all

constexpr Classes kBodies =
    set_of({content, specific, several, textual, canvas, manifest, range, collection}) | containers;
constexpr Classes kPictures = set_of({content, specific, several});
constexpr Classes kMembers = set_of({collection, manifest});

// Columns: Collection collectionpaGe Manifest Timeline canVas Scene Range annotationPage Annotation
// annotationcoLlection content(X) specific(Z) several(H) agent(K) sErvice textual(B).
constexpr std::array kRows{
    //       3.0 CGMTVSRPALXZHKEB  4.0 CGMTVSRPALXZHKEB
    Row{"id", "R.R.R.RRRR.oo..o", "RRRRRRRRRR......", Shape::web_uri},
    Row{"id", "..........R..R..", "..........oRoo.o", Shape::uri},
    Row{"type", "R.R.R.RRRRRRRR.R", "RRRRRRRRRRRRRR.R", Shape::text},
    Row{"label", "R.R.r.rooroooR.o", "RoRrrrrooroooR..", Shape::language_map},
    Row{"metadata", "r.r.o.ooooo.....", "rorooooooooo....", Shape::pairs},
    Row{"summary", "r.r.o.oooooo....", "rorooooooooo....", Shape::html_map},
    Row{"requiredStatement", "o.o.o.ooooo.....", "oooooooooooo....", Shape::pair},
    Row{"rights", "o.o.o.ooooo.....", "oooooooooooo....", Shape::uri},
    Row{"provider", "r.r.o.ooooo.....", "oooooooooooo....", Shape::resources, set_of({agent})},
    Row{"thumbnail", "r.r.o.ooooo.o...", kNone, Shape::resources, set_of({content})},
    Row{"thumbnail", kNone, "roroooooooo.....", Shape::resources, kPictures},
    Row{"navDate", "o.o.o.o----.....", "ooooooooo-.-....", Shape::date_time},
    Row{"placeholderCanvas", "o.o.o.o----.....", kNone, Shape::resource, set_of({canvas})},
    Row{"accompanyingCanvas", "o.o.o.o----.....", kNone, Shape::resource, set_of({canvas})},
    Row{"placeholderCanvas", kNone, "-------.........", Shape::any},
    Row{"accompanyingCanvas", kNone, "-------.........", Shape::any},
    Row{"placeholderContainer", kNone, "ooooooo---------", Shape::resource, containers},
    Row{"accompanyingContainer", kNone, "ooooooo---------", Shape::resource, containers},
    Row{"language", "-.-.-.----o....o", "..........o....o", Shape::text_or_texts},
    Row{"format", "-.-.-.----o....o", "..........o.....", Shape::media_type},
    Row{"profile", "-.-.-.----o.....", "..........o.....", Shape::text},
    Row{"height", "-.-.o.----o.....", "----R-----o.....", Shape::positive_integer},
    Row{"width", "-.-.o.----o.....", "----R-----o.....", Shape::positive_integer},
    Row{"duration", "-.-.o.----o.....", "---Roo----o.....", Shape::positive_number},
    Row{"viewingDirection", "o.o.-.o----.....", "ooo---o---......", Shape::viewing_direction},
    Row{"behavior", "o.o.o.oooooooo..", "ooooooooooooo...", Shape::texts},
    Row{"timeMode", "-.-.-.--o--.....", "........o.......", Shape::time_mode},
    Row{"seeAlso", "o.o.o.oooooo.o..", kNone, Shape::resources, kMembers | set_of({content, page}), Extent::either},
    Row{"seeAlso", kNone, "oooooooooooo.o..", Shape::resources},
    Row{"service", "o.o.o.ooooooo.o.", "oooooooooooo.oo.", Shape::resources, set_of({service})},
    Row{"services", "o.o.-.-----.....", "oooooooooo......", Shape::resources, set_of({service})},
    Row{"homepage", "o.o.o.ooooo..r..", "oooooooooooo.r..", Shape::resources, set_of({content})},
    Row{"logo", ".............r..", kNone, Shape::resources, set_of({content})},
    Row{"logo", kNone, ".............r..", Shape::resources, kPictures},
    Row{"rendering", "o.o.o.ooooo.....", kNone, Shape::resources, set_of({content})},
    Row{"rendering", kNone, "oooooooooooo....", Shape::resources, kPictures},
    Row{"partOf", "o.o.o.ooooo.....", "oRoooooooooo....", Shape::resources, all, Extent::reference},
    Row{"start", "-.o.-.o----.....", "o.o...o.........", Shape::resource, containers | set_of({specific}),
        Extent::reference},
    Row{"supplementary", "-.-.-.o----.....", "......o.........", Shape::resource, set_of({annotation_collection}),
        Extent::reference},
    Row{"canonical", kNone, "oooooooooooo....", Shape::uri},
    Row{"via", kNone, "oooooooooooo....", Shape::texts},
    Row{"provides", kNone, "........ooooo..o", Shape::texts},
    Row{"fileSize", kNone, "..........o.....", Shape::positive_integer},
    Row{"backgroundColor", kNone, "....oo..........", Shape::text},
    Row{"structures", "-.o.-.-----.....", "--o-------......", Shape::resources, set_of({range}), Extent::either},
    Row{"annotations", "o.o.o.o---o.....", "ooooooo...o.....", Shape::resources, set_of({page}), Extent::either},
    Row{"items", "R...............", "oR..............", Shape::resources, kMembers, Extent::either},
    Row{"items", "..R.............", "..R.............", Shape::resources, containers},
    Row{"items", "....r...........", "...rrr..........", Shape::resources, set_of({page}), Extent::either},
    Row{"items", "......R.........", "......R.........", Shape::resources, containers | set_of({range, specific}),
        Extent::either},
    Row{"items", ".......r........", ".......r........", Shape::resources, set_of({annotation})},
    Row{"items", "........---.....", "........-.-.....", Shape::any},
    Row{"items", "............R...", kNone, Shape::resources, set_of({content, textual, specific})},
    Row{"items", kNone, "............R...", Shape::resources, all, Extent::either},
    Row{"first", kNone, "o........o......", Shape::resource, set_of({collection_page, page}), Extent::reference},
    Row{"last", kNone, "o........o......", Shape::resource, set_of({collection_page, page}), Extent::reference},
    Row{"next", kNone, ".o.....o........", Shape::resource, set_of({collection_page, page}), Extent::reference},
    Row{"prev", kNone, ".o.....o........", Shape::resource, set_of({collection_page, page}), Extent::reference},
    Row{"total", kNone, "o........o......", Shape::count},
    Row{"startIndex", kNone, ".o.....o........", Shape::count},
    Row{"motivation", "........o.......", kNone, Shape::text_or_texts},
    Row{"motivation", kNone, "........R.......", Shape::texts},
    Row{"body", "........o.......", kNone, Shape::loose, kBodies, Extent::either},
    Row{"body", kNone, "........r.......", Shape::resource, all, Extent::either},
    Row{"bodyValue", kNone, "........-.......", Shape::any},
    Row{"target", "........R.......", kNone, Shape::loose, all, Extent::reference},
    Row{"target", kNone, "........R.......", Shape::resource, all, Extent::reference},
    Row{"source", "...........R....", kNone, Shape::object_or_uri, all, Extent::reference},
    Row{"source", kNone, "...........R....", Shape::resource, all, Extent::reference},
    Row{"selector", kNone, "...........o....", Shape::resources},
    Row{"value", "...............R", "...............R", Shape::text},
};

constexpr auto column(std::string_view Row::*levels) {
  std::array<PropertyRule, kRows.size()> rules{};
  for (std::size_t i = 0; i < kRows.size(); ++i)
    rules[i] = {kRows[i].name, kRows[i].*levels, kRows[i].shape, kRows[i].children, kRows[i].extent};
  return rules;
}

constexpr auto kV3 = column(&Row::in_v3);
constexpr auto kV4 = column(&Row::in_v4);

}  // namespace

std::span<PropertyRule const> properties_of_v3() {
  return kV3;
}

std::span<PropertyRule const> properties_of_v4() {
  return kV4;
}

}  // namespace triforium::presentation
