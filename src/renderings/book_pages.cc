#include "renderings/book_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "presentation/marker.h"
#include "presentation/names.h"
#include "presentation/tree.h"
#include "renderings/manifest_reading.h"

namespace triforium::renderings {
namespace {

namespace bj = boost::json;
using presentation::text_of;

constexpr std::size_t kMostPictures = 64;  // on one page
constexpr double kLargestSide = 1e7;       // pixels of a canvas
constexpr double kPointsPerInch = 72;
// Where nothing says how large the thing is, a page of ordinary resolution comes out at its natural size.
constexpr double kAssumedPixelsPerInch = 300;

std::string_view name_of(std::string_view uri) {
  if (!uri.starts_with(presentation::kRelativeMarker)) return {};
  return uri.substr(presentation::kRelativeMarker.size());
}

std::string decoded(std::string_view text) {
  auto made = percent_decode(text);
  return made ? std::move(*made) : std::string();
}

// "iiif/3/{asset}/{region}/{size}/{rotation}/…", "files/{asset}/{name}"
void read_address(std::string_view uri, BookPicture& picture) {
  auto const parts = split(name_of(uri), '/');
  if (parts.size() >= 3 && parts[0] == "iiif") {
    picture.asset = decoded(parts[2]);
    if (parts.size() >= 6) picture.region = decoded(parts[3]);
    if (parts.size() >= 6) picture.rotation = decoded(parts[5]);
  } else if (parts.size() == 3 && parts[0] == "files") {
    picture.asset = decoded(parts[1]);
  }
}

void read_services(bj::object const& image, BookPicture& picture) {
  for (auto const& service : list_at(image, "service")) {
    if (!picture.asset.empty()) return;
    auto const* const object = service.if_object();
    if (object == nullptr) continue;
    auto const id = text_of(*object, "id");
    auto const parts = split(name_of(id.empty() ? text_of(*object, "@id") : id), '/');
    if (parts.size() == 3 && parts[0] == "iiif") picture.asset = decoded(parts[2]);
  }
}

// https://iiif.io/api/annex/openannotation/#iiif-image-api-selector
void read_selector(bj::object const& resource, BookPicture& picture) {
  auto const* const value = resource.if_contains("selector");
  if (value == nullptr) return;
  auto const& selector = value->is_array() ? object_in(value->get_array(), 0) : object_at(resource, "selector");
  if (text_of(selector, "type") != "ImageApiSelector") return;
  if (auto const region = text_of(selector, "region"); !region.empty()) picture.region = region;
  if (auto const rotation = text_of(selector, "rotation"); !rotation.empty()) picture.rotation = rotation;
}

// Absent of what is no picture. Of a choice the first.
std::optional<BookPicture> read_picture(bj::object const& body) {
  auto const type = text_of(body, "type");
  if (type == "Choice") {
    auto const& first = object_in(list_at(body, "items"), 0);
    return text_of(first, "type") == "Choice" ? std::nullopt : read_picture(first);
  }
  BookPicture picture;
  bool const is_part = type == "SpecificResource";
  auto const& image = is_part ? object_at(body, "source") : body;
  if (text_of(image, "type") != "Image") return std::nullopt;
  read_address(text_of(image, "id"), picture);
  read_services(image, picture);
  if (is_part) read_selector(body, picture);
  return picture;
}

std::optional<std::array<double, 4>> parse_four(std::string_view text) {
  auto const parts = split(text, ',');
  std::array<double, 4> numbers{};
  if (parts.size() != numbers.size()) return std::nullopt;
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    auto const part = parts[at];
    auto const [end, error] = std::from_chars(part.data(), part.data() + part.size(), numbers[at]);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(numbers[at])) return std::nullopt;
  }
  return numbers;
}

