// Repairs of canvases, and of what is painted on them: only where the document itself says what was meant.
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/values.h"
#include "presentation/mend/repairs.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

// "https://example.org/other#xywh=1,2,3,4" → the same part of the canvas.
void aim(json::value& target, std::string_view canvas) {
  if (target.is_string()) {
    auto const fragment = fragment_of(text_of(&target));
    target = json::string(std::string(canvas) + (fragment.empty() ? "" : "#" + std::string(fragment)));
  } else if (target.is_array()) {
    for (auto& one : target.get_array())
      aim(one, canvas);
  } else if (target.is_object()) {
    auto& object = target.get_object();
    auto* const source = object.if_contains("source");
    if (source != nullptr) return aim(*source, canvas);
    object["id"] = canvas;
  }
}

// "The target … must be the Canvas's URI": whatever it says, it is painted where it stands.
std::optional<std::string> aim_at_canvas(Finding const& finding, Repairing& repairing) {
  auto const* const canvas = find_around(repairing.document, finding.pointer, "Canvas");
  auto* const target = find_place(repairing.document, finding.pointer);
  if (canvas == nullptr || target == nullptr) return std::nullopt;
  aim(*target, std::string(text_of(*canvas, "id")));
  return "became the Canvas around it";
}

void aim_at_whole(json::value& target) {
  if (target.is_string()) target = json::string(without_fragment(text_of(&target)));
  if (target.is_object()) {
    auto const* const source = target.get_object().if_contains("source");
    if (source != nullptr) target = json::value(*source);
    if (target.is_object()) target.get_object().erase("selector");
  }
  if (target.is_array())
    for (auto& one : target.get_array())
      aim_at_whole(one);
}

// A part that is not there: of what is painted the whole canvas is meant; a comment loses its place only.
std::optional<std::string> forget_part(Finding const& finding, Repairing& repairing) {
  auto* const target = find_place(repairing.document, finding.pointer);
  if (target == nullptr) return std::nullopt;
  auto const before = *target;
  aim_at_whole(*target);
  if (*target == before) return std::nullopt;
  return "became the whole Canvas";
}

// The first number `name` of what is painted on the canvas, or of its image service; null: none.
json::value painted(json::value const& here, std::string_view name, int depth = 0) {
  constexpr int kMostSteps = 12;
  if (depth > kMostSteps) return nullptr;
  if (auto const* const list = here.if_array()) {
    for (auto const& one : *list)
      if (auto found = painted(one, name, depth + 1); !found.is_null()) return found;
    return nullptr;
  }
  auto const* const object = here.if_object();
  if (object == nullptr) return nullptr;
  if (depth > 0 && number_of(*object, name).value_or(0) > 0) return object->at(name);
  for (auto const* const way : {"items", "body", "source", "service"})
    if (auto const* const next = object->if_contains(way))
      if (auto found = painted(*next, name, depth + 1); !found.is_null()) return found;
  return nullptr;
}

bool take_from_painted(json::value& canvas, std::string_view name) {
  auto& object = canvas.get_object();
  if (object.contains(name)) return true;
  auto value = painted(canvas, name);
  if (value.is_null()) return false;
  object.emplace(name, std::move(value));
  return true;
}

std::optional<std::string> take_extent(std::string_view pointer, Repairing& repairing) {
  auto* const canvas = find_place(repairing.document, pointer);
  if (canvas == nullptr || !canvas->is_object()) return std::nullopt;
  bool const has_size = take_from_painted(*canvas, "height") && take_from_painted(*canvas, "width");
  bool const has_duration = take_from_painted(*canvas, "duration");
  if (!has_size && !has_duration) return std::nullopt;
  return "has the extent of what is painted on it now";
}

std::optional<std::string> take_size(Finding const& finding, Repairing& repairing) {
  return take_extent(finding.pointer, repairing);
}

