// Rules on contexts, names, rights, links and services.
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/v3_dialect.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace v3_class;
using boost::json::object;
using boost::json::value;

constexpr std::string_view kContext = "iiif.io/api/presentation/3/context.json";

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool is_root(Visit const& here) {
  return here.parent == nullptr;
}

// "https://creativecommons.org/x" → "creativecommons.org/x"
std::string_view without_scheme(std::string_view uri) {
  auto const at = uri.find("://");
  return at == std::string_view::npos ? uri : uri.substr(at + 3);
}

// "The value must be one of the … http://iiif.io/api/presentation/3/context.json … as the last item in the array."
void context_last(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (!is_root(here)) return;
  auto const contexts = strings_of(find_member(here.object, "@context"));
  auto const expected = "http://" + std::string(kContext);
  if (!contexts.empty() && contexts.back() == expected) return;
  auto fixable = rule;
  for (auto const context : contexts)
    fixable.fixable |= without_scheme(context) == kContext;
  findings.add(fixable, here.path, "“@context” has to be, or end with, " + quoted(expected));
}

// "The @context property should be … the first key in the JSON representation"
void context_first(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (!is_root(here) || here.object.empty() || find_member(here.object, "@context") == nullptr) return;
  if (here.object.begin()->key() != "@context")
    findings.add(rule, here.path.member("@context"), "“@context” should be the first key");
}

// "The @context property … must not appear" within embedded resources.
void context_embedded(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (!is_root(here) && find_member(here.object, "@context") != nullptr)
    findings.add(rule, here.path.member("@context"), "only the outermost resource has a “@context”");
}

// "The JSON-LD representation … must not have a top-level @graph"
void no_graph(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (find_member(here.object, "@graph") != nullptr)
    findings.add(rule, here.path.member("@graph"), "“@graph” is not allowed");
}

// Properties of version 2 that a half-converted document still has.
void version_2_property(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (std::string_view const name : {"@id", "@type", "sequences", "canvases", "images", "otherContent", "viewingHint",
                                      "attribution", "license", "description", "within"})
    if (find_member(here.object, name) != nullptr)
      findings.add(rule, here.path.member(name), quoted(name) + " is a word of version 2");
}

bool is_known_rights(std::string_view uri) {
  auto const name = without_scheme(uri);
  return begins_with(name, "creativecommons.org/licenses/") || begins_with(name, "creativecommons.org/publicdomain/") ||
         begins_with(name, "rightsstatements.org/vocab/");
}

// "The value must be a string … Creative Commons license URI, RightsStatements.org URI, or … registered extensions";
// both registries name their statements with http.
void rights_http(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const rights = text_of(here.object, "rights");
  if (begins_with(rights, "https:") && is_known_rights(rights))
    findings.add(rule, here.path.member("rights"), quoted(rights) + " is named with http, not https");
}

void rights_known(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const rights = text_of(here.object, "rights");
  if (!rights.empty() && !is_known_rights(rights))
    findings.add(rule, here.path.member("rights"),
                 quoted(rights) + " is of neither Creative Commons nor RightsStatements.org");
}

// Calls `each(object, path)` for every object in the list.
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

// "Items in the list must have the id, type and label properties"
void link_label(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (std::string_view const property : {"homepage", "rendering"})
    for_each_object(here, property, [&](object const& link, Path const& place) {
      if (find_member(link, "label") == nullptr)
        findings.add(rule, place, "a link in " + quoted(property) + " needs “label”");
    });
}

// "should have the label, format, and profile properties"
void see_also_described(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for_each_object(here, "seeAlso", [&](object const& link, Path const& place) {
    for (std::string_view const name : {"label", "format", "profile"})
      if (find_member(link, name) == nullptr)
        findings.add(rule, place, "a link in “seeAlso” should have " + quoted(name));
  });
}

// "The value of this property must be an array of JSON objects representing images"
void logo_image(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for_each_object(here, "logo", [&](object const& logo, Path const& place) {
    if (text_of(logo, "type") != "Image") findings.add(rule, place, "a logo is of type “Image”");
  });
}

// "Manifests … must have id, type and label" as members; "must not be embedded".
void member_reference(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for_each_object(here, "items", [&](object const& member, Path const& place) {
    if (find_member(member, "label") == nullptr) findings.add(rule, place, "a member of a Collection needs “label”");
  });
}

