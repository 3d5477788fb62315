#include "presentation/classes.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "presentation/tree.h"

namespace triforium::presentation {

namespace {

// The classes that annotations and ranges refer to.
std::string_view structural_class(std::string_view type) {
  static constexpr std::array<std::string_view, 7> kClasses = {
      "Canvas", "Manifest", "Collection", "Range", "Annotation", "AnnotationPage", "AnnotationCollection"};
  auto const found = std::ranges::find(kClasses, type);
  return found == kClasses.end() ? std::string_view{} : *found;
}

struct Ending {
  std::string_view extension, type;
};

constexpr std::array<Ending, 18> kEndings = {{{"jpg", "Image"},
                                              {"jpeg", "Image"},
                                              {"png", "Image"},
                                              {"tif", "Image"},
                                              {"tiff", "Image"},
                                              {"gif", "Image"},
                                              {"webp", "Image"},
                                              {"mp3", "Audio"},
                                              {"wav", "Audio"},
                                              {"ogg", "Audio"},
                                              {"mp4", "Video"},
                                              {"webm", "Video"},
                                              {"glb", "Model"},
                                              {"gltf", "Model"},
                                              {"txt", "Text"},
                                              {"html", "Text"},
                                              {"vtt", "Text"},
                                              {"xml", "Text"}}};

bool is_model(boost::json::value const& body) {
  if (auto const* const array = body.if_array()) return array->size() == 1 && is_model(array->front());
  auto const* const object = body.if_object();
  if (object == nullptr) return false;
  if (!has_type(*object, "Choice")) return has_type(*object, "Model");
  auto const* const choices = object->if_contains("items");
  return choices != nullptr && choices->is_array() && !choices->get_array().empty() &&
         std::ranges::all_of(choices->get_array(), [](boost::json::value const& one) {
           return one.is_object() && has_type(one.get_object(), "Model");
         });
}

bool paints_model(boost::json::value const& annotation, std::string_view canvas) {
  auto const* const object = annotation.if_object();
  if (object == nullptr || !has_motivation(*object, "painting")) return false;
  auto const* const body = object->if_contains("body");
  auto const* target = object->if_contains("target");
  if (target != nullptr && target->is_array() && target->get_array().size() == 1) target = &target->get_array().front();
  auto const id = target == nullptr     ? std::string_view()
                  : target->is_string() ? std::string_view(target->get_string())
                  : target->is_object() ? text_of(target->get_object(), "id")
                                        : std::string_view();
  return body != nullptr && is_model(*body) && id == canvas;
}

}  // namespace

bool is_timeline(boost::json::object const& canvas) {
  return has_type(canvas, "Canvas") && canvas.contains("duration") && !canvas.contains("height") &&
         !canvas.contains("width");
}

bool is_scene(boost::json::object const& canvas) {
  auto const* const pages = canvas.if_contains("items");
  if (!has_type(canvas, "Canvas") || pages == nullptr || !pages->is_array()) return false;
  std::size_t models = 0;
  for (auto const& page : pages->get_array()) {
    auto const* const object = page.if_object();
    auto const* const items = object == nullptr ? nullptr : object->if_contains("items");
    if (items == nullptr || !items->is_array()) continue;
    for (auto const& annotation : items->get_array()) {
      if (!paints_model(annotation, text_of(canvas, "id"))) return false;
      ++models;
    }
  }
  return models > 0;
}

std::string_view class_of_uri(std::string_view uri) {
  auto const path = uri.substr(0, uri.find_first_of("?#"));
  auto const dot = path.rfind('.');
  if (dot == std::string_view::npos) return "Dataset";
  auto const extension = to_lower(path.substr(dot + 1));
  auto const found = std::ranges::find(kEndings, std::string_view(extension), &Ending::extension);
  return found == kEndings.end() ? "Dataset" : found->type;
}

ClassIndex::ClassIndex(boost::json::object const& document) {
  add(document);
}

std::string_view ClassIndex::find(std::string_view uri) const {
  auto const found = classes_.find(without_fragment(uri));
  return found == classes_.end() ? std::string_view{} : found->second;
}

void ClassIndex::add(boost::json::value const& value) {
  if (auto const* const object = value.if_object()) add(*object);
  if (auto const* const array = value.if_array()) {
    for (auto const& element : *array)
      add(element);
  }
}

void ClassIndex::add(boost::json::object const& resource) {
  auto const id = without_fragment(text_of(resource, "id"));
  auto const type = structural_class(text_of(resource, "type"));
  // A reference says "Canvas" also where the canvas itself turns out to be a timeline or a scene.
  if (is_timeline(resource)) {
    classes_.insert_or_assign(std::string(id), "Timeline");
  } else if (is_scene(resource)) {
    classes_.insert_or_assign(std::string(id), "Scene");
  } else if (!type.empty() && !id.empty()) {
    classes_.try_emplace(std::string(id), type);
  }
  for (auto const& member : resource) {
    if (!is_opaque(member.key())) add(member.value());
  }
}

}  // namespace triforium::presentation
