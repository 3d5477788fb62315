// The properties that point elsewhere, 2.1 → 3.0: each writes to the resource's `out`.
//
// https://iiif.io/api/presentation/2.1/#linking-properties
#pragma once

#include "presentation/v2/upgrade_description.h"

namespace triforium::presentation::v2 {

void upgrade_license(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_logo(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_thumbnail(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_related(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_rendering(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_see_also(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_within(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);
void upgrade_start_canvas(json::value const& value, UpgradedResource const& resource, Upgrading& upgrading);

// A canvas, or the part of it that the fragment names, as 3.0 refers to it.
json::object canvas_reference(std::string_view uri);

}  // namespace triforium::presentation::v2
