#include "presentation/renderings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "presentation/marker.h"

namespace triforium::presentation {
namespace {

namespace bj = boost::json;

bj::object rendering(std::string_view item, std::string_view file, std::string_view type, std::string_view format,
                     std::string_view label) {
  return {{"id", rendering_name(item, file)},
          {"type", type},
          {"label", bj::object{{"en", bj::array{label}}}},
          {"format", format}};
}

}  // namespace

bool allows_redistribution(std::string_view rights) {
  static constexpr std::array<std::string_view, 2> kHosts = {"http://creativecommons.org/",
                                                             "https://creativecommons.org/"};
  return std::ranges::any_of(kHosts, [&](std::string_view host) {
    if (!rights.starts_with(host)) return false;
    auto const path = rights.substr(host.size());
    return path.starts_with("licenses/") || path.starts_with("publicdomain/");
  });
}

std::string rendering_name(std::string_view item, std::string_view file) {
  return fmt::format("{}renderings/{}/{}", relative_marker, item, file);
}

bj::array renderings_of(std::string_view item, RenderingFacts const& facts) {
  bj::array all;
  if (facts.has_text) all.push_back(rendering(item, kTextRendering, "Text", "text/plain", "Plain text"));
  if (facts.has_files && allows_redistribution(facts.rights)) {
    all.push_back(rendering(item, kFilesRendering, "Dataset", "application/zip", "Original files"));
  }
  return all;
}

}  // namespace triforium::presentation
