// Rules on words that the specification does not have: extensions, and what is meant to be one of its own.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/extensions.h"
#include "presentation/check/properties.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;
using boost::json::value;

Visit const& root_of(Visit const& here) {
  auto const* root = &here;
  while (root->parent != nullptr)
    root = root->parent;
  return *root;
}

bool has_context(Visit const& here, std::string_view wanted) {
  for (auto const context : strings_of(find_member(root_of(here).object, "@context")))
    if (without_scheme(context) == without_scheme(wanted)) return true;
  return false;
}

// "These extensions should be added to the top level @context property"; the extensions themselves say must.
void extension_context(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  for (auto const& extension : kExtensions) {
    if (find_member(here.object, extension.property) == nullptr || (extension.is_part_of_v4 && facts.is_v4)) continue;
    if (!has_context(here, extension.context))
      findings.add(rule, here.path.member(extension.property),
                   "“@context” has to have " + quoted(extension.context) + " for " + quoted(extension.property));
  }
}

// https://iiif.io/api/auth/2.0/ – its context stands in the document that has its services.
void auth_context(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (text_of(here.object, "type") == "AuthProbeService2" && !has_context(here, kAuthContext))
    findings.add(rule, here.path, "“@context” has to have " + quoted(kAuthContext) + " for an authorization service");
}

std::string_view known_in_another_case(std::span<PropertyRule const> rows, std::string_view name) {
  for (auto const& row : rows)
    if (row.name != name && row.name.size() == name.size() && to_lower(row.name) == to_lower(name)) return row.name;
  return {};
}

// "The cases of properties … must match those used in this specification."
void property_case(Visit const& here, Facts const& facts, Rule const& rule, Findings& findings) {
  auto const rows = facts.is_v4 ? properties_of_v4() : properties_of_v3();
  for (auto const& member : here.object) {
    auto const name = std::string_view(member.key().data(), member.key().size());
    auto const meant = known_in_another_case(rows, name);
    if (!meant.empty() && find_member(here.object, meant) == nullptr)
      findings.add(rule, here.path.member(name), quoted(name) + " is written " + quoted(meant));
  }
}

// "A Feature object has a member with the name “geometry”", which may be null; that has "type" and "coordinates".
void check_geometry(object const& feature, Path const& path, Rule const& rule, Findings& findings) {
  auto const* found = find_member(feature, "geometry");
  if (found == nullptr) return findings.add(rule, path, "a Feature needs “geometry”");
  if (found->is_null()) return;
  auto const* geometry = found->if_object();
  bool const is_whole =
      geometry != nullptr && !text_of(*geometry, "type").empty() &&
      (find_array(*geometry, "coordinates") != nullptr || find_array(*geometry, "geometries") != nullptr);
  if (!is_whole) findings.add(rule, path.member("geometry"), "a geometry has “type” and “coordinates”");
}

// "The value of the id property must be a string, and the value must be an HTTP(S) URI"
void check_geo_id(object const& resource, Path const& path, Rule const& rule, Findings& findings) {
  auto const* id = find_member(resource, "id");
  if (id != nullptr && !is_web_uri(text_of(id)))
    findings.add(rule, path.member("id"), "an http or https URI is expected");
}

void check_feature(object const& feature, Path const& path, Rule const& rule, Findings& findings) {
  check_geo_id(feature, path, rule, findings);
  auto const* properties = find_member(feature, "properties");
  if (properties != nullptr && !properties->is_object() && !properties->is_null())
    findings.add(rule, path.member("properties"), "an object is expected");
  check_geometry(feature, path, rule, findings);
}

// https://iiif.io/api/extension/navplace/#31-navplace – https://www.rfc-editor.org/rfc/rfc7946#section-3
void nav_place(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* found = find_member(here.object, "navPlace");
  if (found == nullptr) return;
  auto const* place = found->if_object();
  if (place == nullptr || text_of(*place, "type") != "FeatureCollection")
    return findings.add(rule, here.path.member("navPlace"), "“navPlace” is a GeoJSON FeatureCollection");
  auto const* features = find_array(*place, "features");
  auto const path = here.path.member("navPlace");
  check_geo_id(*place, path, rule, findings);
  if (features == nullptr && (text_of(*place, "id").empty() || find_member(*place, "features") != nullptr))
    return findings.add(rule, path, "a FeatureCollection needs a list of “features”, or an “id” where it is");
  if (features == nullptr) return;
  auto const list = path.member("features");
  std::size_t index = 0;
  for (auto const& one : *features) {
    auto const at = list.element(index++);
    auto const* feature = one.if_object();
    if (feature == nullptr || text_of(*feature, "type") != "Feature")
      findings.add(rule, at, "an object of type “Feature” is expected");
    else
      check_feature(*feature, at, rule, findings);
  }
}

// The body of an annotation that says where something is.
void feature_geometry(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (text_of(here.object, "type") == "Feature") check_feature(here.object, here.path, rule, findings);
}

// Whether a position lies on the earth; of lists of them, whether all do. The depth is that of the JSON.
bool is_on_earth(value const& coordinates) {
  auto const* list = coordinates.if_array();
  if (list == nullptr || list->empty()) return true;
  if (!list->front().is_number()) return std::ranges::all_of(*list, is_on_earth);
  if (list->size() < 2 || !(*list)[1].is_number()) return false;
  auto const longitude = (*list)[0].to_number<double>();
  auto const latitude = (*list)[1].to_number<double>();
  return longitude >= -180 && longitude <= 180 && latitude >= -90 && latitude <= 90;
}

// "The first two elements are longitude and latitude … precisely in that order"
void nav_place_position(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* place = find_object(here.object, "navPlace");
  auto const* features = place != nullptr ? find_array(*place, "features") : nullptr;
  if (features == nullptr) return;
  for (auto const& one : *features) {
    auto const* feature = one.if_object();
    auto const* geometry = feature != nullptr ? find_object(*feature, "geometry") : nullptr;
    auto const* coordinates = geometry != nullptr ? find_member(*geometry, "coordinates") : nullptr;
    if (coordinates != nullptr && !is_on_earth(*coordinates))
      findings.add(rule, here.path.member("navPlace"),
                   "a position is no longitude of -180 to 180 and latitude of -90 to 90, in this order");
  }
}

constexpr auto kError = Severity::error;
constexpr auto kWarning = Severity::warning;
constexpr std::string_view kContexts = "46-linked-data-context-and-extensions";

constexpr std::array kRules{
    ResourceRule{{"extension-context", kWarning, kContexts, true}, described, extension_context},
    ResourceRule{{"auth-context", kWarning, kContexts, true}, set_of({service}), auth_context},
    ResourceRule{{"property-case", kError, "41-case-sensitivity"}, all & ~set_of({service}), property_case},
    ResourceRule{{"nav-place", kError, kContexts}, described, nav_place},
    ResourceRule{{"feature-geometry", kError, kContexts}, set_of({content}), feature_geometry},
    ResourceRule{{"nav-place-position", kWarning, kContexts}, described, nav_place_position},
};

}  // namespace

std::span<ResourceRule const> extension_rules() {
  return kRules;
}

}  // namespace triforium::presentation
