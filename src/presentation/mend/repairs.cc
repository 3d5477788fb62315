#include "presentation/mend/repairs.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

namespace json = boost::json;

json::object* object_at(Repairing& repairing, std::string_view pointer) {
  auto* const found = find_place(repairing.document, pointer);
  return found == nullptr ? nullptr : found->if_object();
}

// The rules of missing properties have the property's anchor as their link.
std::string_view missing_property(Finding const& finding) {
  auto const anchor = finding.link.rfind('#');
  return anchor == std::string::npos ? std::string_view() : std::string_view(finding.link).substr(anchor + 1);
}

// The nearest id around, and the way from there: the same for the same document, always.
std::string minted_id(json::value& document, std::string_view pointer) {
  auto around = pointer;
  while (!around.empty()) {
    around = parent_pointer(around);
    auto* const found = find_place(document, around);
    auto const id = found != nullptr && found->is_object() ? text_of(found->get_object(), "id") : std::string_view();
    if (is_web_uri(id)) return std::string(without_fragment(id)) + std::string(pointer.substr(around.size()));
  }
  return {};
}

json::object untitled() {
  return {{"none", {"[untitled]"}}};
}

// What a thing is called that has no name: the end of its address.
json::object label_from_id(json::object const& resource) {
  auto uri = without_fragment(text_of(resource, "id"));
  while (uri.ends_with('/'))
    uri.remove_suffix(1);
  auto const name = uri.substr(std::min(uri.size(), uri.rfind('/') + 1));
  if (name.empty()) return untitled();
  return {{"none", json::array{name}}};
}

std::optional<std::string> give_label(Finding const& finding, Repairing& repairing) {
  auto* const resource = object_at(repairing, finding.pointer);
  if (resource == nullptr || resource->contains("label")) return std::nullopt;
  resource->emplace("label", label_from_id(*resource));
  return "got a label made of its address";
}

bool is_remote_name_of_page(json::object const& resource) {
  auto const type = text_of(resource, "type");
  return type == "Canvas" || type == "Manifest" || type == "Collection";
}

// Ids by which nobody can have cited anything are made up; pages, pictures and documents have to have their own.
std::optional<std::string> give_id(std::string const& pointer, Repairing& repairing) {
  constexpr std::array<std::string_view, 6> kNameless{"AnnotationPage", "Annotation",           "Range",
                                                      "Agent",          "AnnotationCollection", "SpecificResource"};
  auto* const resource = object_at(repairing, pointer);
  if (resource == nullptr || is_remote_name_of_page(*resource)) return std::nullopt;
  if (std::ranges::find(kNameless, text_of(*resource, "type")) == kNameless.end()) return std::nullopt;
  auto id = minted_id(repairing.document, pointer);
  if (id.empty()) return std::nullopt;
  (*resource)["id"] = std::move(id);
  return "got an id made of what is around it";
}

std::optional<std::string> give_target(Finding const& finding, Repairing& repairing) {
  auto* const annotation = object_at(repairing, finding.pointer);
  auto const* const canvas = find_around(repairing.document, finding.pointer, "Canvas");
  if (annotation == nullptr || canvas == nullptr) return std::nullopt;
  annotation->emplace("target", canvas->at("id"));
  return "aims at the Canvas around it now";
}

// What a list of this property contains, or the place in it says.
std::string_view type_by_place(std::string_view pointer, json::object const& resource) {
  auto const property = last_step(parent_pointer(pointer));
  if (resource.contains("motivation") && resource.contains("target")) return "Annotation";
  if (property == "thumbnail" || property == "logo") return "Image";
  if (property == "structures") return "Range";
  if (property == "annotations") return "AnnotationPage";
  if (property == "provider") return "Agent";
  if (resource.contains("value")) return "TextualBody";
  auto const format = text_of(resource, "format");
  if (format.starts_with("image/")) return "Image";
  if (format.starts_with("video/")) return "Video";
  if (format.starts_with("audio/")) return "Sound";
  return format.starts_with("text/") ? "Text" : "";
}

