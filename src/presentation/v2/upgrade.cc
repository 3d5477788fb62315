#include "presentation/v2/upgrade.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "presentation/v2/upgrade_annotations.h"
#include "presentation/v2/upgrade_canvases.h"
#include "presentation/v2/upgrade_manifests.h"
#include "presentation/v2/upgrade_ranges.h"

namespace triforium::presentation::v2 {
namespace {

using Convert = json::object (*)(json::object const&, Upgrading&);

struct TopClass {
  std::string_view name;
  Convert convert;
};

constexpr std::array<TopClass, 8> kClasses = {{
    {"Manifest", [](auto const& document, auto& upgrading) { return upgrade_manifest(document, "", upgrading); }},
    {"Collection", [](auto const& document, auto& upgrading) { return upgrade_collection(document, "", upgrading); }},
    {"Sequence",
     [](auto const& document, auto& upgrading) {
       return upgrade_sequence(document, std::string(uri_of(document)), "", upgrading);
     }},
    {"Canvas", [](auto const& document, auto& upgrading) { return upgrade_canvas(document, "", upgrading); }},
    {"Range", [](auto const& document, auto& upgrading) { return upgrade_range(document, "", upgrading); }},
    {"Layer", [](auto const& document, auto& upgrading) { return upgrade_layer(document, "", upgrading); }},
    {"AnnotationList",
     [](auto const& document, auto& upgrading) {
       json::value const list = document;
       return upgrade_annotation_list({&list, ""}, "", upgrading);
     }},
    {"Annotation",
     [](auto const& document, auto& upgrading) {
       return upgrade_annotation(document, {"", std::string(uri_of(document)), ""}, upgrading);
     }},
}};

// Contexts that the classes and services of 2.1 needed; 3.0 has what they define.
bool is_replaced(std::string_view context) {
  return context.find("iiif.io/api/presentation/") != context.npos ||
         context.find("iiif.io/api/search/") != context.npos || context.find("iiif.io/api/image/") != context.npos ||
         context.find("iiif.io/api/annex/openannotation") != context.npos ||
         context.find("shared-canvas.org/ns/") != context.npos;
}

// https://iiif.io/api/presentation/3.0/#46-linked-data-context-and-extensions
//   "the @context property … must appear as the very first key-value pair", and the "Presentation API context must be
//   the last entry in the array".
json::value upgrade_context(json::object const& document) {
  json::array contexts;
  for (auto const& entry : entries_of(document, "@context", {}))
    if (auto const uri = uri_of(*entry.value); is_http_uri(uri) && !is_replaced(uri))
      contexts.push_back(json::value(uri));
  contexts.push_back("http://iiif.io/api/presentation/3/context.json");
  return unwrap_single(std::move(contexts));
}

}  // namespace

Result<Upgraded> upgrade_v2(json::object const& document, UpgradeDefaults const& defaults) {
  auto const names = classes_of(document, "@type");
  for (auto const& [name, convert] : kClasses) {
    if (std::ranges::find(names, name) == names.end()) continue;
    Upgrading upgrading{defaults};
    auto converted = convert(document, upgrading);
    json::object with_context{{"@context", upgrade_context(document)}};
    with_context.reserve(converted.size() + 1);
    for (auto& [key, value] : converted)
      with_context.emplace(key, std::move(value));
    return Upgraded{std::move(with_context), std::move(upgrading.losses)};
  }
  return fail(ErrorKind::bad_request, fmt::format("“@type” is {}, not a class of Presentation 2 such as “sc:Manifest”",
                                                  names.empty() ? "missing" : quoted(names.front())));
}

}  // namespace triforium::presentation::v2
