#include "presentation/v3/write.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "presentation/context.h"
#include "presentation/tree.h"
#include "presentation/v3/collections.h"
#include "presentation/v3/scenes.h"

namespace triforium::presentation {

namespace json = boost::json;

namespace {

std::string_view renamed_key(std::string_view key) {
  if (key == "placeholderContainer") return "placeholderCanvas";
  if (key == "accompanyingContainer") return "accompanyingCanvas";
  return key;
}

std::string_view renamed_type(std::string_view type) {
  if (type == "Timeline" || type == "Scene") return "Canvas";
  if (type == "Audio") return "Sound";
  if (type == "CollectionPage") return "Collection";
  return type;
}

bool is_only_in_v4(std::string_view key) {
  static constexpr std::array<std::string_view, 11> kKeys = {
      "transform", "action",          "scope",        "exclude",       "position",       "provides",
      "fileSize",  "backgroundColor", "spatialScale", "temporalScale", "interactionMode"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

bool is_only_in_space(std::string_view type) {
  return type.ends_with("Camera") || type.ends_with("Light") || type == "AmbientAudio" || type == "PointAudio" ||
         type == "SpotAudio";
}

// The class of what a SpecificResource is about, however deep.
std::string_view class_behind(json::value const* value) {
  auto const* object = value == nullptr ? nullptr : value->if_object();
  while (object != nullptr && has_type(*object, "SpecificResource")) {
    auto const* const source = object->if_contains("source");
    object = source == nullptr ? nullptr : source->if_object();
  }
  return object == nullptr ? std::string_view{} : text_of(*object, "type");
}

// {"id", "type"} and nothing else, which 3.0 writes as text.
bool is_bare(json::value const& value, std::string_view type) {
  auto const* const object = value.if_object();
  return object != nullptr && object->size() == 2 && has_type(*object, type) && !text_of(*object, "id").empty();
}

bool is_bare_container(json::value const& value) {
  return is_bare(value, "Canvas");
}

json::value unwrapped(json::value value) {
  auto* const array = value.if_array();
  return array != nullptr && array->size() == 1 ? json::value(std::move(array->front())) : value;
}

class Writer {
 public:
  explicit Writer(Contexts& contexts) : contexts_(contexts) {}

  json::value resource(json::object const& in, Place place);
  Losses take_losses() { return std::move(losses_); }

 private:
  json::value any(json::value const& in, Place const& place);
  json::value property(json::object const& owner, std::string_view key, json::value const& in, Place const& place);
  json::value one(json::value const& in, Place const& place);
  json::value several(json::object const& in, Place const& place);
  json::value selectors(json::value const& in, Place const& place);
  json::value selector(json::value const& in);
  void write_type(json::object const& in, json::object& out, Place const& place);
  bool is_left_out(json::value const& in, Place const& place);
  void lose(Place const& place, std::string_view property, std::string_view why);

  Contexts& contexts_;
  Losses losses_;
  bool in_scene_ = false;
  bool in_body_ = false;  // of an annotation
};

void Writer::lose(Place const& place, std::string_view property, std::string_view why) {
  losses_.push_back({place.pointer(), std::string(property), std::string(why)});
}

void Writer::write_type(json::object const& in, json::object& out, Place const& place) {
  auto const type = text_of(in, "type");
  if (type == "CollectionPage") lose(place, "type", "Presentation 3 has no pages of collections: it is a Collection");
  if (type == "Scene" && in.contains("items"))
    lose(place, "type", "Presentation 3 has no space: the Scene is a Canvas with its picture or its model");
  out.emplace("type", renamed_type(type));
}

json::value Writer::resource(json::object const& in, Place place) {
  bool const is_specific = has_type(in, "SpecificResource");
  std::string const minted = is_specific ? place.minted_id() : std::string();
  if (auto const id = text_of(in, "id"); !id.empty()) place.name(id);
  bool const outer = std::exchange(in_scene_, has_type(in, "Scene") || (in_scene_ && !in.contains("height")));
  auto const lost_before = losses_.size();
  json::object out;
  out.reserve(in.size());
  for (auto const& member : in) {
    std::string_view const key = member.key();
    if (key == "@context" || (key == "id" && is_specific && member.value() == json::value(minted))) continue;
    if (key == "type" && member.value().is_string()) {
      write_type(in, out, place);
    } else if (is_only_in_v4(key)) {
      lose(Place(place, key), key, "Presentation 3 has no such property");
    } else if (auto written = property(in, key, member.value(), Place(place, key)); !written.is_null()) {
      out.emplace(renamed_key(key), std::move(written));
    } else if (member.value().is_null()) {
      out.emplace(key, nullptr);
    }
  }
  in_scene_ = outer;
  if (has_type(in, "Scene")) paint_scene(out);
  if (is_paged(in)) list_pages(in, out, place, losses_);
  // Where its selector or transform was lost, what is left says no more than its source does.
  bool const is_empty = is_specific && losses_.size() > lost_before && out.contains("source") &&
                        out.size() == std::size_t(out.contains("id") ? 3 : 2);
  if (!is_empty) return out;
  if (out.contains("id")) lose(place, "id", "without its selector the part is the whole, which has its own id");
  return std::move(out.at("source"));
}

json::value Writer::property(json::object const& owner, std::string_view key, json::value const& in,
                             Place const& place) {
  if (key == "navPlace") contexts_.add(kContextOfNavPlace);
  if (is_opaque(key)) return in;
  if (key == "motivation") return unwrapped(in);
  if (has_type(owner, "Annotation") && (key == "body" || key == "target")) {
    auto const outer = std::exchange(in_body_, key == "body");
    auto written = one(in, place);
    in_body_ = outer;
    return key == "target" && is_bare_container(written) ? std::move(written.get_object().at("id")) : written;
  }
  // https://www.w3.org/TR/annotation-model/#external-web-resources – a body is the Web Annotation model's: one language
  // is a text there; elsewhere "the value of this property must be an array of strings".
  if (key == "language" && in_body_) return unwrapped(in);
  if (key == "selector") return selectors(in, place);
  auto written = any(in, place);
  // "Dataset" is what reading makes of a source of which only the URI is known.
  if (key == "source" && (is_bare_container(written) || is_bare(written, "Dataset")))
    return std::move(written.get_object().at("id"));
  return written;
}

json::value Writer::any(json::value const& in, Place const& place) {
  if (auto const* const object = in.if_object()) return resource(*object, place);
  auto const* const array = in.if_array();
  if (array == nullptr) return in;
  json::array out;
  out.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    Place const here(place, i);
    if (!is_left_out((*array)[i], here)) out.push_back(any((*array)[i], here));
  }
  return out;
}

bool Writer::is_left_out(json::value const& in, Place const& place) {
  auto const* const object = in.if_object();
  if (object == nullptr || !has_type(*object, "Annotation")) return false;
  auto const body = class_behind(object->if_contains("body"));
  if (has_motivation(*object, "activating")) {
    lose(place, "type", "Presentation 3 has no interaction: the activating annotation was left out");
  } else if (is_only_in_space(body)) {
    lose(place, "type", "Presentation 3 has no space: the annotation with a " + std::string(body) + " was left out");
  } else if (in_scene_ && has_motivation(*object, "painting") && body != "Model") {
    lose(place, "type", "Presentation 3 has no space: of what is painted there only the models are kept");
  } else {
    return false;
  }
  return true;
}

json::value Writer::one(json::value const& in, Place const& place) {
  auto const* const object = in.if_object();
  if (object == nullptr) return any(in, place);
  auto const type = text_of(*object, "type");
  auto const* const items = object->if_contains("items");
  if (items == nullptr || !items->is_array()) return resource(*object, place);
  if (type == "Independents") return several(*object, place);
  if (type != "List" && type != "Composite") return resource(*object, place);
  lose(place, "type", "Presentation 3 cannot say that these belong together (" + std::string(type) + ")");
  return several(*object, place);
}

json::value Writer::several(json::object const& in, Place const& place) {
  Place const items(place, "items");
  json::array out;
  auto const& all = in.at("items").get_array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto written = one(all[i], Place(items, i));
    out.push_back(is_bare_container(written) ? std::move(written.get_object().at("id")) : std::move(written));
  }
  return out;
}

// Null where none of them means anything to 3.0.
json::value Writer::selectors(json::value const& in, Place const& place) {
  auto const* const array = in.if_array();
  if (array == nullptr) return selector(in);
  json::array out;
  for (auto const& element : *array) {
    auto const* const object = element.if_object();
    bool const is_spatial = object != nullptr && (object->contains("z") || has_type(*object, "WktSelector") ||
                                                  has_type(*object, "AnimationSelector"));
    if (!is_spatial) out.push_back(selector(element));
  }
  if (out.size() < array->size())
    lose(place, "selector", "Presentation 3 has no points in space: it is about the whole");
  return out.empty() && !array->empty() ? json::value() : unwrapped(std::move(out));
}

json::value Writer::selector(json::value const& in) {
  auto const* const object = in.if_object();
  if (object == nullptr) return in;
  json::object out;
  bool const is_point = has_type(*object, "PointSelector");
  for (auto const& member : *object) {
    std::string_view const key = member.key();
    out.emplace(is_point && key == "instant" ? std::string_view("t") : key, selector(member.value()));
  }
  return out;
}

}  // namespace

Converted write_v3(Model const& model) {
  Contexts contexts;
  if (auto const* const context = model.tree.if_contains("@context")) contexts.hoist(*context);
  Writer writer(contexts);
  auto written = writer.resource(model.tree, Place());
  auto tree = written.is_object() ? std::move(written.get_object()) : json::object();
  auto losses = model.losses;
  for (auto& loss : writer.take_losses())
    losses.push_back(std::move(loss));
  return {contexts.put_first(std::move(tree), kContextOfV3), std::move(losses)};
}

}  // namespace triforium::presentation