std::optional<std::string> give_type(Finding const& finding, Repairing& repairing) {
  auto* const resource = object_at(repairing, finding.pointer);
  if (resource == nullptr || resource->contains("type")) return std::nullopt;
  auto const type = type_by_place(finding.pointer, *resource);
  if (type.empty()) return std::nullopt;
  resource->emplace("type", type);
  return "is taken for " + quoted(type);
}

std::optional<std::string> give_missing(Finding const& finding, Repairing& repairing) {
  auto const property = missing_property(finding);
  if (property == "id") return give_id(finding.pointer, repairing);
  if (property == "label") return give_label(finding, repairing);
  if (property == "target") return give_target(finding, repairing);
  if (property == "type") return give_type(finding, repairing);
  return std::nullopt;
}

// The behavior that the message names; the others of the list stay.
std::optional<std::string> forget_behavior(Finding const& finding, Repairing& repairing) {
  auto* const found = find_place(repairing.document, finding.pointer);
  if (found == nullptr || !found->is_array()) return std::nullopt;
  auto& list = found->get_array();
  for (auto one = list.end(); one != list.begin();) {
    --one;
    if (!one->is_string() || finding.message.find(quoted(std::string_view(one->get_string()))) == std::string::npos)
      continue;
    auto const told = quoted(std::string_view(one->get_string())) + " left out";
    list.erase(one);
    if (list.empty()) repairing.removals.remove(repairing.document, finding.pointer);
    return told;
  }
  return std::nullopt;
}

// "https://example.org/manifest#canvas-1" → "https://example.org/manifest/canvas-1", wherever it is named.
std::optional<std::string> rename_fragment(Finding const& finding, Repairing& repairing) {
  auto const* const found = find_place(repairing.document, finding.pointer);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  std::string const id(found->get_string());
  std::string renamed;
  for (char const c : id)
    if (c != '#' || !renamed.ends_with('/')) renamed += c == '#' ? '/' : c;
  auto told = "became " + quoted(renamed);
  repairing.renames.emplace(id, std::move(renamed));
  return told;
}

// https://iiif.io/api/presentation/3.0/#rights – a sentence is no licence's address, but says who asks for what.
std::optional<std::string> say_rights(Finding const& finding, Repairing& repairing) {
  auto const* const rights = find_place(repairing.document, finding.pointer);
  auto* const around = object_at(repairing, parent_pointer(finding.pointer));
  if (rights == nullptr || around == nullptr || last_step(finding.pointer) != "rights") return std::nullopt;
  if (!rights->is_string() || around->contains("requiredStatement")) return std::nullopt;
  json::object statement{{"label", {{"en", {"Rights"}}}}, {"value", {{"none", {*rights}}}}};
  repairing.removals.remove(repairing.document, finding.pointer);
  around->emplace("requiredStatement", std::move(statement));
  return "became the required statement";
}

// A whole manifest within a collection: only its name is a member.
std::optional<std::string> refer_only(Finding const& finding, Repairing& repairing) {
  auto* const member = object_at(repairing, parent_pointer(finding.pointer));
  if (member == nullptr) return std::nullopt;
  json::object reference;
  for (auto const* const property : {"id", "type", "label", "thumbnail", "navDate"})
    if (auto const* const value = member->if_contains(property)) reference.emplace(property, *value);
  *member = std::move(reference);
  return "became a reference";
}

constexpr std::array kRepairs{
    NamedRepair{"property-required", give_missing}, NamedRepair{"link-label", give_label},
    NamedRepair{"member-label", give_label},        NamedRepair{"type-required", give_type},
    NamedRepair{"behavior-class", forget_behavior}, NamedRepair{"behavior-disjoint", forget_behavior},
    NamedRepair{"id-fragment", rename_fragment},    NamedRepair{"manifest-embedded", refer_only},
};

