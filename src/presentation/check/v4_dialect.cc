#include "presentation/check/v4_dialect.h"

#include <array>

#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace v4_class;

constexpr std::array<TypeName, 35> kTypes{{{"Collection", collection},
                                           {"CollectionPage", collection_page},
                                           {"Manifest", manifest},
                                           {"Timeline", timeline},
                                           {"Canvas", canvas},
                                           {"Scene", scene},
                                           {"Range", range},
                                           {"AnnotationPage", page},
                                           {"Annotation", annotation},
                                           {"AnnotationCollection", annotation_collection},
                                           {"SpecificResource", specific},
                                           {"Choice", several},
                                           {"Composite", several},
                                           {"List", several},
                                           {"Independents", several},
                                           {"Agent", agent},
                                           {"TextualBody", textual},
                                           {"Dataset", content},
                                           {"Image", content},
                                           {"Model", content},
                                           {"Audio", content},
                                           {"Sound", content},
                                           {"Text", content},
                                           {"Video", content},
                                           {"Feature", content},
                                           {"PerspectiveCamera", content},
                                           {"OrthographicCamera", content},
                                           {"AmbientLight", content},
                                           {"DirectionalLight", content},
                                           {"PointLight", content},
                                           {"SpotLight", content},
                                           {"ImageBasedLight", content},
                                           {"AmbientAudio", content},
                                           {"PointAudio", content},
                                           {"SpotAudio", content}}};

constexpr Classes kAny = (Classes{1} << 16) - 1;

// Columns: Collection collectionpaGe Manifest Timeline canVas Scene Range annotationPage Annotation
// annotationcoLlection content(X) specific(Z) several(H) agent(K) sErvice textual(B).
constexpr std::array kProperties{
    //                        CGMTVSRPALXZHKEB
    PropertyRule{"id", "RRRRRRRRRR......", Shape::web_uri},
    PropertyRule{"id", "..........oRoo.o", Shape::uri},
    PropertyRule{"type", "RRRRRRRRRRRRRR.R", Shape::text},
    PropertyRule{"label", "RoRrrrrooroooR..", Shape::language_map},
    PropertyRule{"metadata", "rorooooooooo....", Shape::pairs},
    PropertyRule{"summary", "rorooooooooo....", Shape::html_map},
    PropertyRule{"requiredStatement", "oooooooooooo....", Shape::pair},
    PropertyRule{"rights", "oooooooooooo....", Shape::uri},
    PropertyRule{"provider", "oooooooooooo....", Shape::resources, set_of({agent})},
    PropertyRule{"thumbnail", "roroooooooo.....", Shape::resources, set_of({content, specific, several})},
    PropertyRule{"navDate", "ooooooooo-.-....", Shape::date_time},
    PropertyRule{"placeholderContainer", "ooooooo---------", Shape::resource, containers},
    PropertyRule{"accompanyingContainer", "ooooooo---------", Shape::resource, containers},
    PropertyRule{"placeholderCanvas", "-------.........", Shape::any},
    PropertyRule{"accompanyingCanvas", "-------.........", Shape::any},
    PropertyRule{"height", "----R-----......", Shape::positive_integer},
    PropertyRule{"width", "----R-----......", Shape::positive_integer},
    PropertyRule{"height", "---.......o.....", Shape::positive_integer},
    PropertyRule{"width", "---.......o.....", Shape::positive_integer},
    PropertyRule{"duration", "---Roo----o.....", Shape::positive_number},
    PropertyRule{"viewingDirection", "ooo---o---......", Shape::viewing_direction},
    PropertyRule{"behavior", "oooooooooo......", Shape::texts},
    PropertyRule{"seeAlso", "oooooooooooo.o..", Shape::resources},
    PropertyRule{"service", "oooooooooooo.o..", Shape::resources, set_of({service})},
    PropertyRule{"homepage", "oooooooooooo.r..", Shape::resources, set_of({content})},
    PropertyRule{"rendering", "oooooooooooo....", Shape::resources, set_of({content, specific, several})},
    PropertyRule{"logo", ".............r..", Shape::resources, set_of({content, specific, several})},
    PropertyRule{"canonical", "oooooooooooo....", Shape::uri},
    PropertyRule{"via", "oooooooooooo....", Shape::texts},
    PropertyRule{"structures", "--o-------......", Shape::resources, set_of({range}), Extent::either},
    PropertyRule{"annotations", "ooooooo...o.....", Shape::resources, set_of({page}), Extent::either},
    PropertyRule{"items", "o...............", Shape::resources, set_of({collection, manifest}), Extent::either},
    PropertyRule{"items", ".R..............", Shape::resources, set_of({collection, manifest}), Extent::either},
    PropertyRule{"items", "..R.............", Shape::resources, containers},
    PropertyRule{"items", "...rrr..........", Shape::resources, set_of({page}), Extent::either},
    PropertyRule{"items", "......R.........", Shape::resources, containers | set_of({range, specific}), Extent::either},
    PropertyRule{"items", ".......r........", Shape::resources, set_of({annotation})},
    PropertyRule{"items", "............R...", Shape::resources, kAny, Extent::either},
    PropertyRule{"first", "o........o......", Shape::resource},
    PropertyRule{"last", "o........o......", Shape::resource},
    PropertyRule{"motivation", "........R.......", Shape::texts},
    PropertyRule{"body", "........r.......", Shape::resource, kAny, Extent::either},
    PropertyRule{"target", "........R.......", Shape::resource, kAny, Extent::reference},
    PropertyRule{"bodyValue", "........-.......", Shape::any},
    PropertyRule{"source", "...........R....", Shape::resource, kAny, Extent::reference},
    PropertyRule{"selector", "...........o....", Shape::resources},
    PropertyRule{"value", "...............R", Shape::text},
};

