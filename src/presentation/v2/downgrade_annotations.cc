#include "presentation/v2/downgrade_annotations.h"

#include <utility>

namespace triforium::presentation::v2 {
namespace {

// https://www.w3.org/TR/annotation-model/#motivation-and-purpose; painting is IIIF's own, in its own prefix.
json::value downgrade_motivation(json::value const& motivation, std::string const& pointer, Downgrading& downgrading) {
  json::array names;
  for (auto const& entry : entries_of(motivation, pointer)) {
    auto const name = uri_of(*entry.value);
    if (name == "painting" || name == "supplementing") {
      // https://iiif.io/api/presentation/2.1/#annotation-list – 2.1 paints transcriptions.
      names.push_back("sc:painting");
    } else if (name.find(':') != std::string_view::npos) {
      names.push_back(json::value(name));
    } else if (!name.empty()) {
      names.push_back(json::value("oa:" + std::string(name)));
    } else {
      downgrading.lose(entry.pointer, "motivation", "is no name");
    }
  }
  return names.empty() ? json::value(nullptr) : unwrap_single(std::move(names));
}

json::value downgrade_stylesheet(json::value const& sheet) {
  auto const* object = sheet.if_object();
  if (object == nullptr) return sheet;
  json::object styled;
  if (auto const id = uri_of(*object); !id.empty()) styled["@id"] = id;
  styled["@type"] = json::array{"oa:CssStyle", "cnt:ContentAsText"};
  if (auto const* value = object->if_contains("value")) styled["chars"] = *value;
  return styled;
}

void downgrade_member(std::string_view key, json::value const& value, DowngradedResource const& annotation,
                      Downgrading& downgrading) {
  auto const pointer = pointer_to(annotation.pointer, key);
  if (key == "motivation") {
    if (auto motivation = downgrade_motivation(value, pointer, downgrading); !motivation.is_null())
      annotation.out["motivation"] = std::move(motivation);
  } else if (key == "target") {
    if (auto on = downgrade_target(value, pointer, downgrading); !on.is_null()) annotation.out["on"] = std::move(on);
  } else if (key == "stylesheet") {
    annotation.out["stylesheet"] = downgrade_stylesheet(value);
  } else if (key == "bodyValue") {
    annotation.out["resource"] =
        json::object{{"@type", "cnt:ContentAsText"}, {"format", "text/plain"}, {"chars", value}};
  } else if (key != "body") {
    downgrade_property(key, value, annotation, downgrading);
  }
}

// Told once a page: a page of text has an annotation for each word.
bool supplements(json::object const& page) {
  for (auto const& entry : entries_of(page, "items", {})) {
    auto const* annotation = entry.value->if_object();
    if (annotation == nullptr) continue;
    for (auto const& motivation : entries_of(*annotation, "motivation", {}))
      if (uri_of(*motivation.value) == "supplementing") return true;
  }
  return false;
}

json::object page_reference(json::value const& page, Downgrading& downgrading) {
  return {{"@id", downgrading.document_uri(uri_of(page))}, {"@type", "sc:AnnotationList"}};
}

}  // namespace

std::vector<json::object> downgrade_annotation(json::object const& annotation, std::string const& pointer,
                                               Downgrading& downgrading) {
  json::object common;
  if (auto const id = uri_of(annotation); !id.empty()) common["@id"] = id;
  common["@type"] = "oa:Annotation";
  DowngradedResource const resource{common, pointer, "Annotation"};
  for (auto const& [key, value] : annotation)
    downgrade_member(key, value, resource, downgrading);
  auto const bodies = entries_of(annotation, "body", pointer);
  if (bodies.empty()) return {std::move(common)};

  // https://www.w3.org/TR/annotation-model/#cardinality-of-bodies-and-targets
  //   "Each Body is considered to be equally related to each Target individually": several annotations say the same.
  std::vector<json::object> all;
  for (auto const& body : bodies) {
    auto one = common;
    if (!all.empty() && one.contains("@id"))
      one["@id"] = std::string(uri_of(common)) + "#body-" + std::to_string(all.size() + 1);
    auto converted = downgrade_body(*body.value, body.pointer, downgrading);
    if (converted.is_null()) continue;
    one["resource"] = std::move(converted);
    all.push_back(std::move(one));
  }
  return all;
}

json::object downgrade_page(json::object const& page, std::string const& pointer, Downgrading& downgrading) {
  json::object out{{"@id", downgrading.document_uri(uri_of(page))}, {"@type", "sc:AnnotationList"}};
  DowngradedResource const resource{out, pointer, "AnnotationPage"};
  for (auto const& [key, value] : page) {
    if (key == "next" || key == "prev") {
      out[key] = downgrading.document_uri(uri_of(value));
    } else {
      downgrade_property(key, value, resource, downgrading);
    }
  }
  json::array resources;
  for (auto const& entry : entries_of(page, "items", pointer)) {
    auto const* annotation = entry.value->if_object();
    if (annotation == nullptr) {
      downgrading.lose(entry.pointer, "items", "is no annotation");
      continue;
    }
    for (auto& one : downgrade_annotation(*annotation, entry.pointer, downgrading))
      resources.push_back(std::move(one));
  }
  out["resources"] = std::move(resources);
  if (supplements(page))
    downgrading.lose(pointer, "motivation", "2.1 paints transcriptions: “supplementing” became “sc:painting”");
  return out;
}

// https://iiif.io/api/presentation/2.1/#layer – "A layer must have a label".
json::object downgrade_annotation_collection(json::object const& collection, std::string const& pointer,
                                             Downgrading& downgrading) {
  json::object out{{"@id", uri_of(collection)}, {"@type", "sc:Layer"}};
  DowngradedResource const resource{out, pointer, "AnnotationCollection"};
  for (auto const& [key, value] : collection) {
    if (key == "first" || key == "last") {
      out[key] = downgrading.document_uri(uri_of(value));
    } else {
      downgrade_property(key, value, resource, downgrading);
    }
  }
  downgrade_gathered(collection, resource, downgrading);
  demand_label(resource, "Annotations", downgrading);
  for (std::string_view const key : {"first", "last"}) {
    auto const* page = collection.if_contains(key);
    if (page == nullptr) continue;
    auto const* first = collection.if_contains("first");
    bool const is_repeated = key == "last" && first != nullptr && uri_of(*first) == uri_of(*page);
    if (!is_repeated) append(out, "otherContent", page_reference(*page, downgrading));
  }
  return out;
}

}  // namespace triforium::presentation::v2
