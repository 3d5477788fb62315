// Rules on contexts, names and texts.
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;
using boost::json::value;

bool is_root(Visit const& here) {
  return here.parent == nullptr;
}

// "The value must be one of the … http://iiif.io/api/presentation/3/context.json … as the last item in the array."
void context_last(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  if (!is_root(here)) return;
  auto const contexts = strings_of(find_member(here.object, "@context"));
  auto const expected = "http://" + std::string(facts.context);
  if (!contexts.empty() && contexts.back() == expected) return;
  auto fixable = rule;
  for (auto const context : contexts)
    fixable.fixable |= without_scheme(context) == facts.context;
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

void no_fragment(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const id = text_of(here.object, "id");
  if (id.find('#') != std::string_view::npos)
    findings.add(rule, here.path.member("id"), quoted(id) + " has a fragment; a resource has a name of its own");
}

void id_https(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (is_root(here) && text_of(here.object, "id").starts_with("http:"))
    findings.add(rule, here.path.member("id"), "documents should be published with https");
}

// "A Manifest must have the items property with at least one item", and likewise Ranges and Choices.
void items_empty(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* items = find_array(here.object, "items");
  if (items == nullptr || !items->empty()) return;
  auto nothing = rule;
  nothing.fatal = is_root(here);
  findings.add(nothing, here.path.member("items"), "at least one item is needed");
}

// What is fetched from where its id says. "If the resource is only available embedded within another resource, such as
// a Range within a Manifest, then the URI may be the URI of the embedding resource with a unique fragment on the end.
// This is not true for Canvases".
constexpr Classes kFetched = set_of({collection, collection_page, manifest});

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr auto kAdvice = Severity::advice;
constexpr std::string_view kContexts = "46-linked-data-context-and-extensions";

constexpr std::array kRules{
    ResourceRule{{"context-last", kError, kContexts}, published, context_last},
    ResourceRule{{"context-first", kWarning, kContexts, true}, published, context_first},
    ResourceRule{{"context-embedded", kError, kContexts, true}, described, context_embedded, true},
    ResourceRule{{"service-context", kAdvice, "service"}, set_of({service}), context_embedded},
    ResourceRule{{"no-graph", kError, kContexts}, described, no_graph},
    ResourceRule{{"version-2-property", kWarning, "4-json-ld-considerations"}, published, version_2_property},
    ResourceRule{{"id-fragment", kError, "id"}, kFetched | containers, no_fragment},
    ResourceRule{{"id-https", kAdvice, "id"}, published, id_https},
    ResourceRule{{"items-empty", kError, "items"}, set_of({manifest, range, several}), items_empty},
};

}  // namespace

std::span<ResourceRule const> document_rules() {
  return kRules;
}

}  // namespace triforium::presentation
