#include "presentation/shape.h"

#include <string>
#include <string_view>
#include <utility>

#include "presentation/classes.h"
#include "presentation/context.h"
#include "presentation/model.h"
#include "presentation/tree.h"
namespace triforium::presentation {

namespace json = boost::json;

namespace {

std::string_view renamed_key(std::string_view key) {
  if (key == "placeholderCanvas") return "placeholderContainer";
  if (key == "accompanyingCanvas") return "accompanyingContainer";
  return key;
}

json::array in_array(json::value value) {
  if (value.is_array()) return std::move(value.get_array());
  json::array array;
  array.push_back(std::move(value));
  return array;
}

class Shaper {
 public:
  Shaper(ClassIndex const& index, Contexts& contexts) : index_(index), contexts_(contexts) {}

  json::object resource(json::object in, Place place);
  Losses take_losses() { return std::move(losses_); }

 private:
  json::value any(json::value in, Place const& place);
  json::value property(json::object const& owner, std::string_view key, json::value in, Place const& place);
  json::value one(json::value in, Place const& place);
  json::object several(json::array in, Place const& place);
  json::object reference(std::string_view uri) const;
  json::value source(json::value in, Place const& place);
  json::value selector(json::value in);
  std::string_view type_of(json::object const& in) const;

  ClassIndex const& index_;
  Contexts& contexts_;
  Losses losses_;
  bool in_target_ = true;  // `start` and the items of ranges point like targets
};

// A Canvas that has time and no space is what 4.0 calls a Timeline, one that shows a model a Scene; references follow.
std::string_view Shaper::type_of(json::object const& in) const {
  auto const type = text_of(in, "type");
  if (type == "Sound") return "Audio";
  if (type != "Canvas") return type;
  if (is_timeline(in)) return "Timeline";
  if (is_scene(in)) return "Scene";
  auto const known = index_.find(text_of(in, "id"));
  return known == "Timeline" || known == "Scene" ? known : type;
}

json::object Shaper::resource(json::object in, Place place) {
  std::string const id(text_of(in, "id"));
  if (!id.empty()) place.name(id);
  json::object out;
  out.reserve(in.size() + 1);
  // "id: … SpecificResources MUST have the id property"
  if (id.empty() && has_type(in, "SpecificResource")) out.emplace("id", place.minted_id());
  std::string const type(type_of(in));
  for (auto& member : in) {
    std::string_view const key = member.key();
    // "A Scene … has infinite height (y axis), width (x axis) and depth": what 3.0 gave it means nothing.
    if (type == "Scene" && (key == "height" || key == "width")) {
      losses_.push_back({Place(place, key).pointer(), std::string(key), "a Scene of Presentation 4 has no end"});
      continue;
    }
    if (key == "@context") {
      contexts_.hoist(member.value());
    } else if (key == "type") {
      member.value().is_string() ? out.emplace("type", type) : out.emplace("type", std::move(member.value()));
    } else if (key == "bodyValue" && member.value().is_string()) {
      // bodyValue is prohibited; its meaning is given by https://www.w3.org/TR/annotation-model/#string-body
      out.emplace("body", json::object{{"type", "TextualBody"}, {"value", member.value()}, {"format", "text/plain"}});
    } else {
      out.emplace(renamed_key(key), property(in, key, std::move(member.value()), Place(place, key)));
    }
  }
  return out;
}

json::value Shaper::property(json::object const& owner, std::string_view key, json::value in, Place const& place) {
  if (key == "service" || key == "services") contexts_.hoist_from_services(in);
  if (is_opaque(key)) return in;
  bool const is_annotation = has_type(owner, "Annotation") || (owner.contains("motivation") && key != "items");
  if (is_annotation && key == "motivation") return in_array(std::move(in));
  if (is_annotation && (key == "body" || key == "target")) {
    bool const outer = std::exchange(in_target_, key == "target");
    auto out = one(std::move(in), place);
    in_target_ = outer;
    return out;
  }
  if (key == "language" && in.is_string()) return in_array(std::move(in));
  if (key == "source") return source(std::move(in), place);
  if (key == "selector") return selector(in_array(std::move(in)));
  return any(std::move(in), place);
}

json::value Shaper::any(json::value in, Place const& place) {
  if (auto* const object = in.if_object()) return resource(std::move(*object), place);
  if (auto* const array = in.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i)
      (*array)[i] = any(std::move((*array)[i]), Place(place, i));
  }
  return in;
}

// https://iiif.io/api/presentation/4.0/model/#body
//   exactly one JSON object, with a type, stands there.
json::value Shaper::one(json::value in, Place const& place) {
  if (in.is_string()) return reference(in.get_string());
  if (auto* const array = in.if_array()) {
    if (array->size() == 1) return one(std::move(array->front()), place);
    return several(std::move(*array), place);
  }
  auto* const object = in.if_object();
  if (object == nullptr) return in;
  auto out = resource(std::move(*object), place);
  if (!out.contains("type"))
    out.emplace("type", out.contains("value") ? "TextualBody" : class_of_uri(text_of(out, "id")));
  return out;
}

// Several bodies are each related to each target:
// https://www.w3.org/TR/annotation-model/#cardinality-of-bodies-and-targets
json::object Shaper::several(json::array in, Place const& place) {
  Place const items(place, "items");
  for (std::size_t i = 0; i < in.size(); ++i)
    in[i] = one(std::move(in[i]), Place(items, i));
  return {{"id", place.minted_id()}, {"type", "Independents"}, {"items", std::move(in)}};
}

json::object Shaper::reference(std::string_view uri) const {
  auto type = index_.find(uri);
  if (type.empty()) type = in_target_ ? "Canvas" : class_of_uri(uri);
  return {{"id", uri}, {"type", type}};
}

// A draft of 4.0 had an array here, and 3D manifests still do.
json::value Shaper::source(json::value in, Place const& place) {
  if (in.is_string()) return reference(in.get_string());
  if (auto* const array = in.if_array(); array != nullptr && array->size() == 1)
    return source(std::move(array->front()), place);
  return any(std::move(in), place);
}

// PointSelector calls `instant` what was `t`.
json::value Shaper::selector(json::value in) {
  if (auto* const array = in.if_array()) {
    for (auto& element : *array)
      element = selector(std::move(element));
    return in;
  }
  auto* const object = in.if_object();
  if (object == nullptr) return in;
  json::object out;
  bool const is_point = has_type(*object, "PointSelector");
  for (auto& member : *object) {
    std::string_view const key = member.key();
    out.emplace(is_point && key == "t" ? std::string_view("instant") : key, selector(std::move(member.value())));
  }
  return out;
}

}  // namespace

Model in_shape(json::object document) {
  ClassIndex const index(document);
  Contexts contexts;
  Shaper shaper(index, contexts);
  auto tree = shaper.resource(std::move(document), Place());
  return {contexts.put_first(std::move(tree), kContextOfV4), shaper.take_losses()};
}

}  // namespace triforium::presentation
