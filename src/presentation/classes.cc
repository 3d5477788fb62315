#include "presentation/classes.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "presentation/tree.h"

namespace triforium::presentation {

namespace {

// The classes that annotations and ranges refer to.
std::string_view structural_class(std::string_view type) {
  static constexpr std::array<std::string_view, 7> classes = {
      "Canvas", "Manifest", "Collection", "Range", "Annotation", "AnnotationPage", "AnnotationCollection"};
  auto const found = std::ranges::find(classes, type);
  return found == classes.end() ? std::string_view{} : *found;
}

struct Ending {
  std::string_view extension, type;
};

constexpr std::array<Ending, 18> endings = {{{"jpg", "Image"},
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

}  // namespace

bool is_timeline(boost::json::object const& canvas) {
  return has_type(canvas, "Canvas") && canvas.contains("duration") && !canvas.contains("height") &&
         !canvas.contains("width");
}

std::string_view class_of_uri(std::string_view uri) {
  auto const path = uri.substr(0, uri.find_first_of("?#"));
  auto const dot = path.rfind('.');
  if (dot == std::string_view::npos) return "Dataset";
  auto const extension = to_lower(path.substr(dot + 1));
  auto const found = std::ranges::find(endings, std::string_view(extension), &Ending::extension);
  return found == endings.end() ? "Dataset" : found->type;
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
  // A reference says "Canvas" also where the canvas itself turns out to be a timeline.
  if (is_timeline(resource)) {
    classes_.insert_or_assign(std::string(id), "Timeline");
  } else if (!type.empty() && !id.empty()) {
    classes_.try_emplace(std::string(id), type);
  }
  for (auto const& member : resource) {
    if (!is_opaque(member.key())) add(member.value());
  }
}

}  // namespace triforium::presentation
