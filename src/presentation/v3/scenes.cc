#include "presentation/v3/scenes.h"

#include <string_view>
#include <utility>

#include "presentation/tree.h"

namespace triforium::presentation {

namespace json = boost::json;

namespace {

// A Scene has no size, a Canvas must have one; 3D viewers do not look at it.
constexpr int kSideOfAScene = 1000;

// Calls `visit` with each annotation on the pages of `items`.
template <typename Visit>
void each_annotation(json::value* pages, Visit visit) {
  if (pages == nullptr || !pages->is_array()) return;
  for (auto& page : pages->get_array()) {
    auto* const items = page.is_object() ? page.get_object().if_contains("items") : nullptr;
    if (items == nullptr || !items->is_array()) continue;
    for (auto& annotation : items->get_array()) {
      if (annotation.is_object()) visit(annotation.get_object());
    }
  }
}

json::object const* model_of(json::object const& annotation) {
  auto const* const body = annotation.if_contains("body");
  auto const* object = body == nullptr ? nullptr : body->if_object();
  while (object != nullptr && has_type(*object, "SpecificResource")) {
    auto const* const source = object->if_contains("source");
    object = source == nullptr ? nullptr : source->if_object();
  }
  return object != nullptr && has_type(*object, "Model") ? object : nullptr;
}

json::object rendering_of(json::object const& model) {
  json::object rendering{{"id", text_of(model, "id")}, {"type", "Model"}};
  auto const* const label = model.if_contains("label");
  rendering.emplace("label", label != nullptr ? *label : json::value(json::object{{"en", json::array{"3D model"}}}));
  auto const* const format = model.if_contains("format");
  if (format != nullptr) rendering.emplace("format", *format);
  return rendering;
}

void offer_models(json::object& canvas) {
  json::array renderings;
  each_annotation(canvas.if_contains("items"), [&](json::object const& annotation) {
    if (auto const* const model = model_of(annotation)) renderings.push_back(rendering_of(*model));
  });
  if (renderings.empty()) return;
  auto& all = canvas["rendering"];
  if (!all.is_array()) all = json::array();
  for (auto& rendering : renderings)
    all.get_array().push_back(std::move(rendering));
}

bool shows_something(json::object const& placeholder) {
  auto const* const items = placeholder.if_contains("items");
  return items != nullptr && items->is_array() && !items->get_array().empty() && placeholder.contains("height") &&
         placeholder.contains("width");
}

void show_placeholder(json::object& canvas, json::object placeholder) {
  canvas["height"] = placeholder.at("height");
  canvas["width"] = placeholder.at("width");
  canvas["items"] = std::move(placeholder.at("items"));
  json::value const id(text_of(canvas, "id"));
  each_annotation(canvas.if_contains("items"), [&](json::object& annotation) { annotation["target"] = id; });
}

}  // namespace

void paint_scene(json::object& canvas) {
  if (!canvas.contains("items")) return;
  offer_models(canvas);
  auto* const placeholder = canvas.if_contains("placeholderCanvas");
  if (placeholder != nullptr && placeholder->is_object() && shows_something(placeholder->get_object())) {
    auto shown = std::move(placeholder->get_object());
    json::object rest;
    for (auto& member : canvas) {
      if (member.key() != "placeholderCanvas") rest.emplace(member.key(), std::move(member.value()));
    }
    canvas = std::move(rest);
    show_placeholder(canvas, std::move(shown));
    return;
  }
  canvas.emplace("height", kSideOfAScene);
  canvas.emplace("width", kSideOfAScene);
}

}  // namespace triforium::presentation
