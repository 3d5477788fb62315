// The properties that point elsewhere, 3.0 → 2.1: each writes to the resource's `out`.
//
// https://iiif.io/api/presentation/3.0/#33-linking-properties
#pragma once

#include "presentation/v2/downgrade_description.h"

namespace triforium::presentation::v2 {

void downgrade_thumbnail(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);
void downgrade_homepage(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);
void downgrade_rendering(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);
void downgrade_see_also(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);
void downgrade_part_of(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);
void downgrade_start(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);
void downgrade_supplementary(json::value const& value, DowngradedResource const& resource, Downgrading& downgrading);

// A Canvas, or a SpecificResource of one, → its URI with the part as a fragment. What a fragment cannot say is lost.
std::string canvas_uri(json::value const& reference, std::string const& pointer, Downgrading& downgrading);

}  // namespace triforium::presentation::v2
