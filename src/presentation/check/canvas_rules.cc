// Rules on canvases and on what is painted on them.
#include <array>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/targets.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;
using boost::json::value;

bool has_size(object const& canvas_) {
  return number_of(canvas_, "width") && number_of(canvas_, "height");
}

// "A Canvas must have both height and width, or neither" – "If height is present, width must be …"
void canvas_size(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const width = find_member(here.object, "width") != nullptr;
  auto const height = find_member(here.object, "height") != nullptr;
  if (width != height) findings.add(rule, here.path, "a Canvas has both “height” and “width”, or neither");
}

// "A Canvas must have a rectangular aspect ratio … and/or a duration"
void canvas_extent(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (std::string_view const name : {"width", "height", "duration"})
    if (find_member(here.object, name) != nullptr) return;
  findings.add(rule, here.path, "a Canvas needs “height” and “width”, a “duration”, or all three");
}

// "a Video … must not be associated with a Canvas without a duration by painting", and likewise for sizes.
void painting_dimension(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = painted_container(here);
  if (around == nullptr || around->type == scene) return;
  auto const kind = text_of(here.object, "type");
  auto const timed = kind == "Video" || kind == "Sound" || kind == "Audio";
  if (timed && find_member(around->object, "duration") == nullptr)
    findings.add(rule, here.path, quoted(kind) + " is painted on a Canvas without “duration”");
  // CHOICE: a Video's picture on a Canvas of sound is let pass; the official recipe 0015 has one.
  if (kind == "Image" && !has_size(around->object))
    findings.add(rule, here.path, quoted(kind) + " is painted on a Canvas without “height” and “width”");
}

std::string_view service_id(value const& service_) {
  if (!service_.is_object()) return {};
  auto const id = text_of(service_.get_object(), "id");
  return id.empty() ? text_of(service_.get_object(), "@id") : id;
}

// "the id of the content resource … must be the URI of an image, not of the service"
void image_id(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto id = text_of(here.object, "id");
  auto const* services = find_array(here.object, "service");
  if (services == nullptr || text_of(here.object, "type") != "Image" || id.empty()) return;
  if (id.back() == '/') id.remove_suffix(1);
  for (auto const& service_ : *services)
    if (service_id(service_) == id)
      findings.add(rule, here.path.member("id"), quoted(id) + " is the image service, not an image");
}

// "The id … must be" unique: a client addresses canvases by them. The facts keep the first of each name.
void canvas_unique(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items == nullptr) return;
  std::unordered_set<std::string_view> seen;
  auto const path = here.path.member("items");
  std::size_t index = 0;
  for (auto const& item : *items) {
    auto const place = path.element(index++);
    auto const id = item.is_object() ? text_of(item.get_object(), "id") : std::string_view{};
    if (!id.empty() && !seen.insert(id).second)
      findings.add(rule, place.member("id"), quoted(id) + " is the name of another one as well");
  }
}

// "must not have the placeholderCanvas or accompanyingCanvas property" themselves.
void placeholder_nested(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.property != "placeholderCanvas" && here.property != "accompanyingCanvas") return;
  for (std::string_view const name : {"placeholderCanvas", "accompanyingCanvas"})
    if (find_member(here.object, name) != nullptr)
      findings.add(rule, here.path.member(name),
                   "a Canvas in " + quoted(here.property) + " has no " + quoted(name) + " of its own");
}

constexpr auto kError = Severity::error;

constexpr std::array kRules{
    ResourceRule{{"canvas-size-both-or-neither", kError, "53-canvas"}, set_of({canvas}), canvas_size, false, In::v3},
    ResourceRule{{"canvas-extent", kError, "53-canvas"}, set_of({canvas}), canvas_extent, false, In::v3},
    ResourceRule{{"canvas-id-unique", kError, "id"}, set_of({manifest}), canvas_unique},
    ResourceRule{{"member-id-unique", Severity::warning, "id"}, set_of({collection}), canvas_unique},
    ResourceRule{{"painting-dimension", kError, "53-canvas"}, set_of({content}), painting_dimension},
    ResourceRule{{"image-id-is-service", kError, "57-content-resources"}, set_of({content}), image_id},
    ResourceRule{{"placeholder-nested", kError, "placeholderCanvas"}, set_of({canvas}), placeholder_nested},
};

}  // namespace

std::span<ResourceRule const> canvas_rules() {
  return kRules;
}

}  // namespace triforium::presentation
