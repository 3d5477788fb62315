#include "presentation/v2/downgrade_description.h"

#include <algorithm>
#include <array>
#include <utility>

#include "presentation/v2/downgrade_links.h"
#include "presentation/v2/hints.h"
#include "presentation/v2/language.h"

namespace triforium::presentation::v2 {
namespace {

using Rule = void (*)(json::value const&, DowngradedResource const&, Downgrading&);

void text_to(std::string_view to, std::string_view from, json::value const& value, DowngradedResource const& resource,
             Downgrading& downgrading) {
  auto text = downgrade_text(value, pointer_to(resource.pointer, from), downgrading.result.losses);
  if (!text.is_null()) resource.out[to] = std::move(text);
}

void label_rule(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  text_to("label", "label", value, resource, downgrading);
}

void summary_rule(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  text_to("description", "summary", value, resource, downgrading);
}

void metadata_rule(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, "metadata"))) {
    auto const* pair = entry.value->if_object();
    json::object older;
    for (std::string_view const key : {"label", "value"}) {
      auto const* part = pair == nullptr ? nullptr : pair->if_contains(key);
      auto text = part == nullptr ? json::value(nullptr)
                                  : downgrade_text(*part, pointer_to(entry.pointer, key), downgrading.result.losses);
      older[key] = text.is_null() ? json::value("") : std::move(text);
    }
    append(resource.out, "metadata", std::move(older));
  }
}

void rights_rule(json::value const& value, DowngradedResource const& resource, Downgrading&) {
  resource.out["license"] = value;
}

// https://iiif.io/api/presentation/2.1/#navdate – "The value … must be … in the UTC timezone".
void nav_date_rule(json::value const& value, DowngradedResource const& resource, Downgrading&) {
  resource.out["navDate"] = to_utc(uri_of(value));
}

void behavior_rule(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  auto const hint = downgrade_behavior(value, pointer_to(resource.pointer, "behavior"), downgrading.result.losses);
  if (!hint.empty()) resource.out["viewingHint"] = hint;
}

void service_rule(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading) {
  auto services = downgrading.services(value, pointer_to(resource.pointer, "service"));
  if (!services.is_null()) resource.out["service"] = std::move(services);
}

// https://iiif.io/api/presentation/2.1/ has no audio, no video and no places: these are in 3.0 only.
struct Missing {
  std::string_view key;
  std::string_view why;
};
constexpr std::array<Missing, 8> kMissing = {{
    {"duration", "2.1 has no time"},
    {"timeMode", "2.1 has no time"},
    {"accompanyingCanvas", "2.1 shows one canvas at a time"},
    {"navPlace", "2.1 has no places"},
    {"textGranularity", "2.1 does not tell words from lines"},
    {"annotations", "2.1 has annotations on canvases only"},
    {"provides", "2.1 does not tell what an annotation is for"},
    {"via", "2.1 does not tell where something comes from"},
}};

// Gathered afterwards, or written by their classes.
bool is_done_elsewhere(std::string_view key) {
  static constexpr std::array<std::string_view, 10> kElsewhere = {
      "@context",          "id",       "@id",  "type", "@type", "requiredStatement", "provider",
      "placeholderCanvas", "services", "items"};
  return std::ranges::find(kElsewhere, key) != kElsewhere.end();
}

// What 2.1 is made of: a document of 3.0 has no such properties, and its own go by these names.
bool is_built_here(std::string_view key) {
  static constexpr std::array<std::string_view, 9> kBuilt = {
      "sequences", "images", "otherContent", "canvases", "ranges", "members", "manifests", "collections", "resources"};
  return std::ranges::find(kBuilt, key) != kBuilt.end();
}

constexpr std::array<std::pair<std::string_view, Rule>, 14> kRules = {{
    {"label", label_rule},
    {"summary", summary_rule},
    {"metadata", metadata_rule},
    {"rights", rights_rule},
    {"navDate", nav_date_rule},
    {"behavior", behavior_rule},
    {"service", service_rule},
    {"thumbnail", downgrade_thumbnail},
    {"homepage", downgrade_homepage},
    {"rendering", downgrade_rendering},
    {"seeAlso", downgrade_see_also},
    {"partOf", downgrade_part_of},
    {"start", downgrade_start},
    {"supplementary", downgrade_supplementary},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kClasses = {{
    {"Collection", "sc:Collection"},
    {"Manifest", "sc:Manifest"},
    {"Canvas", "sc:Canvas"},
    {"Range", "sc:Range"},
    {"AnnotationPage", "sc:AnnotationList"},
    {"AnnotationCollection", "sc:Layer"},
    {"Annotation", "oa:Annotation"},
    {"SpecificResource", "oa:SpecificResource"},
    {"Choice", "oa:Choice"},
    {"TextualBody", "cnt:ContentAsText"},
    {"Image", "dctypes:Image"},
    {"Video", "dctypes:MovingImage"},
    {"Sound", "dctypes:Sound"},
    {"Audio", "dctypes:Sound"},
    {"Text", "dctypes:Text"},
    {"Dataset", "dctypes:Dataset"},
    {"Model", "dctypes:PhysicalObject"},
}};

}  // namespace

std::string Downgrading::document_uri(std::string_view uri) const {
  return names.document ? names.document(uri) : std::string(uri);
}

void Downgrading::lose(std::string pointer, std::string_view property, std::string why) {
  result.losses.push_back({std::move(pointer), std::string(property), std::move(why)});
}

void downgrade_property(std::string_view key, json::value const& value, DowngradedResource const& resource,
                        Downgrading& downgrading) {
  if (is_done_elsewhere(key)) return;
  for (auto const& [name, rule] : kRules)
    if (name == key) return rule(value, resource, downgrading);
  for (auto const& [name, why] : kMissing)
    if (name == key) return downgrading.lose(pointer_to(resource.pointer, key), key, std::string(why));
  if (is_built_here(key))
    return downgrading.lose(pointer_to(resource.pointer, key), key, "is a property of 2.1 in a document of 3.0");
  resource.out[key] = value;
}

json::object downgrade_file(Entry const& file, Downgrading& downgrading) {
  // Where the file lies: a collection has thousands of them, which come and go together.
  json::object out(file.value->storage());
  auto const* object = file.value->if_object();
  if (object != nullptr) out.reserve(object->size() + 1);
  if (auto const id = uri_of(*file.value); !id.empty()) out["@id"] = id;
  if (object == nullptr) return out;
  auto const type = text_of(*object, "type");
  if (!type.empty()) out["@type"] = downgrade_class(type);
  DowngradedResource const resource{out, file.pointer, type};
  for (auto const& [key, value] : *object) {
    // 2.1 has one language for a resource, 3.0 a list.
    bool const is_list = key == "language" && value.is_array();
    auto const single = is_list ? unwrap_single(value.get_array()) : json::value();
    downgrade_property(key, is_list ? single : value, resource, downgrading);
  }
  downgrade_gathered(*object, resource, downgrading);
  return out;
}

std::string downgrade_class(std::string_view type) {
  for (auto const& [third, second] : kClasses)
    if (third == type) return std::string(second);
  return std::string(type);
}

void demand_label(DowngradedResource const& resource, std::string const& instead, Downgrading& downgrading) {
  auto const* label = resource.out.if_contains("label");
  if (label != nullptr && *label != json::value("")) return;
  resource.out["label"] = instead;
  downgrading.lose(resource.pointer, "label", "2.1 demands a label; “" + instead + "” was written");
}

}  // namespace triforium::presentation::v2
