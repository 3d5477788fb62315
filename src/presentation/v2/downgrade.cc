#include "presentation/v2/downgrade.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "presentation/v2/downgrade_annotations.h"
#include "presentation/v2/downgrade_canvases.h"
#include "presentation/v2/downgrade_manifests.h"
#include "presentation/v2/downgrade_ranges.h"

namespace triforium::presentation::v2 {
namespace {

// A range by itself, without those in it: each has its own document.
json::object downgrade_single_range(json::object const& range, Downgrading& downgrading) {
  json::array ranges;
  downgrade_range(range, "", "", ranges, downgrading);
  if (ranges.size() > 1)
    downgrading.lose("/items", "items", "2.1 has ranges side by side in a manifest, not in each other");
  return std::move(ranges.front().as_object());
}

// Where several bodies make several annotations, the document is a list of them.
json::object downgrade_single_annotation(json::object const& annotation, Downgrading& downgrading) {
  auto all = downgrade_annotation(annotation, "", downgrading);
  if (all.size() == 1) return std::move(all.front());
  json::array resources;
  for (auto& one : all)
    resources.push_back(std::move(one));
  return {{"@id", uri_of(annotation)}, {"@type", "sc:AnnotationList"}, {"resources", std::move(resources)}};
}

using Convert = json::object (*)(json::object const&, Downgrading&);

struct TopClass {
  std::string_view name;
  Convert convert;
};

constexpr std::array<TopClass, 7> kClasses = {{
    {"Manifest", [](auto const& document, auto& downgrading) { return downgrade_manifest(document, "", downgrading); }},
    {"Collection",
     [](auto const& document, auto& downgrading) { return downgrade_collection(document, "", downgrading); }},
    {"Canvas", [](auto const& document, auto& downgrading) { return downgrade_canvas(document, 1, "", downgrading); }},
    {"Range", downgrade_single_range},
    {"AnnotationPage",
     [](auto const& document, auto& downgrading) {
       auto list = downgrade_page(document, "", downgrading);
       list["@id"] = downgrading.document_uri(uri_of(document));
       return list;
     }},
    {"AnnotationCollection",
     [](auto const& document, auto& downgrading) {
       return downgrade_annotation_collection(document, "", downgrading);
     }},
    {"Annotation", downgrade_single_annotation},
}};

bool is_extension_context(std::string_view context) {
  return is_http_uri(context) && context.find("iiif.io/api/") == context.npos &&
         context.find("www.w3.org/ns/anno") == context.npos;
}

// Extensions of 3.0 build on its context; those of others keep theirs, so that their properties mean what they meant.
json::value downgrade_context(json::object const& document) {
  json::array contexts{"http://iiif.io/api/presentation/2/context.json"};
  for (auto const& entry : entries_of(document, "@context", {}))
    if (auto const uri = uri_of(*entry.value); is_extension_context(uri)) contexts.push_back(json::value(uri));
  return unwrap_single(std::move(contexts));
}

}  // namespace

Result<Downgraded> downgrade_v3(json::object const& document, V2Names const& names) {
  auto const type = text_of(document, "type");
  for (auto const& [name, convert] : kClasses) {
    if (name != type) continue;
    Downgrading downgrading(names);
    downgrading.context = downgrade_context(document);
    auto const* shared = document.if_contains("services");
    if (shared != nullptr && shared->is_array()) downgrading.services.remember_shared(shared->get_array());
    auto converted = convert(document, downgrading);
    downgrading.services.lose_unwritten("/services");
    json::object with_context({{"@context", downgrading.context}}, converted.storage());
    with_context.reserve(converted.size() + 1);
    for (auto& [key, value] : converted)
      with_context.emplace(key, std::move(value));
    auto& [_, lists, sequences, losses] = downgrading.result;
    return Downgraded{std::move(with_context), std::move(lists), std::move(sequences), std::move(losses)};
  }
  return fail(ErrorKind::bad_request, fmt::format("“type” is {}, not a class of Presentation 3 such as “Manifest”",
                                                  type.empty() ? "missing" : quoted(type)));
}

}  // namespace triforium::presentation::v2