Repair find_repair(std::string_view rule) {
  if (auto const found = find_among(kRepairs, rule)) return found;
  if (auto const found = find_value_repair(rule)) return found;
  return find_canvas_repair(rule);
}

// What a client shows of a manifest: its canvases, and what is painted on them. "/items/0/items/0/items/0/body"
bool is_shown(std::string_view pointer) {
  int items = 0;
  while (pointer.starts_with("/items")) {
    ++items;
    pointer.remove_prefix(6);
    auto const end = pointer.starts_with('/') ? pointer.find('/', 1) : std::string_view::npos;
    pointer = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
  }
  return pointer.empty() ? items <= 3 : items == 3 && (pointer == "/body" || pointer == "/target");
}

// The smallest whole that has the fault.
std::string_view faulty(Finding const& finding) {
  auto const pointer = std::string_view(finding.pointer);
  auto const step = last_step(pointer);
  if (step == "id" || step == "type") return parent_pointer(pointer);
  if (finding.rule != "property-shape") return pointer;
  // Of a pair, both parts.
  auto const around = parent_pointer(pointer);
  bool const is_in_pair = (step == "label" || step == "value") && last_step(parent_pointer(around)) == "metadata";
  return is_in_pair || last_step(around) == "requiredStatement" ? around : pointer;
}

std::optional<std::string> leave_out(Finding const& finding, Repairing& repairing) {
  auto pointer = faulty(finding);
  bool const is_manifest = repairing.document.is_object() && has_type(repairing.document.get_object(), "Manifest");
  if (finding.rule == "items-empty") pointer = parent_pointer(pointer);
  if (pointer.empty() || (is_manifest && is_shown(pointer))) return std::nullopt;
  if (!repairing.removals.remove(repairing.document, pointer)) return std::nullopt;
  return "left out";
}

bool is_rebuilt(std::string_view pointer, Repairing const& repairing) {
  for (; !repairing.rebuilt.empty() && !pointer.empty(); pointer = parent_pointer(pointer))
    if (repairing.rebuilt.contains(pointer)) return true;
  return false;
}

void rename_all(json::value& here, Repairing const& repairing) {
  if (here.is_array())
    for (auto& one : here.get_array())
      rename_all(one, repairing);
  if (here.is_object())
    for (auto& member : here.get_object())
      rename_all(member.value(), repairing);
  if (!here.is_string()) return;
  auto const text = text_of(&here);
  auto name = text;
  for (auto end = text.size(); end != std::string_view::npos; end = name.rfind('#')) {
    name = text.substr(0, end);
    auto const renamed = repairing.renames.find(name);
    if (renamed == repairing.renames.end()) continue;
    here = json::string(renamed->second + std::string(text.substr(end)));
    return;
  }
}

}  // namespace

Repair find_among(std::span<NamedRepair const> table, std::string_view rule) {
  auto const found = std::ranges::find(table, rule, &NamedRepair::rule);
  return found == table.end() ? nullptr : found->repair;
}

std::optional<std::string> repair(Finding const& finding, Repairing& repairing) {
  if (is_rebuilt(finding.pointer, repairing)) return std::nullopt;
  if (finding.rule == "property-shape" && last_step(finding.pointer) == "id")
    if (auto told = give_id(std::string(parent_pointer(finding.pointer)), repairing)) return told;
  if (auto const found = find_repair(finding.rule))
    if (auto told = found(finding, repairing)) return told;
  if (auto told = say_rights(finding, repairing)) return told;
  return leave_out(finding, repairing);
}

void finish(Repairing& repairing) {
  if (!repairing.renames.empty()) rename_all(repairing.document, repairing);
  repairing.renames.clear();
  repairing.rebuilt.clear();
  repairing.removals.sweep(repairing.document);
}

}  // namespace triforium::presentation
