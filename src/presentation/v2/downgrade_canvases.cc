#include "presentation/v2/downgrade_canvases.h"

#include <utility>

#include "presentation/v2/downgrade_annotations.h"

namespace triforium::presentation::v2 {
namespace {

constexpr int kTimelessSize = 1000;

bool is_image(json::value const& resource) {
  auto const* object = resource.if_object();
  if (object == nullptr) return false;
  if (auto const* full = object->if_contains("full")) return is_image(*full);
  if (auto const* first = object->if_contains("default")) return is_image(*first);
  return text_of(*object, "@type") == "dctypes:Image";
}

// Makes a document of it, which the canvas names.
json::object split_list(json::object list, std::string_view page, Downgrading& downgrading) {
  auto& lists = downgrading.result.lists;
  auto const& names = downgrading.names;
  auto const uri = names.list ? names.list(page, lists.size() + 1) : std::string(page);
  json::object document{{"@context", downgrading.context}};
  json::object reference{{"@id", uri}, {"@type", "sc:AnnotationList"}};
  list["@id"] = uri;
  if (auto const* label = list.if_contains("label")) reference["label"] = *label;
  for (auto& [key, value] : list)
    document.emplace(key, std::move(value));
  lists.emplace_back(uri, std::move(document));
  return reference;
}

// Where clients of 2.1 show no film, they can at least link to it.
void link_to(json::object const& resource, json::object& canvas) {
  auto const* file = &resource;
  for (std::string_view const key : {"full", "default"})
    if (auto const* inner = file->if_contains(key); inner != nullptr && inner->is_object()) file = &inner->get_object();
  auto const uri = text_of(*file, "@id");
  if (uri.empty()) return;
  json::object link{{"@id", uri}};
  for (std::string_view const key : {"format", "label"})
    if (auto const* value = file->if_contains(key)) link[key] = *value;
  if (!link.contains("label")) link["label"] = uri;
  append(canvas, "rendering", std::move(link));
}

class Paintings {
 public:
  Paintings(json::object& canvas, Downgrading& downgrading) : canvas_(canvas), downgrading_(downgrading) {}

  void add(Entry const& page) {
    auto const* object = page.value->if_object();
    if (object == nullptr) return downgrading_.lose(page.pointer, "items", "is no annotation page");
    if (first_page_.empty()) first_page_ = uri_of(*object);
    for (auto const& [key, value] : *object)
      if (key != "id" && key != "type" && key != "items")
        downgrading_.lose(pointer_to(page.pointer, key), key,
                          "2.1 paints on canvases, without pages that say something");
    for (auto const& entry : entries_of(*object, "items", page.pointer)) {
      auto const* annotation = entry.value->if_object();
      if (annotation == nullptr) {
        downgrading_.lose(entry.pointer, "items", "is no annotation");
        continue;
      }
      for (auto& one : downgrade_annotation(*annotation, entry.pointer, downgrading_))
        place(std::move(one), entry.pointer);
    }
  }

  // https://iiif.io/api/presentation/2.1/#image-resources
  //   "images: … Each is an annotation with an image"; what paints otherwise is in a list.
  void finish() {
    canvas_["images"] = std::move(images_);
    if (others_.empty()) return;
    json::object list{{"@id", ""}, {"@type", "sc:AnnotationList"}, {"resources", std::move(others_)}};
    append(canvas_, "otherContent", split_list(std::move(list), first_page_, downgrading_));
  }

 private:
  void place(json::object annotation, std::string const& pointer) {
    auto const* resource = annotation.if_contains("resource");
    if (resource != nullptr && is_image(*resource)) {
      images_.push_back(std::move(annotation));
      return;
    }
    downgrading_.lose(pointer, "body",
                      "2.1 paints images; this is in a list in otherContent, and linked as a rendering");
    if (resource != nullptr && resource->is_object()) link_to(resource->get_object(), canvas_);
    others_.push_back(std::move(annotation));
  }

  json::object& canvas_;
  Downgrading& downgrading_;
  json::array images_;
  json::array others_;
  std::string_view first_page_;
};

// https://iiif.io/api/presentation/2.1/#annotation-list
//   "Annotation Lists … must not be embedded within the manifest".
json::object downgrade_annotations(Entry const& page, Downgrading& downgrading) {
  auto const* object = page.value->if_object();
  if (object != nullptr && object->contains("items"))
    return split_list(downgrade_page(*object, page.pointer, downgrading), uri_of(*object), downgrading);
  auto const id = uri_of(*page.value);
  auto const uri = downgrading.document_uri(id);
  if (uri == id)
    downgrading.lose(page.pointer, "annotations", "is a 3.0 document elsewhere; clients of 2.1 may not read it");
  json::object reference{{"@id", uri}, {"@type", "sc:AnnotationList"}};
  DowngradedResource const resource{reference, page.pointer, "AnnotationPage"};
  if (object != nullptr)
    if (auto const* label = object->if_contains("label")) downgrade_property("label", *label, resource, downgrading);
  return reference;
}

// https://iiif.io/api/presentation/2.1/#canvas – "A canvas must have … a height and a width, … positive integers".
void demand_size(DowngradedResource const& canvas, Downgrading& downgrading) {
  bool const is_sized = canvas.out.contains("height") && canvas.out.contains("width");
  if (is_sized && positive_integer(canvas.out.at("height")) && positive_integer(canvas.out.at("width"))) return;
  canvas.out["height"] = kTimelessSize;
  canvas.out["width"] = kTimelessSize;
  downgrading.lose(canvas.pointer, "height", "2.1 demands a height and a width; 1000 × 1000 were written");
}

}  // namespace

json::object downgrade_canvas(json::object const& canvas, std::size_t position, std::string const& pointer,
                              Downgrading& downgrading) {
  json::object out{{"@id", uri_of(canvas)}, {"@type", "sc:Canvas"}};
  DowngradedResource const resource{out, pointer, "Canvas"};
  for (auto const& [key, value] : canvas)
    if (key != "annotations") downgrade_property(key, value, resource, downgrading);
  downgrade_gathered(canvas, resource, downgrading);
  demand_label(resource, std::to_string(position), downgrading);
  demand_size(resource, downgrading);
  Paintings paintings(out, downgrading);
  for (auto const& page : entries_of(canvas, "items", pointer))
    paintings.add(page);
  paintings.finish();
  for (auto const& page : entries_of(canvas, "annotations", pointer))
    append(out, "otherContent", downgrade_annotations(page, downgrading));
  return out;
}

}  // namespace triforium::presentation::v2
