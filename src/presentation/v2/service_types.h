// The table of services that both directions share.
#pragma once

#include <string_view>

namespace triforium::presentation::v2 {

// https://iiif.io/api/presentation/3.0/#service
//   "Implementations should be prepared to recognize the @id and @type property names used by older specifications"
struct ServiceKind {
  std::string_view type;     // as 3.0 calls it
  std::string_view context;  // the "@context" that 2.1 wants within the service
  std::string_view profile;  // what its profile begins with
};

// By the profile, which is told first for services that share a context, or else by the context; null: unknown.
ServiceKind const* find_service_kind(std::string_view context, std::string_view profile);
ServiceKind const* find_service_kind(std::string_view type);

// "level1", ".../image/2/profiles/level1.json" and so on → "http://iiif.io/api/image/2/level1.json"; others as they
// are.
std::string_view image_2_profile(std::string_view profile);

}  // namespace triforium::presentation::v2
