// Rules on rights, links, the members of collections, and services.
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/rights.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;

// "If the value is drawn from Creative Commons or RightsStatements.org, then the string must be a URI defined by that
//  specification": both name their statements with http.
void rights_http(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const rights = text_of(here.object, "rights");
  if (rights.starts_with("https:") && canonical_rights(rights) == "http:" + std::string(rights.substr(6)))
    findings.add(rule, here.path.member("rights"), quoted(rights) + " is named with http, not https");
}

void rights_form(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const rights = text_of(here.object, "rights");
  auto const name = canonical_rights(rights);
  if (name && without_scheme(rights) != without_scheme(*name))
    findings.add(rule, here.path.member("rights"), quoted(rights) + " is named " + quoted(*name));
}

// "… or those added via the extension mechanism": which these are is not known here.
void rights_known(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const rights = text_of(here.object, "rights");
  if (rights.empty() || canonical_rights(rights)) return;
  findings.add(
      rule, here.path.member("rights"),
      quoted(rights) + (is_registered_rights(rights) ? " names no licence or statement that its publisher has"
                                                     : " is of neither Creative Commons nor RightsStatements.org"));
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
  auto const either = [&](std::string_view name, std::string_view older) {
    auto const text = text_of(here.object, name);
    return text.empty() ? text_of(here.object, older) : text;
  };
  if (!is_uri(either("id", "@id"))) findings.add(rule, here.path, "a service needs “id” (or “@id”), a URI");
  if (either("type", "@type").empty()) findings.add(rule, here.path, "a service needs “type” (or “@type”)");
}

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr auto kAdvice = Severity::advice;

constexpr std::array kRules{
    ResourceRule{{"rights-http", kError, "rights", true}, described, rights_http},
    ResourceRule{{"rights-form", kError, "rights", true}, described, rights_form},
    ResourceRule{{"rights-known", kWarning, "rights"}, described, rights_known},
    ResourceRule{{"link-label", kError, "homepage"}, all, link_label},
    ResourceRule{{"see-also-described", kAdvice, "seeAlso"}, all, see_also_described},
    ResourceRule{{"logo-image", kError, "logo"}, set_of({agent}), logo_image},
    ResourceRule{{"member-label", kError, "51-collection"}, set_of({collection}), member_reference},
    ResourceRule{{"manifest-embedded", kError, "51-collection"}, set_of({collection}), manifest_embedded},
    ResourceRule{{"service-identified", kError, "service"}, set_of({service}), service_identified},
};

}  // namespace

std::span<ResourceRule const> link_rules() {
  return kRules;
}

}  // namespace triforium::presentation