void manifest_embedded(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for_each_object(here, "items", [&](object const& member, Path const& place) {
    if (text_of(member, "type") == "Manifest" && find_member(member, "items") != nullptr)
      findings.add(rule, place.member("items"), "Manifests are referred to in a Collection, never embedded");
  });
}

// "must have an id … and type"; services of older specifications "@id" and "@type".
void service_identified(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const has_either = [&](std::string_view name, std::string_view older) {
    return !text_of(here.object, name).empty() || !text_of(here.object, older).empty();
  };
  if (!has_either("id", "@id")) findings.add(rule, here.path, "a service needs “id” (or “@id”)");
  if (!has_either("type", "@type")) findings.add(rule, here.path, "a service needs “type” (or “@type”)");
}

void no_fragment(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const id = text_of(here.object, "id");
  if (id.find('#') != std::string_view::npos)
    findings.add(rule, here.path.member("id"), quoted(id) + " has a fragment; a resource has a name of its own");
}

void id_https(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (is_root(here) && begins_with(text_of(here.object, "id"), "http:"))
    findings.add(rule, here.path.member("id"), "documents should be published with https");
}

// "At least one item": Manifests, Ranges and Choices without any are of no use to a client.
void items_empty(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items != nullptr && items->empty()) findings.add(rule, here.path.member("items"), "at least one item is needed");
}

void language_tags(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  for (auto const tag : strings_of(find_member(here.object, "language")))
    if (!is_language_tag(tag))
      findings.add(rule, here.path.member("language"), quoted(tag) + " is no language tag (BCP 47)");
}

void nav_place(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* found = find_member(here.object, "navPlace");
  if (found == nullptr) return;
  auto const* place = found->if_object();
  if (place == nullptr || text_of(*place, "type") != "FeatureCollection")
    findings.add(rule, here.path.member("navPlace"), "“navPlace” is a GeoJSON FeatureCollection");
}

constexpr Classes kWithId = set_of({collection, manifest, canvas, range, page, annotation, annotation_collection});

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr auto kAdvice = Severity::advice;
constexpr std::string_view kContexts = "46-linked-data-context-and-extensions";

constexpr std::array kRules{
    ResourceRule{{"context-last", kError, kContexts}, kWithId, context_last},
    ResourceRule{{"context-first", kWarning, kContexts, true}, kWithId, context_first},
    ResourceRule{{"context-embedded", kError, kContexts, true}, described, context_embedded, true},
    ResourceRule{{"service-context", kAdvice, "service"}, set_of({service}), context_embedded},
    ResourceRule{{"no-graph", kError, kContexts}, described, no_graph},
    ResourceRule{{"version-2-property", kWarning, "4-json-ld-considerations"}, kWithId, version_2_property},
    ResourceRule{{"id-fragment", kError, "id"}, kWithId, no_fragment},
    ResourceRule{{"id-https", kAdvice, "id"}, kWithId, id_https},
    ResourceRule{{"rights-http", kError, "rights", true}, described, rights_http},
    ResourceRule{{"rights-known", kWarning, "rights"}, described, rights_known},
    ResourceRule{{"link-label", kError, "homepage"}, all, link_label},
    ResourceRule{{"see-also-described", kAdvice, "seealso"}, all, see_also_described},
    ResourceRule{{"logo-image", kError, "logo"}, set_of({agent}), logo_image},
    ResourceRule{{"member-label", kError, "51-collection"}, set_of({collection}), member_reference},
    ResourceRule{{"manifest-embedded", kError, "51-collection"}, set_of({collection}), manifest_embedded},
    ResourceRule{{"service-identified", kError, "service"}, set_of({service}), service_identified},
    ResourceRule{{"items-empty", kError, "items"}, set_of({manifest, range, choice}), items_empty},
    ResourceRule{{"language-tag", kError, "language"}, set_of({content, textual}), language_tags},
    ResourceRule{{"nav-place", kError, "46-linked-data-context-and-extensions"}, described, nav_place},
};

}  // namespace

std::span<ResourceRule const> v3_document_rules() {
  return kRules;
}

}  // namespace triforium::presentation