constexpr std::string_view kContext = "iiif.io/api/presentation/4/context.json";

// The API's context stands last, as in 3.0.
void context_last(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr) return;
  auto const contexts = strings_of(find_member(here.object, "@context"));
  if (!contexts.empty() && contexts.back() == "http://" + std::string(kContext)) return;
  auto fixable = rule;
  for (auto const context : contexts)
    fixable.fixable |= context.find(kContext) != std::string_view::npos;
  findings.add(fixable, here.path, "“@context” has to be, or end with, “http://" + std::string(kContext) + "”");
}

// "Embedded resources must not have @context"
void context_embedded(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr && find_member(here.object, "@context") != nullptr)
    findings.add(rule, here.path.member("@context"), "only the outermost resource has a “@context”");
}

// "Collections must have items, or first and last"
void collection_members(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (find_member(here.object, "items") != nullptr) return;
  if (find_member(here.object, "first") == nullptr || find_member(here.object, "last") == nullptr)
    findings.add(rule, here.path, "a Collection needs “items”, or “first” and “last”");
}

void items_empty(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items != nullptr && items->empty()) findings.add(rule, here.path.member("items"), "at least one item is needed");
}

// "The source … must not have a fragment": a part is named by the selector.
void source_fragment(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* source = find_object(here.object, "source");
  if (source != nullptr && text_of(*source, "id").find('#') != std::string_view::npos)
    findings.add(rule, here.path, "the “source” has no fragment; a part is named by a “selector”");
}

constexpr std::array kRules{
    ResourceRule{
        {"context-last-v4", Severity::error, "context"},
        set_of({collection, collection_page, manifest, range, page, annotation, annotation_collection}) | containers,
        context_last},
    ResourceRule{
        {"context-embedded", Severity::error, "context", true}, kAny & ~set_of({service}), context_embedded, true},
    ResourceRule{{"collection-members", Severity::error, "collection"}, set_of({collection}), collection_members},
    ResourceRule{{"items-empty", Severity::error, "items"}, set_of({manifest, range, several}), items_empty},
    ResourceRule{{"source-fragment", Severity::error, "source"}, set_of({specific}), source_fragment, true},
};

Facts gather(boost::json::object const&) {
  return {};
}

}  // namespace

std::span<ResourceRule const> v4_rules() {
  return kRules;
}

Dialect const& dialect_v4() {
  static std::array const rules{v4_rules()};
  static Dialect const dialect{
      .specification = "https://iiif.io/api/presentation/4.0/model/#",
      .id = "id",
      .type = "type",
      .types = kTypes,
      .roots =
          set_of({collection, collection_page, manifest, range, page, annotation, annotation_collection}) | containers,
      .referable = set_of({collection, manifest, range, page, annotation_collection}) | containers,
      .content = content,
      .service = service,
      .properties = kProperties,
      .rules = rules,
      .gather = gather};
  return dialect;
}

}  // namespace triforium::presentation
