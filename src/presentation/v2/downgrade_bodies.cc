// What annotations are about and what they say: choices, segments, selectors and text, as Open Annotation names them.
#include <algorithm>
#include <utility>

#include "presentation/v2/downgrade_annotations.h"

namespace triforium::presentation::v2 {
namespace {

// https://iiif.io/api/presentation/2.1/#embedded-content
json::object embedded_text(json::object const& body, std::string const& pointer, Downgrading& downgrading) {
  json::object text;
  if (auto const id = uri_of(body); !id.empty()) text["@id"] = id;
  bool const is_tag = text_of(body, "purpose") == "tagging";
  text["@type"] = is_tag ? json::value(json::array{"oa:Tag", "cnt:ContentAsText"}) : json::value("cnt:ContentAsText");
  for (auto const& [key, value] : body) {
    if (key == "id" || key == "type") continue;
    if (key == "value") {
      text["chars"] = value;
    } else if (key != "purpose") {
      text[key] = value;
    } else if (!is_tag) {
      downgrading.lose(pointer_to(pointer, key), "purpose", "2.1 knows what a text is for only where it is a tag");
    }
  }
  return text;
}

// https://iiif.io/api/presentation/2.1/#choice-of-alternative-resources – "a single default" and "item".
json::value choice(json::object const& body, std::string const& pointer, Downgrading& downgrading) {
  json::array items;
  for (auto const& entry : entries_of(body, "items", pointer)) {
    auto const* object = entry.value->if_object();
    if (object != nullptr && text_of(*object, "type") == "Choice") {
      downgrading.lose(entry.pointer, "items", "2.1 has no choice within a choice");
    } else if (auto item = downgrade_body(*entry.value, entry.pointer, downgrading); !item.is_null()) {
      items.push_back(std::move(item));
    }
  }
  if (items.empty()) return nullptr;
  json::object chosen{{"@type", "oa:Choice"}, {"default", std::move(items.front())}};
  if (auto const id = uri_of(body); !id.empty()) chosen["@id"] = id;
  items.erase(items.begin());
  if (!items.empty()) chosen["item"] = unwrap_single(std::move(items));
  return chosen;
}

json::object selector_of(json::object const& selector) {
  auto const type = text_of(selector, "type");
  json::object older;
  if (type == "SvgSelector") {
    older["@type"] = json::array{"oa:SvgSelector", "cnt:ContentAsText"};
  } else {
    older["@type"] = (type == "ImageApiSelector" ? "iiif:" : "oa:") + std::string(type);
  }
  if (auto const id = uri_of(selector); !id.empty()) older["@id"] = id;
  for (auto const& [key, value] : selector) {
    if (key == "type" || key == "id") continue;
    older[key == "value" && type == "SvgSelector" ? "chars" : std::string_view(key)] = value;
  }
  return older;
}

// Several selectors of the same part: 2.1's clients know a choice of them, the first as the default.
json::value selectors_of(json::value const& selectors, std::string const& pointer, Downgrading& downgrading) {
  json::array all;
  for (auto const& entry : entries_of(selectors, pointer)) {
    if (auto const* object = entry.value->if_object()) {
      all.push_back(selector_of(*object));
    } else {
      downgrading.lose(entry.pointer, "selector", "2.1 has no selectors elsewhere");
    }
  }
  if (all.size() < 2) return all.empty() ? json::value(nullptr) : std::move(all.front());
  json::object chosen{{"@type", "oa:Choice"}, {"default", std::move(all.front())}};
  all.erase(all.begin());
  chosen["item"] = unwrap_single(std::move(all));
  return chosen;
}

json::object specific(json::object const& part, json::value full, std::string const& pointer,
                      Downgrading& downgrading) {
  json::object older;
  if (auto const id = uri_of(part); !id.empty()) older["@id"] = id;
  older["@type"] = "oa:SpecificResource";
  older["full"] = std::move(full);
  for (auto const& [key, value] : part) {
    if (key == "id" || key == "type" || key == "source") continue;
    if (key == "selector") {
      if (auto selector = selectors_of(value, pointer_to(pointer, key), downgrading); !selector.is_null())
        older["selector"] = std::move(selector);
    } else if (key == "purpose") {
      downgrading.lose(pointer_to(pointer, key), "purpose", "2.1 does not tell what a resource is for");
    } else {
      older[key == "styleClass" ? "style" : std::string_view(key)] = value;
    }
  }
  return older;
}

// A rectangle of a canvas is its URI and a fragment, which every client reads.
bool is_plain_fragment(json::object const& part) {
  auto const* selector = part.if_contains("selector");
  auto const* object = selector == nullptr ? nullptr : selector->if_object();
  for (auto const& [key, value] : part)
    if (key != "id" && key != "type" && key != "source" && key != "selector") return false;
  return selector == nullptr ||
         (object != nullptr && text_of(*object, "type") == "FragmentSelector" && !text_of(*object, "value").empty());
}

// `uri`, of the resource `whole` or of a part of it, with the document that it is part of.
json::value named_target(json::value const& whole, std::string const& uri, Downgrading const& downgrading) {
  auto const* object = whole.if_object();
  auto const* parent = object == nullptr ? nullptr : object->if_contains("partOf");
  auto const wholes = parent == nullptr ? std::vector<Entry>{} : entries_of(*parent, {});
  if (wholes.empty()) return json::value(uri);
  return json::object{{"@id", uri},
                      {"@type", downgrade_class(text_of(*object, "type"))},
                      {"within", downgrading.document_uri(uri_of(*wholes.front().value))}};
}

// https://iiif.io/api/presentation/2.1/#annotation-list – "on" is a URI, and says no more of the canvas.
void lose_what_is_said_of(json::value const& target, std::string const& pointer, Downgrading& downgrading) {
  auto const* object = target.if_object();
  if (object == nullptr) return;
  bool const says_more = std::ranges::any_of(*object, [](auto const& member) {
    return member.key() != "id" && member.key() != "type" && member.key() != "partOf";
  });
  if (says_more) downgrading.lose(pointer, "target", "2.1 names what an annotation is about, and says no more of it");
}

json::value one_target(Entry const& entry, Downgrading& downgrading) {
  auto const* object = entry.value->if_object();
  auto const* source = object == nullptr ? nullptr : object->if_contains("source");
  auto const uri = std::string(source == nullptr ? uri_of(*entry.value) : uri_of(*source));
  if (uri.empty()) {
    downgrading.lose(entry.pointer, "target", "names nothing");
    return nullptr;
  }
  auto const& whole = source == nullptr ? *entry.value : *source;
  lose_what_is_said_of(whole, entry.pointer, downgrading);
  if (source != nullptr && !is_plain_fragment(*object))
    return specific(*object, named_target(whole, uri, downgrading), entry.pointer, downgrading);
  auto const* selector = source == nullptr ? nullptr : object->if_contains("selector");
  auto const on = selector == nullptr ? uri : uri + "#" + std::string(text_of(selector->get_object(), "value"));
  return named_target(whole, on, downgrading);
}

}  // namespace

json::value downgrade_body(json::value const& body, std::string const& pointer, Downgrading& downgrading) {
  auto const* object = body.if_object();
  auto const type = object == nullptr ? std::string_view{} : text_of(*object, "type");
  if (type == "TextualBody") return embedded_text(*object, pointer, downgrading);
  if (type == "Choice") return choice(*object, pointer, downgrading);
  if (type == "SpecificResource" && object->contains("source")) {
    auto full = downgrade_body(object->at("source"), pointer_to(pointer, "source"), downgrading);
    return specific(*object, std::move(full), pointer, downgrading);
  }
  if (uri_of(body).empty()) {
    downgrading.lose(pointer, "body", "names nothing");
    return nullptr;
  }
  return downgrade_file({&body, pointer}, downgrading);
}

json::value downgrade_target(json::value const& target, std::string const& pointer, Downgrading& downgrading) {
  json::array targets;
  for (auto const& entry : entries_of(target, pointer))
    if (auto one = one_target(entry, downgrading); !one.is_null()) targets.push_back(std::move(one));
  return targets.empty() ? json::value(nullptr) : unwrap_single(std::move(targets));
}

}  // namespace triforium::presentation::v2