// A recording on a canvas without duration, or a picture on one without size.
std::optional<std::string> take_dimension(Finding const& finding, Repairing& repairing) {
  auto pointer = std::string_view(finding.pointer);
  for (; !pointer.empty(); pointer = parent_pointer(pointer)) {
    auto* const around = find_place(repairing.document, pointer);
    if (around != nullptr && around->is_object() && has_type(around->get_object(), "Canvas"))
      return take_extent(pointer, repairing);
  }
  return std::nullopt;
}

std::string_view service_profile(json::object const& image) {
  auto const* const services = find_array(image, "service");
  auto const* const first = services == nullptr || services->empty() ? nullptr : services->front().if_object();
  return first == nullptr ? std::string_view() : text_of(*first, "type");
}

// https://iiif.io/api/image/3.0/#42-size – "max" is in 2.1 as well, and "full" in 2 only.
std::optional<std::string> ask_service_for_image(Finding const& finding, Repairing& repairing) {
  auto* const id = find_place(repairing.document, finding.pointer);
  auto const* const image = find_place(repairing.document, parent_pointer(finding.pointer));
  if (id == nullptr || !id->is_string() || !image->is_object()) return std::nullopt;
  std::string uri(id->get_string());
  while (uri.ends_with('/'))
    uri.pop_back();
  auto const size = service_profile(image->get_object()) == "ImageService3" ? "max" : "full";
  *id = json::string(uri + "/full/" + size + "/0/default.jpg");
  return "became the whole image that the service gives";
}

// The way people write what is painted, or nothing at all.
std::optional<std::string> call_it_painting(Finding const& finding, Repairing& repairing) {
  auto* const found = find_place(repairing.document, finding.pointer);
  if (found == nullptr || !found->is_object()) return std::nullopt;
  auto& annotation = found->get_object();
  auto const motivation = to_lower(text_of(annotation, "motivation"));
  bool const is_meant = motivation.empty() || motivation.ends_with("painting");
  if (is_meant) {
    annotation["motivation"] = "painting";
    return "became “painting”";
  }
  repairing.removals.remove(repairing.document, finding.pointer);
  return "left out";
}

std::optional<std::string> call_it_supplementing(Finding const& finding, Repairing& repairing) {
  auto* const found = find_place(repairing.document, finding.pointer);
  if (found == nullptr || !found->is_object()) return std::nullopt;
  found->get_object()["motivation"] = "supplementing";
  return "became “supplementing”";
}

void rename_within(json::value& here, std::string_view from, std::string const& to, int depth = 0) {
  constexpr int kMostSteps = 64;
  if (depth > kMostSteps) return;
  if (here.is_string() && without_fragment(text_of(&here)) == from)
    here = json::string(to + std::string(text_of(&here).substr(from.size())));
  if (here.is_array())
    for (auto& one : here.get_array())
      rename_within(one, from, to, depth + 1);
  if (here.is_object())
    for (auto& member : here.get_object())
      rename_within(member.value(), from, to, depth + 1);
}

// Two pages of one name: the second is named by its place, too.
std::optional<std::string> name_by_place(Finding const& finding, Repairing& repairing) {
  auto const around = parent_pointer(finding.pointer);
  auto* const canvas = find_place(repairing.document, around);
  if (canvas == nullptr || !canvas->is_object()) return std::nullopt;
  std::string const id(text_of(canvas->get_object(), "id"));
  rename_within(*canvas, id, id + "/" + last_step(around));
  return "named by its place as well";
}

constexpr std::array kRepairs{
    NamedRepair{"painting-target", aim_at_canvas},
    NamedRepair{"region-inside-canvas", forget_part},
    NamedRepair{"time-inside-canvas", forget_part},
    NamedRepair{"canvas-extent", take_size},
    NamedRepair{"canvas-size-both-or-neither", take_size},
    NamedRepair{"painting-dimension", take_dimension},
    NamedRepair{"image-id-is-service", ask_service_for_image},
    NamedRepair{"painting-only", call_it_painting},
    NamedRepair{"painting-misplaced", call_it_supplementing},
    NamedRepair{"canvas-id-unique", name_by_place},
};

}  // namespace

Repair find_canvas_repair(std::string_view rule) {
  return find_among(kRepairs, rule);
}

}  // namespace triforium::presentation
