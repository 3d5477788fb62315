#include "presentation/renderings.h"

#include <fmt/format.h>

#include <algorithm>

#include "presentation/marker.h"
#include "presentation/tree.h"

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

// https://rightsstatements.org/page/1.0/ – NoC-US: the works are free in the United States at least; NoC-NC: others may
// not earn by them. Where contracts (NoC-CR) or other laws (NoC-OKLR) bind, the publisher has to say so for each.
std::vector<std::string> DownloadPolicy::what_may_be_handed_on() {
  return {"http://creativecommons.org/licenses/", "http://creativecommons.org/publicdomain/",
          "http://rightsstatements.org/vocab/NoC-US/", "http://rightsstatements.org/vocab/NoC-NC/"};
}

bool allows(std::vector<std::string> const& policy, std::string_view rights) {
  auto const without_scheme = [](std::string_view uri) {
    for (std::string_view const scheme : {"http://", "https://"})
      if (uri.starts_with(scheme)) return uri.substr(scheme.size());
    return uri;
  };
  return std::ranges::any_of(policy, [&](std::string const& allowed) {
    return allowed == "*" || (!allowed.empty() && without_scheme(rights).starts_with(without_scheme(allowed)));
  });
}

std::string rendering_name(std::string_view item, std::string_view file) {
  return fmt::format("{}renderings/{}/{}", kRelativeMarker, item, file);
}

bj::array renderings_of(std::string_view item, RenderingFacts const& facts, DownloadPolicy const& policy) {
  auto const may_have = [&](std::vector<std::string> const& rights) {
    return facts.wish.value_or(allows(rights, facts.rights));
  };
  bj::array all;
  if (facts.has_pictures && may_have(policy.pdf))
    all.push_back(rendering(item, kPdfRendering, "Text", "application/pdf", "PDF"));
  if (facts.has_text && may_have(policy.text))
    all.push_back(rendering(item, kTextRendering, "Text", "text/plain", "Plain text"));
  if (facts.has_files && may_have(policy.originals))
    all.push_back(rendering(item, kFilesRendering, "Dataset", "application/zip", "Original files"));
  return all;
}

bool offers(bj::object const& manifest, std::string_view item, std::string_view file) {
  auto const* const all = manifest.if_contains("rendering");
  if (all == nullptr || !all->is_array()) return false;
  auto const name = rendering_name(item, file);
  return std::ranges::any_of(all->get_array(), [&](bj::value const& one) {
    return one.is_object() && text_of(one.get_object(), "id") == name;
  });
}

}  // namespace triforium::presentation
