// One version of the Presentation API as tables: its classes, which property stands on which of them and in what shape,
// and its rules. The walk (walk.h) is the same for all.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "presentation/check/report.h"
#include "presentation/check/values.h"

namespace triforium::presentation {

// A class of resources, numbered by its dialect: its column in the table of properties.
using Class = std::uint8_t;
using Classes = std::uint32_t;  // a set of them, one bit each

constexpr Classes set_of(std::initializer_list<Class> classes) {
  Classes set = 0;
  for (auto const one : classes)
    set |= Classes{1} << one;
  return set;
}
constexpr bool has(Classes set, Class one) {
  return (set >> one & 1) != 0;
}

enum class Shape {
  any,
  text,
  web_uri,           // http or https
  uri,               // any scheme
  texts,             // an array of strings
  text_or_texts,     // one, or an array
  positive_integer,  // a number of pixels
  positive_number,   // seconds
  count,             // a whole number, 0 allowed
  date_time,
  media_type,
  viewing_direction,
  time_mode,
  language_map,   // {"en": ["…"]}, without HTML
  html_map,       // the same, HTML allowed
  pair,           // {"label": {…}, "value": {…}}
  pairs,          // an array of them
  resource,       // one object
  resources,      // an array of objects
  object_or_uri,  // one
  loose,          // objects or URIs, one or an array: what the Web Annotation model allows
  value_or_list,  // 2.1: a string, {"@value": …} or an array of both
  html_or_list,   // the same, HTML allowed
  metadata_list,  // 2.1: [{"label": …, "value": …}]
};

// How much of the child stands here.
enum class Extent {
  whole,      // the resource itself
  reference,  // its id and type; whatever else is a courtesy
  either,     // a reference where it has no "items"
};

struct PropertyRule {
  std::string_view name;
  // One letter for each class: R required, r recommended, o optional, - not allowed, . not this row's matter.
  std::string_view levels;
  Shape shape = Shape::any;
  Classes children = 0;  // of resources: the classes expected
  Extent extent = Extent::whole;
};

// A resource on the walk. Lives on its stack.
struct Visit {
  boost::json::object const& object;
  Class type;
  Path const& path;
  Visit const* parent = nullptr;   // none for the root
  std::string_view property = {};  // of the parent, through which it was reached
  bool is_reference = false;
};

// What is known of the whole document before the walk. Views into it.
struct Extents {
  double width = 0, height = 0, duration = 0;  // 0 where not given
};
Extents extents_of(boost::json::object const& resource);

struct Facts {
  std::string_view context;  // that the document's version has, without scheme
  bool is_v4 = false;        // of the rules that are in 3.0 and 4.0, some differ in a word
  std::unordered_map<std::string_view, Extents> canvases;
  std::unordered_set<std::string_view> ranges;
  bool knows_canvases = false;  // the document is a whole manifest
};

// Reports what breaks `rule` on this resource; a function sees one resource, its ancestors and the facts.
using Check = void (*)(Visit const&, Facts const&, Rule const&, Findings&);

// In which versions of one table a rule holds.
enum class In { all, v3, v4 };

struct ResourceRule {
  Rule rule;
  Classes classes;
  Check check;
  bool on_references = false;
  In versions = In::all;
};

// Calls `each(object, path)` for every object in the list `property`.
template <typename Each>
void for_each_object(Visit const& here, std::string_view property, Each const& each) {
  auto const* list = find_array(here.object, property);
  if (list == nullptr) return;
  auto const path = here.path.member(property);
  std::size_t index = 0;
  for (auto const& element : *list) {
    auto const place = path.element(index++);
    if (element.is_object()) each(element.get_object(), place);
  }
}

struct TypeName {
  std::string_view name;
  Class type;
};

struct Dialect {
  Specification specification;
  In version;                 // which of the rules hold, besides those for all
  std::string_view id, type;  // "id" and "type", or "@id" and "@type"
  std::span<TypeName const> types;
  Classes roots;      // what a document may be
  Classes referable;  // what may stand as a reference: Extent::either
  Class content;      // taken for what has an unknown type where content may stand
  Class service;      // taken for whatever stands in a service
  Class specific;     // a part of another resource: never a mere reference, for its "source" is what it says
  std::span<PropertyRule const> properties;
  std::span<std::span<ResourceRule const> const> rules;
  Facts (*gather)(boost::json::object const& root);
};

}  // namespace triforium::presentation