// https://www.w3.org/TR/media-frags/#naming-space
void place(std::string_view fragment, BookPage const& page, BookPicture& picture) {
  std::tie(picture.x, picture.y, picture.width, picture.height) = std::tuple(0.0, 0.0, page.width, page.height);
  constexpr std::string_view kBox = "xywh=";
  auto const at = fragment.find(kBox);
  if (at == std::string_view::npos) return;
  auto text = fragment.substr(at + kBox.size());
  text = text.substr(0, text.find('&'));
  bool const is_percent = text.starts_with("percent:");
  if (auto const colon = text.find(':'); colon != std::string_view::npos) text.remove_prefix(colon + 1);
  auto const box = parse_four(text);
  if (!box || (*box)[2] <= 0 || (*box)[3] <= 0) return;
  auto const across = is_percent ? page.width / 100 : 1, down = is_percent ? page.height / 100 : 1;
  picture.x = (*box)[0] * across;
  picture.y = (*box)[1] * down;
  picture.width = (*box)[2] * across;
  picture.height = (*box)[3] * down;
}

std::string fragment_of(bj::object const& annotation) {
  auto const* const target = annotation.if_contains("target");
  if (target == nullptr) return {};
  if (auto const* const uri = target->if_string()) {
    auto const at = uri->find('#');
    return at == bj::string::npos ? std::string() : std::string(std::string_view(*uri).substr(at + 1));
  }
  auto const* const part = target->if_object();
  if (part == nullptr) return {};
  auto const* const selector = part->if_contains("selector");
  if (selector == nullptr) return {};
  auto const& first = selector->is_array() ? object_in(selector->get_array(), 0) : object_at(*part, "selector");
  return std::string(text_of(first, "value"));
}

// https://iiif.io/api/annex/services/#physical-dimensions
double points_of(bj::object const& canvas) {
  for (auto const& service : list_at(canvas, "service")) {
    auto const* const object = service.if_object();
    if (object == nullptr) continue;
    auto const scale = number_at(*object, "physicalScale");
    auto const unit = text_of(*object, "physicalUnits");
    auto const inches = unit == "in" ? 1 : unit == "cm" ? 1 / 2.54 : unit == "mm" ? 1 / 25.4 : 0;
    auto const points = scale * inches * kPointsPerInch;
    if (points > 1e-6 && points < 1e3) return points;
  }
  return kPointsPerInch / kAssumedPixelsPerInch;
}

void read_paintings(bj::object const& canvas, BookPage& page) {
  for (auto const& painted : list_at(canvas, "items")) {
    auto const* const annotations = painted.if_object();
    if (annotations == nullptr) continue;
    for (auto const& one : list_at(*annotations, "items")) {
      auto const* const annotation = one.if_object();
      if (annotation == nullptr || page.pictures.size() == kMostPictures) continue;
      auto picture = read_picture(object_at(*annotation, "body"));
      if (!picture) continue;
      place(fragment_of(*annotation), page, *picture);
      page.pictures.push_back(std::move(*picture));
    }
  }
}

std::optional<NamedPage> read_page(bj::object const& canvas) {
  NamedPage named{std::string(text_of(canvas, "id")), {}};
  auto& page = named.page;
  page.width = number_at(canvas, "width");
  page.height = number_at(canvas, "height");
  if (!(page.width >= 1 && page.height >= 1 && page.width <= kLargestSide && page.height <= kLargestSide))
    return std::nullopt;
  constexpr std::string_view kNames = "id/";
  if (auto const name = name_of(named.id); name.starts_with(kNames)) {
    if (auto const part = presentation::parse_part_name(name.substr(kNames.size()))) page.key = part->key;
  }
  page.label = first_language_text(object_at(canvas, "label"));
  page.points = points_of(canvas);
  read_paintings(canvas, page);
  return named;
}

}  // namespace

std::vector<NamedPage> read_pages(bj::object const& manifest) {
  std::vector<NamedPage> pages;
  for (auto const& canvas : list_at(manifest, "items")) {
    if (pages.size() == kMostPages) break;
    if (!canvas.is_object()) continue;
    if (auto page = read_page(canvas.get_object())) pages.push_back(std::move(*page));
  }
  return pages;
}

}  // namespace triforium::renderings
