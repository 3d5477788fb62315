#include "presentation/v2/upgrade_annotations.h"

#include <algorithm>
#include <utility>

namespace triforium::presentation::v2 {
namespace {

bool is_textual(json::value const& body) {
  auto const* object = body.if_object();
  if (object == nullptr) return false;
  auto const type = text_of(*object, "type");
  if (type == "SpecificResource") {
    auto const* source = object->if_contains("source");
    return source != nullptr && is_textual(*source);
  }
  return type == "TextualBody" || type == "Text";
}

bool is_textual_body(json::object const& annotation) {
  auto const* body = annotation.if_contains("body");
  if (body == nullptr) return false;
  auto const bodies = entries_of(*body, {});
  return !bodies.empty() && std::ranges::all_of(bodies, [](auto const& entry) { return is_textual(*entry.value); });
}

json::value upgrade_motivation(json::value const& motivation, bool is_text) {
  json::array names;
  for (auto const& entry : entries_of(motivation, {})) {
    auto name = without_prefix(uri_of(*entry.value));
    // 2.1, section 5.5, paints transcriptions. https://iiif.io/api/presentation/3.0/#values-for-motivation
    //   "supplementing: … in some way derived from the Canvas", and annotations "must not" have painting.
    if (name == "painting" && is_text) name = "supplementing";
    if (!name.empty()) names.push_back(json::value(name));
  }
  return names.empty() ? json::value(nullptr) : unwrap_single(std::move(names));
}

// https://www.w3.org/TR/annotation-model/#css-styling – the style is a stylesheet with a value.
json::value upgrade_stylesheet(json::value const& sheet) {
  auto const* object = sheet.if_object();
  if (object == nullptr) return sheet;
  json::object styled;
  if (auto const id = uri_of(*object); !id.empty()) styled["id"] = id;
  styled["type"] = "CssStylesheet";
  if (auto const* chars = object->if_contains("chars")) styled["value"] = *chars;
  return styled;
}

void upgrade_member(std::string_view key, json::value const& value, UpgradedResource const& annotation,
                    AnnotationPlace const& place, Upgrading& upgrading) {
  if (key == "resource") {
    if (auto body = upgrade_body(value, pointer_to(place.pointer, key), upgrading); !body.is_null())
      annotation.out["body"] = std::move(body);
  } else if (key == "on") {
    if (auto target = upgrade_target(value, pointer_to(place.pointer, key), upgrading); !target.is_null())
      annotation.out["target"] = std::move(target);
  } else if (key == "stylesheet") {
    annotation.out["stylesheet"] = upgrade_stylesheet(value);
  } else if (key != "motivation") {
    upgrade_property(key, value, annotation, upgrading);
  }
}

bool is_page_member(std::string_view key) {
  return key == "label" || key == "next" || key == "prev" || key == "first" || key == "last" || key == "startIndex" ||
         key == "within" || key == "rendering" || key == "service" || key == "thumbnail";
}

void upgrade_page_member(std::string_view key, json::value const& value, UpgradedResource const& page,
                         Upgrading& upgrading) {
  auto const pointer = pointer_to(page.pointer, key);
  if (key == "next" || key == "prev" || key == "first" || key == "last") {
    page.out[key] = json::object{{"id", uri_of(value)}, {"type", "AnnotationPage"}};
  } else if (is_page_member(key)) {
    upgrade_property(key, value, page, upgrading);
  } else if (key != "resources" && !key.starts_with('@')) {
    upgrading.losses.push_back({pointer, std::string(key), "an annotation page has no such property in 3.0"});
  }
}

}  // namespace

json::object upgrade_annotation(json::object const& annotation, AnnotationPlace const& place, Upgrading& upgrading) {
  auto const written = uri_of(annotation);
  auto const id = written.empty() ? place.id : std::string(written);
  json::object out{{"id", id}, {"type", "Annotation"}, {"motivation", nullptr}};
  UpgradedResource const resource{out, place.pointer, "Annotation", id};
  for (auto const& [key, value] : annotation)
    upgrade_member(key, value, resource, place, upgrading);
  if (!out.contains("target") && !place.target.empty()) out["target"] = place.target;
  auto const* motivation = annotation.if_contains("motivation");
  out["motivation"] =
      upgrade_motivation(motivation == nullptr ? json::value(nullptr) : *motivation, is_textual_body(out));
  if (out.at("motivation").is_null()) out.erase("motivation");
  return out;
}

json::object upgrade_annotation_list(Entry const& list, std::string const& canvas, Upgrading& upgrading) {
  auto const id = std::string(uri_of(*list.value));
  json::object out{{"id", id}, {"type", "AnnotationPage"}};
  auto const* object = list.value->if_object();
  if (object == nullptr) return out;
  UpgradedResource const page{out, list.pointer, "AnnotationPage", id};
  for (auto const& [key, value] : *object)
    upgrade_page_member(key, value, page, upgrading);
  if (!object->contains("resources") && !canvas.empty()) return out;

  json::array items;
  for (auto const& entry : entries_of(*object, "resources", list.pointer)) {
    auto const* annotation = entry.value->if_object();
    if (annotation == nullptr) {
      upgrading.losses.push_back({entry.pointer, "resources", "is no annotation and was left out"});
      continue;
    }
    AnnotationPlace const place{entry.pointer, id + "#annotation-" + std::to_string(items.size() + 1), canvas};
    items.push_back(upgrade_annotation(*annotation, place, upgrading));
  }
  out["items"] = std::move(items);
  return out;
}

// https://iiif.io/api/presentation/3.0/#58-annotation-collection
//   "… a first property … the AnnotationPages are linked by next"
json::object upgrade_layer(json::object const& layer, std::string const& pointer, Upgrading& upgrading) {
  auto const id = std::string(uri_of(layer));
  json::object out{{"id", id}, {"type", "AnnotationCollection"}};
  UpgradedResource const resource{out, pointer, "AnnotationCollection", id};
  auto const page = [](std::string_view uri) { return json::object{{"id", uri}, {"type", "AnnotationPage"}}; };
  for (auto const& [key, value] : layer) {
    if (key == "first" || key == "last") {
      out[key] = page(uri_of(value));
    } else if (key != "otherContent") {
      upgrade_property(key, value, resource, upgrading);
    }
  }
  auto const lists = entries_of(layer, "otherContent", pointer);
  if (lists.empty()) return out;
  if (!out.contains("first")) out["first"] = page(uri_of(*lists.front().value));
  if (!out.contains("last")) out["last"] = page(uri_of(*lists.back().value));
  for (std::size_t i = 1; i + 1 < lists.size(); ++i)
    upgrading.losses.push_back({lists[i].pointer, "otherContent", "3.0 names the first and the last page only"});
  return out;
}

}  // namespace triforium::presentation::v2
