#include "presentation/check/service_rules.h"

#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/resource_class.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;

std::string_view first_of(object const& service_, std::string_view name, std::string_view older) {
  auto const text = text_of(service_, name);
  return text.empty() ? text_of(service_, older) : text;
}

std::string_view key_of_id(object const& service_) {
  return text_of(service_, "id").empty() ? "@id" : "id";
}

// The version of the Image API that the service says it has by its type, its context or, 1.1, its profile; 0 where it
// says none. Types are "ImageService2", or in 2.1 nothing.
int version_by_type(object const& service_) {
  auto const type = first_of(service_, "type", "@type");
  if (type.starts_with("ImageService") && type.size() == 13) return type.back() - '0';
  auto const context = text_of(service_, "@context");
  auto const at = context.find("iiif.io/api/image/");
  if (at == std::string_view::npos || at + 18 >= context.size()) return 0;
  return context[at + 18] - '0';
}

// "http://iiif.io/api/image/2/level1.json" → 2; "level1" → 3; 0 for others.
int version_by_profile(std::string_view profile) {
  if (profile == "level0" || profile == "level1" || profile == "level2") return 3;
  auto const at = profile.find("iiif.io/api/image/");
  if (at != std::string_view::npos && at + 18 < profile.size() && profile[at + 18] >= '1' && profile[at + 18] <= '3')
    return profile[at + 18] - '0';
  return profile.find("image-api/1.1") != std::string_view::npos ? 1 : 0;
}

bool is_image_service(object const& service_) {
  return version_by_type(service_) != 0 || version_by_profile(text_of(service_, "profile")) != 0;
}

constexpr std::array<std::string_view, 14> kTypes{
    "ImageService1",      "ImageService2",          "ImageService3",        "SearchService1",
    "SearchService2",     "AutoCompleteService1",   "AutoCompleteService2", "AuthCookieService1",
    "AuthTokenService1",  "AuthLogoutService1",     "AuthProbeService2",    "AuthAccessService2",
    "AuthLogoutService2", "AuthAccessTokenService2"};

// The table under https://iiif.io/api/presentation/3.0/#service, and what later APIs have defined.
void service_type(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const type = first_of(here.object, "type", "@type");
  for (auto const known : kTypes)
    if (type == known) return;
  // Of what is meant for others than viewers, the type is its publisher's own matter.
  bool const is_misspelt = type.starts_with("ImageService") || type.starts_with("SearchService") ||
                           type.starts_with("Auth") || type.starts_with("AutoComplete") || type.starts_with("iiif:");
  if (is_misspelt)
    findings.add(rule, here.path, quoted(type) + " is no type of service that clients know, such as “ImageService3”");
}

// "The value must be a string": a list of them, with features, is how 2.1 writes it.
void service_profile_text(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* found = find_member(here.object, "profile");
  if (found != nullptr && !found->is_string())
    findings.add(rule, here.path.member("profile"), "a string is expected; features belong into the info.json");
}

// "id" and "type" of services that were there before 3.0 are "@id" and "@type", of later ones not: clients look for
// these.
void service_keys(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const type = text_of(here.object, "@type");
  if (type.ends_with("Service3") || (type.ends_with("Service2") && !type.starts_with("ImageService")))
    findings.add(rule, here.path.member("@type"), quoted(type) + " has “id” and “type”, not “@id” and “@type”");
}

}  // namespace

// "the base URI": a client puts "/info.json" behind it.
void service_info_json(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const key = key_of_id(here.object);
  auto const id = text_of(here.object, key);
  if (is_image_service(here.object) && id.ends_with("/info.json"))
    findings.add(rule, here.path.member(key),
                 quoted(id) + " is the description; the service's id is without “/info.json”");
}

// Clients that put "/info.json" behind it ask for "//info.json".
void service_slash(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const key = key_of_id(here.object);
  auto const id = text_of(here.object, key);
  if (is_image_service(here.object) && id.ends_with('/'))
    findings.add(rule, here.path.member(key), quoted(id) + " ends with a slash, to which clients add another");
}

// https://iiif.io/api/image/3.0/#6-compliance-level-and-profile-document
void service_profile(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* found = find_member(here.object, "profile");
  auto const profiles = strings_of(found);
  auto const type = version_by_type(here.object);
  if (type == 0) return;
  if (profiles.empty()) {
    auto missing = rule;
    missing.severity = Severity::advice;  // "Each object should have a profile property"
    return findings.add(missing, here.path, "an image service should have “profile”, such as “level2”");
  }
  auto const version = version_by_profile(profiles.front());
  if (version != type)
    findings.add(rule, here.path.member("profile"),
                 quoted(profiles.front()) + " is no profile of version " + std::to_string(type) + " of the Image API");
}

constexpr std::array kRules{
    ResourceRule{{"service-profile-text", Severity::error, "profile"}, set_of({service}), service_profile_text, true},
    ResourceRule{kServiceInfoJson, set_of({service}), service_info_json, true},
    ResourceRule{kServiceSlash, set_of({service}), service_slash, true},
    ResourceRule{kServiceProfile, set_of({service}), service_profile, true},
    ResourceRule{{"service-type", Severity::warning, "service"}, set_of({service}), service_type, true},
    ResourceRule{{"service-keys", Severity::warning, "service"}, set_of({service}), service_keys, true},
};

std::span<ResourceRule const> service_rules() {
  return kRules;
}

}  // namespace triforium::presentation
