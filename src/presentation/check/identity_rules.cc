// Rules on what is called what, in the whole document.
#include <array>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;
using boost::json::value;

// Properties whose values name a resource that stands elsewhere.
constexpr std::array<std::string_view, 18> kNaming{
    "target", "source", "start", "partOf", "seeAlso", "scope",         "lookAt",   "first",    "last",
    "next",   "prev",   "body",  "logo",   "service", "supplementary", "homepage", "services", "position"};

bool is_naming(std::string_view property) {
  for (auto const one : kNaming)
    if (one == property) return true;
  return false;
}

// What has an identity that clients rely on: canvases are a rule of their own.
bool is_identified(std::string_view type) {
  for (std::string_view const one :
       {"Manifest", "Canvas", "Timeline", "Scene", "Range", "AnnotationPage", "Annotation"})
    if (one == type) return true;
  return false;
}

// A range lists canvases and other ranges by name only.
bool is_reference(object const& resource, object const* around) {
  auto const type = text_of(resource, "type");
  if (type == "Annotation") return find_member(resource, "target") == nullptr;
  if (around != nullptr && text_of(*around, "type") == "Collection") return true;
  return find_member(resource, "items") == nullptr;
}

// Goes through the tree once, and calls `define(object, path)` for every resource that is described there. The depth is
// that of the JSON, which its parser bounds.
template <typename Define>
void for_each_definition(value const& here, Path const& path, object const* around, Define const& define) {
  if (auto const* list = here.if_array()) {
    std::size_t index = 0;
    for (auto const& element : *list)
      for_each_definition(element, path.element(index++), around, define);
  } else if (auto const* found = here.if_object()) {
    if (is_identified(text_of(*found, "type")) && !is_reference(*found, around)) define(*found, path);
    for (auto const& member : *found)
      if (!is_naming(member.key())) for_each_definition(member.value(), path.member(member.key()), found, define);
  }
}

bool is_canvas(std::string_view type) {
  return type == "Canvas" || type == "Timeline" || type == "Scene";
}

// Calls `clash(object, path, type of the first)` for each resource whose id has been given to another one before.
template <typename Clash>
void for_each_clash(Visit const& root, Clash const& clash) {
  std::unordered_map<std::string_view, std::string_view> types;
  auto const define = [&](object const& found, Path const& path) {
    auto const id = text_of(found, "id");
    if (id.empty()) return;
    auto const [known, is_new] = types.emplace(id, text_of(found, "type"));
    if (!is_new) clash(found, path, known->second);
  };
  for (auto const& member : root.object) {
    auto const path = root.path.member(member.key());
    if (!is_naming(member.key())) for_each_definition(member.value(), path, &root.object, define);
  }
}

// "The URI that identifies the resource": two annotations of one name are one to whoever stores or cites them. Canvases
// of one name are an error of their own.
void id_unique(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr) return;
  for_each_clash(here, [&](object const& found, Path const& path, std::string_view first) {
    auto const type = text_of(found, "type");
    if (type != first || is_canvas(type)) return;
    findings.add(rule, path.member("id"), quoted(text_of(found, "id")) + " is the name of another " + quoted(type));
  });
}

// The same for resources of different classes: what is meant by a target of this name?
void id_of_two_classes(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.parent != nullptr) return;
  auto const id_of_root = text_of(here.object, "id");
  for_each_clash(here, [&](object const& found, Path const& path, std::string_view first) {
    auto const type = text_of(found, "type");
    if (type != first)
      findings.add(
          rule, path.member("id"),
          quoted(text_of(found, "id")) + " is the name of this " + quoted(type) + " and of a " + quoted(first));
  });
  auto const* items = find_array(here.object, "items");
  if (items == nullptr || id_of_root.empty() || here.type != manifest) return;
  for_each_object(here, "items", [&](object const& item, Path const& path) {
    if (text_of(item, "id") == id_of_root)
      findings.add(rule, path.member("id"), quoted(id_of_root) + " is the name of the Manifest around it");
  });
}

constexpr std::array kRules{
    ResourceRule{{"id-unique", Severity::warning, "id"}, published, id_unique},
    ResourceRule{{"id-of-two-classes", Severity::warning, "id"}, published, id_of_two_classes},
};

}  // namespace

std::span<ResourceRule const> identity_rules() {
  return kRules;
}

}  // namespace triforium::presentation
