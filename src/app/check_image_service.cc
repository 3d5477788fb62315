#include "app/check_image_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "presentation/tree.h"

namespace triforium::app {
namespace {

namespace bj = boost::json;
using presentation::Findings;
using presentation::Path;
using presentation::Rule;
using presentation::Severity;

constexpr Rule kContext{"info-context", Severity::error, "52-technical-properties"};
constexpr Rule kId{"info-id", Severity::error, "52-technical-properties"};
constexpr Rule kType{"info-type", Severity::error, "52-technical-properties"};
constexpr Rule kProtocol{"info-protocol", Severity::error, "52-technical-properties"};
constexpr Rule kProfile{"info-profile", Severity::error, "6-compliance-level-and-profile-document"};
constexpr Rule kSize{"info-size", Severity::error, "52-technical-properties"};
constexpr Rule kSizes{"info-sizes", Severity::error, "53-sizes"};
constexpr Rule kTiles{"info-tiles", Severity::error, "54-tiles"};
constexpr Rule kContentType{"http-content-type", Severity::warning, "51-image-information-request"};

std::string_view first_text(bj::value const* value) {
  if (value != nullptr && value->is_array() && !value->get_array().empty()) value = &value->get_array().front();
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

std::string_view last_text(bj::value const* value) {
  if (value != nullptr && value->is_array() && !value->get_array().empty()) value = &value->get_array().back();
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

std::string context_of(int version) {
  return fmt::format("http://iiif.io/api/image/{}/context.json", version);
}

void check_identity(Fetched const& fetched, bj::object const& info, int version, Findings& findings) {
  Path const root;
  auto const* const key = version == 2 ? "@id" : "id";
  auto const id = presentation::text_of(info, key);
  auto const is_its = [&](std::string const& url) { return url == std::string(id) + "/info.json"; };
  // "The value … must be the base URI of the image"
  if (id.empty() || std::ranges::none_of(fetched.urls, is_its))
    findings.add(
        kId, root.member(key),
        quoted(id, 300) + " with /info.json is not the address at which this is, " + quoted(fetched.urls.back(), 300));
  if (last_text(info.if_contains("@context")) != context_of(version))
    findings.add(kContext, root, "“@context” has to be, or end with, " + quoted(context_of(version)));
  if (version == 3 && presentation::text_of(info, "type") != "ImageService3")
    findings.add(kType, root, "“type” has to be “ImageService3”");
  if (presentation::text_of(info, "protocol") != "http://iiif.io/api/image")
    findings.add(kProtocol, root, "“protocol” has to be “http://iiif.io/api/image”");
}

void check_sizes(bj::object const& info, Findings& findings) {
  auto const* found = info.if_contains("sizes");
  if (found == nullptr) return;
  Path const root;
  auto const place = root.member("sizes");
  if (!found->is_array()) return findings.add(kSizes, place, "a list is expected");
  std::size_t index = 0;
  for (auto const& one : found->get_array()) {
    auto const at = place.element(index++);
    auto const* size = one.if_object();
    if (size == nullptr || !positive_of(*size, "width") || !positive_of(*size, "height"))
      findings.add(kSizes, at, "a size has “width” and “height”, positive whole numbers");
  }
}

void check_tile(bj::object const& tile, Path const& path, std::set<std::int64_t>& factors, Findings& findings) {
  if (!positive_of(tile, "width")) findings.add(kTiles, path, "tiles need “width”, a positive whole number");
  if (tile.contains("height") && !positive_of(tile, "height"))
    findings.add(kTiles, path.member("height"), "a positive whole number is expected");
  auto const* found = tile.if_contains("scaleFactors");
  auto const* list = found != nullptr ? found->if_array() : nullptr;
  if (list == nullptr || list->empty()) return findings.add(kTiles, path, "tiles need “scaleFactors”");
  for (auto const& one : *list) {
    auto const* factor = one.if_int64();
    if (factor == nullptr || *factor <= 0)
      findings.add(kTiles, path.member("scaleFactors"), "positive whole numbers are expected");
    else if (!factors.insert(*factor).second)
      findings.add(kTiles, path.member("scaleFactors"), fmt::format("{} is given twice", *factor));
  }
}

void check_tiles(bj::object const& info, Findings& findings) {
  auto const* found = info.if_contains("tiles");
  if (found == nullptr) return;
  Path const root;
  auto const place = root.member("tiles");
  if (!found->is_array()) return findings.add(kTiles, place, "a list is expected");
  std::set<std::int64_t> factors;
  std::size_t index = 0;
  for (auto const& one : found->get_array()) {
    auto const at = place.element(index++);
    if (auto const* tile = one.if_object()) check_tile(*tile, at, factors, findings);
  }
}

}  // namespace

// Of 2.1 the same things stand under other headings.
presentation::Specification specification_of_images(int version) {
  using presentation::Section;
  static constexpr std::array<Section, 6> kOfV2{{{"51-image-information-request", "image-information-request"},
                                                 {"52-technical-properties", "technical-properties"},
                                                 {"53-sizes", "sizes"},
                                                 {"54-tiles", "tiles"},
                                                 {"6-compliance-level-and-profile-document", "profile-description"},
                                                 {"42-size", "size"}}};
  if (version == 3) return {"https://iiif.io/api/image/3.0/#"};
  return {"https://iiif.io/api/image/2.1/#", kOfV2};
}

std::optional<std::int64_t> positive_of(bj::object const& around, std::string_view key) {
  auto const* value = around.if_contains(key);
  auto const* number = value != nullptr ? value->if_int64() : nullptr;
  return number != nullptr && *number > 0 && *number < (std::int64_t{1} << 31) ? std::optional(*number) : std::nullopt;
}

int level_of_image(bj::object const& info, int version) {
  auto const profile = first_text(info.if_contains("profile"));
  for (int level = 0; level <= 2; ++level) {
    auto const name =
        version == 3 ? fmt::format("level{}", level) : fmt::format("http://iiif.io/api/image/2/level{}.json", level);
    if (profile == name) return level;
  }
  return -1;
}

std::optional<int> image_version_of(bj::value const& document) {
  auto const* info = document.if_object();
  if (info == nullptr) return std::nullopt;
  auto const context = last_text(info->if_contains("@context"));
  if (context.find("iiif.io/api/image/3/") != std::string_view::npos) return 3;
  if (context.find("iiif.io/api/image/2/") != std::string_view::npos) return 2;
  if (presentation::text_of(*info, "protocol") != "http://iiif.io/api/image") return std::nullopt;
  return info->contains("id") ? 3 : 2;
}

presentation::Report check_information(Fetched const& fetched, bj::object const& info, int version) {
  constexpr std::size_t kMost = 100;
  Findings findings(specification_of_images(version), kMost);
  check_transport(fetched, findings);
  check_is_json(fetched, kContentType, "", findings);
  check_identity(fetched, info, version, findings);
  Path const root;
  if (level_of_image(info, version) < 0)
    findings.add(kProfile, root.member("profile"),
                 version == 3 ? "“level0”, “level1” or “level2” is expected"
                              : "“http://iiif.io/api/image/2/level2.json” or that of another level is expected");
  for (auto const* const key : {"width", "height"})
    if (!positive_of(info, key)) findings.add(kSize, root, quoted(key) + " has to be a positive whole number");
  check_sizes(info, findings);
  check_tiles(info, findings);
  return findings.take();
}

}  // namespace triforium::app
