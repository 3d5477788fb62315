// The contexts of the registered extensions, by what needs them.
//
// https://iiif.io/api/extension/navplace/  https://iiif.io/api/extension/text-granularity/
// https://iiif.io/api/auth/2.0/
#pragma once

#include <array>
#include <string_view>

namespace triforium::presentation {

struct Extension {
  std::string_view property, context;
  bool is_part_of_v4 = false;
};

inline constexpr std::array<Extension, 2> kExtensions{
    {{"navPlace", "http://iiif.io/api/extension/navplace/context.json", true},
     {"textGranularity", "http://iiif.io/api/extension/text-granularity/context.json"}}};

inline constexpr std::string_view kAuthContext = "http://iiif.io/api/auth/2/context.json";

// "" for properties of no extension.
constexpr std::string_view context_of_extension(std::string_view property) {
  for (auto const& extension : kExtensions)
    if (extension.property == property) return extension.context;
  return {};
}

}  // namespace triforium::presentation
