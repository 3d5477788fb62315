#include "presentation/v2/upgrade_canvases.h"

#include <utility>

#include "presentation/v2/language.h"
#include "presentation/v2/upgrade_annotations.h"

namespace triforium::presentation::v2 {
namespace {

constexpr int kUnknownSize = 1000;

json::array upgrade_images(Entry const& images, std::string const& canvas, Upgrading& upgrading) {
  json::array painted;
  for (auto const& entry : entries_of(*images.value, images.pointer)) {
    auto const* annotation = entry.value->if_object();
    if (annotation == nullptr) {
      upgrading.losses.push_back({entry.pointer, "images", "is no annotation and was left out"});
      continue;
    }
    AnnotationPlace const place{entry.pointer, canvas + "/annotation/" + std::to_string(painted.size() + 1), canvas};
    auto painting = upgrade_annotation(*annotation, place, upgrading);
    painting["motivation"] = "painting";
    painted.push_back(std::move(painting));
  }
  return painted;
}

// https://iiif.io/api/presentation/3.0/#annotations
//   "Annotation Pages … The motivation of the Annotations must not be painting": those belong to the canvas's items.
json::object take_paintings(json::object page, json::array& painted) {
  auto* items = page.if_contains("items");
  if (items == nullptr) return page;
  json::array rest;
  for (auto& item : items->as_array()) {
    auto& target = text_of(item.as_object(), "motivation") == "painting" ? painted : rest;
    target.push_back(std::move(item));
  }
  page["items"] = std::move(rest);
  return page;
}

// The size of the first image, where the canvas says none.
void demand_size(json::object& canvas, json::array const& painted, std::string const& pointer, Upgrading& upgrading) {
  if (canvas.contains("height") && canvas.contains("width")) return;
  json::value height = kUnknownSize;
  json::value width = kUnknownSize;
  if (!painted.empty()) {
    auto const* body = painted.front().as_object().if_contains("body");
    auto const* image = body == nullptr ? nullptr : body->if_object();
    if (image != nullptr && image->contains("height") && image->contains("width")) {
      height = image->at("height");
      width = image->at("width");
    }
  }
  canvas["height"] = std::move(height);
  canvas["width"] = std::move(width);
  upgrading.losses.push_back(
      {pointer, "height", "the canvas has no size; its first image's was taken, or 1000 × 1000"});
}

}  // namespace

json::object upgrade_canvas(json::object const& canvas, std::string const& pointer, Upgrading& upgrading) {
  auto const id = std::string(uri_of(canvas));
  json::object out{{"id", id}, {"type", "Canvas"}};
  UpgradedResource const resource{out, pointer, "Canvas", id};
  json::array painted;
  for (auto const& [key, value] : canvas) {
    if (key == "images") {
      for (auto& painting : upgrade_images({&value, pointer_to(pointer, key)}, id, upgrading))
        painted.push_back(std::move(painting));
    } else if (key == "otherContent") {
      for (auto const& list : entries_of(value, pointer_to(pointer, key)))
        append(out, "annotations", take_paintings(upgrade_annotation_list(list, id, upgrading), painted));
    } else {
      upgrade_property(key, value, resource, upgrading);
    }
  }
  demand_size(out, painted, pointer, upgrading);
  json::array pages;
  if (!painted.empty())
    pages.push_back(json::object{{"id", id + "/page/1"}, {"type", "AnnotationPage"}, {"items", std::move(painted)}});
  out["items"] = std::move(pages);
  return out;
}

void demand_label(UpgradedResource const& resource, Upgrading& upgrading) {
  if (resource.out.contains("label")) return;
  resource.out["label"] = plain_text(resource.id);
  upgrading.losses.push_back({resource.pointer, "label", "3.0 demands a label; its id stands for it"});
}

}  // namespace triforium::presentation::v2
