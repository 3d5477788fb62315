// What annotations are about and what they say: resources, choices, segments and selectors.
#include <algorithm>
#include <array>
#include <utility>

#include "presentation/v2/upgrade_annotations.h"

namespace triforium::presentation::v2 {
namespace {

bool has_class(json::object const& object, std::string_view name) {
  return is_class(object, "@type", name);
}

// https://www.w3.org/TR/annotation-model/#embedded-textual-body
json::object textual_body(json::object const& text, std::string const& pointer, Upgrading& upgrading) {
  json::object body;
  if (auto const id = uri_of(text); !id.empty()) body["id"] = id;
  body["type"] = "TextualBody";
  // "A Textual Body must have exactly one value".
  auto const* chars = text.if_contains("chars");
  if (chars == nullptr) chars = text.if_contains("value");
  body["value"] = chars != nullptr && chars->is_string() ? *chars : json::value("");
  if (chars == nullptr) upgrading.losses.push_back({pointer, "chars", "there is no text; it was taken as empty"});
  if (has_class(text, "Tag")) body["purpose"] = "tagging";
  for (auto const& [key, value] : text)
    if (!key.starts_with('@') && key != "chars" && key != "value") body[key] = value;
  return body;
}

// https://iiif.io/api/presentation/2.1/#choice-of-alternative-resources
json::value choice_body(json::object const& choice, std::string const& pointer, Upgrading& upgrading) {
  json::array items;
  for (std::string_view const key : {"default", "item", "members"})
    for (auto const& entry : entries_of(choice, key, pointer)) {
      // "rdf:nil": nothing at all, as a choice. 3.0 has no word for it.
      if (uri_of(*entry.value) == "rdf:nil") {
        upgrading.losses.push_back({entry.pointer, std::string(key), "3.0 cannot offer nothing as a choice"});
      } else if (auto item = upgrade_body(*entry.value, entry.pointer, upgrading); !item.is_null()) {
        items.push_back(std::move(item));
      }
    }
  json::object body{{"type", "Choice"}, {"items", std::move(items)}};
  if (auto const id = uri_of(choice); !id.empty()) body["id"] = id;
  return body;
}

// https://www.w3.org/TR/annotation-model/#selectors
constexpr std::array<std::string_view, 12> kSelectors = {
    "FragmentSelector",     "SvgSelector",          "ImageApiSelector",     "PointSelector",
    "TextQuoteSelector",    "TextPositionSelector", "CssSelector",          "XPathSelector",
    "DataPositionSelector", "RangeSelector",        "AudioContentSelector", "VisualContentSelector"};

json::value one_selector(json::object const& selector) {
  json::object out;
  if (auto const id = uri_of(selector); !id.empty()) out["id"] = id;
  out["type"] = "FragmentSelector";
  for (auto const name : kSelectors)
    if (has_class(selector, name)) out["type"] = name;
  bool const is_fragment = out.at("type") == "FragmentSelector";
  for (auto const& [key, value] : selector) {
    if (key == "chars") {
      out["value"] = value;
    } else if (!key.starts_with('@')) {
      out[key] = value;
    }
  }
  if (is_fragment && !out.contains("conformsTo") && text_of(out, "value").find('=') != std::string_view::npos)
    out["conformsTo"] = "http://www.w3.org/TR/media-frags/";
  return out;
}

json::value upgrade_selector(json::value const& selector, std::string const& pointer, Upgrading& upgrading) {
  json::array selectors;
  for (auto const& entry : entries_of(selector, pointer)) {
    auto const* object = entry.value->if_object();
    if (object == nullptr) {
      upgrading.losses.push_back({entry.pointer, "selector", "is no selector and was left out"});
    } else if (has_class(*object, "Choice")) {
      // "If multiple Selectors are given, they should select the same content": that is what the choice meant.
      for (std::string_view const key : {"default", "item"})
        for (auto const& choice : entries_of(*object, key, entry.pointer))
          if (auto const* one = choice.value->if_object()) selectors.push_back(one_selector(*one));
    } else {
      selectors.push_back(one_selector(*object));
    }
  }
  return selectors.empty() ? json::value(nullptr) : unwrap_single(std::move(selectors));
}

// What 2.1 calls `full` is the source. `style` names a class of the stylesheet.
json::object specific_resource(json::object const& specific, json::value source, std::string const& pointer,
                               Upgrading& upgrading) {
  json::object out;
  if (auto const id = uri_of(specific); !id.empty()) out["id"] = id;
  out["type"] = "SpecificResource";
  out["source"] = std::move(source);
  for (auto const& [key, value] : specific) {
    if (key.starts_with('@') || key == "full") continue;
    if (key == "selector") {
      if (auto selector = upgrade_selector(value, pointer_to(pointer, key), upgrading); !selector.is_null())
        out["selector"] = std::move(selector);
    } else {
      out[key == "style" ? "styleClass" : std::string_view(key)] = value;
    }
  }
  return out;
}

json::value upgrade_one_body(Entry const& entry, Upgrading& upgrading) {
  auto const* object = entry.value->if_object();
  if (object != nullptr && has_class(*object, "Choice")) return choice_body(*object, entry.pointer, upgrading);
  bool const is_text = object != nullptr && (object->contains("chars") || has_class(*object, "ContentAsText"));
  if (is_text) return textual_body(*object, entry.pointer, upgrading);
  if (object != nullptr && has_class(*object, "SpecificResource") && object->contains("full")) {
    auto source = upgrade_body(object->at("full"), pointer_to(entry.pointer, "full"), upgrading);
    return specific_resource(*object, std::move(source), entry.pointer, upgrading);
  }
  if (uri_of(*entry.value).empty()) {
    upgrading.losses.push_back({entry.pointer, "resource", "3.0 demands an id; without one it was left out"});
    return nullptr;
  }
  return upgrade_file(entry, "Dataset", upgrading);
}

json::object canvas_within(std::string_view canvas, json::value const& manifest) {
  return {{"id", canvas},
          {"type", "Canvas"},
          {"partOf", json::array{json::object{{"id", uri_of(manifest)}, {"type", "Manifest"}}}}};
}

// The canvas that an annotation is about a part of; of what else is said of it there, the manifest it is in.
json::value target_source(json::value const& full, std::string const& pointer, Upgrading& upgrading) {
  auto const* object = full.if_object();
  if (object == nullptr) return full;
  for (auto const& [key, value] : *object)
    if (!key.starts_with('@') && key != "within")
      upgrading.losses.push_back({pointer_to(pointer_to(pointer, "full"), key), std::string(key),
                                  "3.0 names what an annotation is about, and says no more of it"});
  auto const* within = object->if_contains("within");
  if (within == nullptr || uri_of(*within).empty()) return json::value(uri_of(full));
  return canvas_within(uri_of(full), *within);
}

// A whole canvas, or a part by its fragment, stays text. What says more about the canvas keeps that.
json::value upgrade_one_target(Entry const& entry, Upgrading& upgrading) {
  auto const uri = uri_of(*entry.value);
  auto const* object = entry.value->if_object();
  auto const* full = object == nullptr ? nullptr : object->if_contains("full");
  if (full != nullptr) {
    if (!uri_of(*full).empty())
      return specific_resource(*object, target_source(*full, entry.pointer, upgrading), entry.pointer, upgrading);
  }
  if (uri.empty()) {
    upgrading.losses.push_back({entry.pointer, "on", "3.0 demands an id; without one it was left out"});
    return nullptr;
  }
  auto const* within = object == nullptr ? nullptr : object->if_contains("within");
  auto const [canvas, fragment] = split_fragment(uri);
  if (within == nullptr || uri_of(*within).empty()) return json::value(uri);
  json::object part{{"type", "SpecificResource"}, {"source", canvas_within(canvas, *within)}};
  if (!fragment.empty()) part["selector"] = json::object{{"type", "FragmentSelector"}, {"value", fragment}};
  return part;
}

template <typename Convert>
json::value upgrade_each(json::value const& value, std::string const& pointer, Convert convert) {
  json::array converted;
  for (auto const& entry : entries_of(value, pointer))
    if (auto one = convert(entry); !one.is_null()) converted.push_back(std::move(one));
  return converted.empty() ? json::value(nullptr) : unwrap_single(std::move(converted));
}

}  // namespace

json::value upgrade_body(json::value const& resource, std::string const& pointer, Upgrading& upgrading) {
  return upgrade_each(resource, pointer, [&](Entry const& entry) { return upgrade_one_body(entry, upgrading); });
}

json::value upgrade_target(json::value const& on, std::string const& pointer, Upgrading& upgrading) {
  return upgrade_each(on, pointer, [&](Entry const& entry) { return upgrade_one_target(entry, upgrading); });
}

}  // namespace triforium::presentation::v2
