#include "presentation/v2/upgrade_description.h"

#include <array>
#include <utility>

#include "presentation/v2/hints.h"
#include "presentation/v2/language.h"
#include "presentation/v2/services.h"
#include "presentation/v2/upgrade_links.h"

namespace triforium::presentation::v2 {
namespace {

using Rule = void (*)(json::value const&, UpgradedResource const&, Upgrading&);

template <char const* kFrom, char const* kTo>
void text_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto map = upgrade_text(value, pointer_to(resource.pointer, kFrom), upgrading.losses);
  if (!map.empty()) resource.out[kTo] = std::move(map);
}

constexpr char kLabel[] = "label";
constexpr char kDescription[] = "description";
constexpr char kSummary[] = "summary";

// https://iiif.io/api/presentation/3.0/#metadata
//   "… the label and value properties … must both be language maps"
void metadata_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  for (auto const& entry : entries_of(value, pointer_to(resource.pointer, "metadata"))) {
    auto const* pair = entry.value->if_object();
    auto const text = [&](std::string_view key) {
      auto const* part = pair == nullptr ? nullptr : pair->if_contains(key);
      return part == nullptr ? json::object{} : upgrade_text(*part, pointer_to(entry.pointer, key), upgrading.losses);
    };
    auto label = text("label");
    auto content = text("value");
    if (label.empty() && content.empty()) {
      upgrading.losses.push_back({entry.pointer, "metadata", "has neither label nor value and was left out"});
      continue;
    }
    append(resource.out, "metadata", json::object{{"label", std::move(label)}, {"value", std::move(content)}});
  }
}

// https://iiif.io/api/presentation/3.0/#requiredstatement
//   "Text that must be displayed when the resource is displayed or used": what 2.1 called attribution.
void attribution_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto map = upgrade_text(value, pointer_to(resource.pointer, "attribution"), upgrading.losses);
  if (map.empty()) return;
  resource.out["requiredStatement"] = json::object{{"label", english_text("Attribution")}, {"value", std::move(map)}};
}

// https://iiif.io/api/presentation/3.0/#navdate
//   "The value must be an XSD dateTime literal. The value must have a timezone"
void nav_date_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto const date = uri_of(value);
  if (date.empty()) {
    upgrading.losses.push_back({pointer_to(resource.pointer, "navDate"), "navDate", "is no date and was left out"});
  } else {
    resource.out["navDate"] = with_time_zone(date);
  }
}

void hint_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto const pointer = pointer_to(resource.pointer, "viewingHint");
  for (auto& behavior : upgrade_hint(value, resource.type, pointer, upgrading.losses))
    append(resource.out, "behavior", std::move(behavior));
}

// https://iiif.io/api/presentation/3.0/#viewingdirection
//   "Collections, Manifests and Ranges may have the viewingDirection property"
void direction_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  if (resource.type == "Collection" || resource.type == "Manifest" || resource.type == "Range") {
    resource.out["viewingDirection"] = value;
  } else {
    upgrading.losses.push_back({pointer_to(resource.pointer, "viewingDirection"), "viewingDirection",
                                "3.0 has it on collections, manifests and ranges only"});
  }
}

void service_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto services = upgrade_services(value, resource.id, pointer_to(resource.pointer, "service"), upgrading.losses);
  if (!services.empty()) resource.out["service"] = std::move(services);
}

// Found: "jpg". A media type has two parts.
void format_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  if (uri_of(value).find('/') != std::string_view::npos) {
    resource.out["format"] = value;
  } else {
    upgrading.losses.push_back({pointer_to(resource.pointer, "format"), "format", "is no media type and was left out"});
  }
}

// https://iiif.io/api/presentation/3.0/#height – "The value must be a positive integer": found as text and as zero.
template <char const* kName>
void dimension_rule(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading) {
  auto const number = positive_integer(value);
  if (number) {
    resource.out[kName] = *number;
  } else {
    upgrading.losses.push_back(
        {pointer_to(resource.pointer, kName), kName, "is no positive whole number and was left out"});
  }
}
constexpr char kHeight[] = "height";
constexpr char kWidth[] = "width";

constexpr std::array<std::pair<std::string_view, Rule>, 19> kRules = {{
    {"label", text_rule<kLabel, kLabel>},
    {"description", text_rule<kDescription, kSummary>},
    {"metadata", metadata_rule},
    {"attribution", attribution_rule},
    {"license", upgrade_license},
    {"logo", upgrade_logo},
    {"thumbnail", upgrade_thumbnail},
    {"related", upgrade_related},
    {"rendering", upgrade_rendering},
    {"seeAlso", upgrade_see_also},
    {"within", upgrade_within},
    {"startCanvas", upgrade_start_canvas},
    {"navDate", nav_date_rule},
    {"viewingHint", hint_rule},
    {"viewingDirection", direction_rule},
    {"service", service_rule},
    {"format", format_rule},
    {"height", dimension_rule<kHeight>},
    {"width", dimension_rule<kWidth>},
}};

struct ClassName {
  std::string_view second;
  std::string_view third;
};
constexpr std::array<ClassName, 6> kClasses = {{
    {"MovingImage", "Video"},
    {"PhysicalObject", "Model"},
    {"AnnotationList", "AnnotationPage"},
    {"Layer", "AnnotationCollection"},
    {"ContentAsText", "TextualBody"},
    {"StillImage", "Image"},
}};

}  // namespace

void upgrade_property(std::string_view key, json::value const& value, UpgradedResource const& resource,
                      Upgrading& upgrading) {
  if (key == "@id" || key == "@type" || key == "@context" || key == "id" || key == "type") return;
  for (auto const& [name, rule] : kRules)
    if (name == key) return rule(value, resource, upgrading);
  if (resource.type == "Manifest" && key != "navPlace") {
    // What no context defines means nothing, and on a manifest the official schema of 3.0 refuses it.
    upgrading.losses.push_back(
        {pointer_to(resource.pointer, key), std::string(key), "neither 2.1 nor 3.0 has such a property"});
  } else {
    resource.out[key] = value;
  }
}

json::object upgrade_file(Entry const& file, std::string_view type, Upgrading& upgrading) {
  auto const id = uri_of(*file.value);
  json::object out{{"id", id}};
  auto const* object = file.value->if_object();
  auto const classes = object == nullptr ? std::vector<std::string_view>{} : classes_of(*object, "@type");
  auto const format = object == nullptr ? std::string_view{} : text_of(*object, "format");
  out["type"] = classes.empty() ? class_of_format(format, type) : upgrade_class(classes.back());
  if (object == nullptr) return out;
  UpgradedResource const resource{out, file.pointer, "", std::string(id)};
  for (auto const& [key, value] : *object)
    upgrade_property(key, value, resource, upgrading);
  return out;
}

std::string_view class_of_format(std::string_view format, std::string_view otherwise) {
  if (format.starts_with("image/")) return "Image";
  if (format.starts_with("video/")) return "Video";
  if (format.starts_with("audio/")) return "Sound";
  if (format.starts_with("model/")) return "Model";
  if (format.starts_with("text/xml") || format.starts_with("application/xml") || format.find("json") != format.npos)
    return "Dataset";
  if (format.starts_with("text/") || format == "application/pdf") return "Text";
  return otherwise;
}

std::string_view upgrade_class(std::string_view name) {
  for (auto const& [second, third] : kClasses)
    if (second == name) return third;
  return name;
}

}  // namespace triforium::presentation::v2
