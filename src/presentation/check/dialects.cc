#include "presentation/check/dialects.h"

#include <array>

#include "presentation/check/facts.h"
#include "presentation/check/properties.h"
#include "presentation/check/resource_class.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;

constexpr std::array<TypeName, 20> kTypesOfV3{{{"Collection", collection},
                                               {"Manifest", manifest},
                                               {"Canvas", canvas},
                                               {"Range", range},
                                               {"AnnotationPage", page},
                                               {"Annotation", annotation},
                                               {"AnnotationCollection", annotation_collection},
                                               {"SpecificResource", specific},
                                               {"Choice", several},
                                               {"oa:Choice", several},
                                               {"Agent", agent},
                                               {"TextualBody", textual},
                                               {"Dataset", content},
                                               {"Image", content},
                                               {"Model", content},
                                               {"Sound", content},
                                               {"Text", content},
                                               {"Video", content},
                                               {"Feature", content},
                                               {"FeatureCollection", content}}};

constexpr std::array<TypeName, 36> kTypesOfV4{{{"Collection", collection},
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
                                               {"FeatureCollection", content},
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

// Rules name the sections of 3.0.
constexpr std::array<Section, 12> kSectionsOfV4{
    {{"4-json-ld-considerations", "technical-considerations"},
     {"44-language-of-property-values", "language-of-property-values"},
     {"45-html-markup-in-property-values", "html-markup-in-property-values"},
     {"46-linked-data-context-and-extensions", "json-ld-contexts-and-extensions"},
     {"51-collection", "Collection"},
     {"52-manifest", "Manifest"},
     {"53-canvas", "Containers"},
     {"54-range", "Range"},
     {"55-annotation-page", "AnnotationPage"},
     {"56-annotation", "Annotation"},
     {"57-content-resources", "ContentResources"},
     {"58-annotation-collection", "AnnotationCollection"}}};

std::span<std::span<ResourceRule const> const> all_rules() {
  static std::array const rules{document_rules(), text_rules(),   extension_rules(), link_rules(),
                                service_rules(),  canvas_rules(), media_rules(),     annotation_rules(),
                                behavior_rules(), range_rules(),  identity_rules(),  draft_rules()};
  return rules;
}

Facts gather_v3(boost::json::object const& root) {
  auto facts = gather_facts(root);
  facts.context = "iiif.io/api/presentation/3/context.json";
  return facts;
}

Facts gather_v4(boost::json::object const& root) {
  auto facts = gather_facts(root);
  facts.context = "iiif.io/api/presentation/4/context.json";
  facts.is_v4 = true;
  return facts;
}

}  // namespace

Dialect const& dialect_v3() {
  static Dialect const dialect{.specification = {"https://iiif.io/api/presentation/3.0/#"},
                               .version = In::v3,
                               .id = "id",
                               .type = "type",
                               .types = kTypesOfV3,
                               .roots = published,
                               .referable = published,
                               .content = content,
                               .service = service,
                               .specific = specific,
                               .properties = properties_of_v3(),
                               .rules = all_rules(),
                               .gather = gather_v3};
  return dialect;
}

Dialect const& dialect_v4() {
  static Dialect const dialect{.specification = {"https://iiif.io/api/presentation/4.0/model/#", kSectionsOfV4, true},
                               .version = In::v4,
                               .id = "id",
                               .type = "type",
                               .types = kTypesOfV4,
                               .roots = published,
                               .referable = published,
                               .content = content,
                               .service = service,
                               .specific = specific,
                               .properties = properties_of_v4(),
                               .rules = all_rules(),
                               .gather = gather_v4};
  return dialect;
}

}  // namespace triforium::presentation
