#include "presentation/v2/service_types.h"

#include <array>

namespace triforium::presentation::v2 {
namespace {

constexpr std::string_view kSearch = "http://iiif.io/api/search/1/context.json";
constexpr std::string_view kAuth = "http://iiif.io/api/auth/1/context.json";

constexpr std::array<ServiceKind, 12> kKinds = {{
    {"ImageService2", "http://iiif.io/api/image/2/context.json", "http://iiif.io/api/image/2/"},
    {"ImageService1", "http://library.stanford.edu/iiif/image-api/1.1/context.json",
     "http://library.stanford.edu/iiif/image-api/"},
    {"ImageService1", "http://iiif.io/api/image/1/context.json", "http://iiif.io/api/image/1/"},
    {"ImageService3", "http://iiif.io/api/image/3/context.json", "http://iiif.io/api/image/3/"},
    {"AutoCompleteService1", kSearch, "http://iiif.io/api/search/1/autocomplete"},
    {"SearchService1", kSearch, "http://iiif.io/api/search/1/"},
    {"AuthTokenService1", kAuth, "http://iiif.io/api/auth/1/token"},
    {"AuthLogoutService1", kAuth, "http://iiif.io/api/auth/1/logout"},
    {"AuthCookieService1", kAuth, "http://iiif.io/api/auth/1/login"},
    {"AuthCookieService1", kAuth, "http://iiif.io/api/auth/1/clickthrough"},
    {"AuthCookieService1", kAuth, "http://iiif.io/api/auth/1/kiosk"},
    {"AuthCookieService1", kAuth, "http://iiif.io/api/auth/1/external"},
}};

// Both schemes are found for what are names, not addresses.
std::string_view without_scheme(std::string_view uri) {
  auto const slashes = uri.find("://");
  return slashes == std::string_view::npos ? uri : uri.substr(slashes + 3);
}

}  // namespace

ServiceKind const* find_service_kind(std::string_view context, std::string_view profile) {
  for (auto const& kind : kKinds)
    if (without_scheme(profile).starts_with(without_scheme(kind.profile))) return &kind;
  for (auto const& kind : kKinds)
    if (without_scheme(context) == without_scheme(kind.context) && kind.context != kSearch && kind.context != kAuth)
      return &kind;
  return nullptr;
}

ServiceKind const* find_service_kind(std::string_view type) {
  for (auto const& kind : kKinds)
    if (kind.type == type) return &kind;
  return nullptr;
}

std::string_view image_2_profile(std::string_view profile) {
  if (profile.ends_with("level0") || profile.ends_with("level0.json")) return "http://iiif.io/api/image/2/level0.json";
  if (profile.ends_with("level1") || profile.ends_with("level1.json")) return "http://iiif.io/api/image/2/level1.json";
  if (profile.ends_with("level2") || profile.ends_with("level2.json")) return "http://iiif.io/api/image/2/level2.json";
  return profile;
}

}  // namespace triforium::presentation::v2
