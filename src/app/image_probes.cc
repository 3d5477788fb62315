#include "app/image_probes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/check_address.h"
#include "app/check_image_service.h"
#include "base/text.h"
#include "codecs/registry.h"
#include "presentation/tree.h"

namespace triforium::app {

namespace bj = boost::json;

namespace {

struct Image {
  bj::object const& info;
  int version;
  std::string base;
  PixelSize size;

  std::string url(std::string const& region, std::string const& size_, std::string const& rest) const {
    return base + "/" + region + "/" + size_ + "/" + rest;
  }
  // 3.0: "w,h" is the canonical form; 2.1: "w,".
  std::string sized(PixelSize wanted) const {
    return version == 3 ? fmt::format("{},{}", wanted.width, wanted.height) : fmt::format("{},", wanted.width);
  }
};

constexpr std::int64_t kMostPixels = 60'000'000;  // of what is fetched whole

std::int64_t scaled(std::int64_t length, double factor) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(length) * factor + 0.5));
}

// "max: The extracted region is returned at the maximum size available": as "maxWidth" and the others allow.
PixelSize largest(Image const& image) {
  auto const max_width = positive_of(image.info, "maxWidth").value_or(image.size.width);
  auto const max_height =
      positive_of(image.info, "maxHeight").value_or(image.info.contains("maxWidth") ? max_width : image.size.height);
  auto factor = std::min({1.0, static_cast<double>(max_width) / static_cast<double>(image.size.width),
                          static_cast<double>(max_height) / static_cast<double>(image.size.height)});
  if (auto const area = positive_of(image.info, "maxArea"))
    factor = std::min(factor, std::sqrt(static_cast<double>(*area) / static_cast<double>(image.size.area())));
  return {scaled(image.size.width, factor), scaled(image.size.height, factor)};
}

void probe_whole(Image const& image, std::vector<ImageProbe>& probes) {
  auto const size = largest(image);
  if (size.area() > kMostPixels) return;
  auto const* const name = image.version == 3 ? "max" : "full";
  probes.push_back({image.url("full", name, "0/default.jpg"), size, size == image.size ? 0 : 2, "image-max"});
}

void probe_size(Image const& image, std::vector<ImageProbe>& probes) {
  auto const* found = image.info.if_contains("sizes");
  auto const* sizes = found != nullptr ? found->if_array() : nullptr;
  if (sizes == nullptr || sizes->empty() || !sizes->front().is_object()) return;
  auto const& first = sizes->front().get_object();
  PixelSize const size{positive_of(first, "width").value_or(0), positive_of(first, "height").value_or(0)};
  if (size.is_empty() || size.area() > kMostPixels) return;
  probes.push_back(
      {image.url("full", image.sized(size), "0/default.jpg"), size, image.version == 3 ? 0 : 1, "image-size"});
}

// The tile at the end of the image, where it is cut, of one scale factor.
void probe_tile(Image const& image, PixelSize tile, std::int64_t factor, bool is_last,
                std::vector<ImageProbe>& probes) {
  auto const step_x = tile.width * factor;
  auto const step_y = tile.height * factor;
  auto const x = is_last ? (image.size.width - 1) / step_x * step_x : 0;
  auto const y = is_last ? (image.size.height - 1) / step_y * step_y : 0;
  auto const width = std::min(step_x, image.size.width - x);
  auto const height = std::min(step_y, image.size.height - y);
  PixelSize const size{(width + factor - 1) / factor, (height + factor - 1) / factor};
  bool const is_full = x == 0 && y == 0 && width == image.size.width && height == image.size.height;
  auto const region = is_full ? std::string("full") : fmt::format("{},{},{},{}", x, y, width, height);
  probes.push_back(
      {image.url(region, image.sized(size), "0/default.jpg"), size, image.version == 3 ? 0 : 1, "image-tile"});
}

void probe_tiles(Image const& image, std::vector<ImageProbe>& probes) {
  auto const* found = image.info.if_contains("tiles");
  auto const* tiles = found != nullptr ? found->if_array() : nullptr;
  if (tiles == nullptr || tiles->empty() || !tiles->front().is_object()) return;
  auto const& tile = tiles->front().get_object();
  auto const width = positive_of(tile, "width").value_or(0);
  PixelSize const size{width, positive_of(tile, "height").value_or(width)};
  std::vector<std::int64_t> factors;
  if (auto const* list = tile.if_contains("scaleFactors"); list != nullptr && list->is_array())
    for (auto const& one : list->get_array())
      if (one.is_int64() && one.get_int64() > 0 && one.get_int64() < (1 << 20)) factors.push_back(one.get_int64());
  if (size.is_empty() || size.width > (1 << 16) || size.height > (1 << 16) || factors.empty()) return;
  probe_tile(image, size, *std::ranges::max_element(factors), false, probes);
  probe_tile(image, size, *std::ranges::min_element(factors), true, probes);
}

// https://iiif.io/api/image/3.0/compliance/ – one request of each kind that the level has over the one below.
void probe_level(Image const& image, std::vector<ImageProbe>& probes) {
  auto const level = level_of_image(image.info, image.version);
  auto const fit = [&](double longest) {
    auto const factor = std::min(1.0, longest / static_cast<double>(std::max(image.size.width, image.size.height)));
    return PixelSize{scaled(image.size.width, factor), scaled(image.size.height, factor)};
  };
  auto const small = fit(90);
  if (level >= 1) {
    probes.push_back({image.url("full", fmt::format("{},", small.width), "0/default.jpg"), small, 1, "image-level"});
    probes.push_back({image.url("full", fmt::format(",{}", small.height), "0/default.jpg"), small, 1, "image-level"});
  }
  if (level < 2) return;
  probes.push_back(
      {image.url("pct:0,0,100,100", fmt::format("!{0},{0}", std::max(small.width, small.height)), "0/default.jpg"),
       small, 1, "image-level"});
  probes.push_back(
      {image.url("full", fmt::format("{},", small.width), "90/default.jpg"), small.transposed(), 1, "image-level"});
  probes.push_back(
      {image.url("full", fmt::format("{},", small.width), "0/default.png"), small, 1, "image-level", "image/png"});
}

bool is_near(PixelSize one, PixelSize other, int tolerance) {
  return std::abs(one.width - other.width) <= tolerance && std::abs(one.height - other.height) <= tolerance;
}

// What is wrong with the answer, for people; nothing where it is as it should be.
std::optional<std::string> blocking_fault(storage::HttpClient const& client, ImageProbe const& probe) {
  auto const fetched = blocking_fetch(client, probe.url, "image/*");
  if (!fetched) return fetched.error().message;
  auto const& type = fetched->response.content_type;
  if (!type.starts_with(probe.format)) return fmt::format("it comes as {}; expected {}", quoted(type), probe.format);
  auto const* const first = reinterpret_cast<Bytes::value_type const*>(fetched->text.data());
  auto const source = storage::make_memory_source("answer", Bytes(first, first + fetched->text.size()));
  auto const picture = codecs::open(source, {});
  if (!picture) return "the picture cannot be read: " + picture.error().message;
  auto const size = (*picture)->header().size;
  if (is_near(size, probe.size, probe.tolerance)) return std::nullopt;
  return fmt::format("it has {} × {} pixels; expected {} × {}", size.width, size.height, probe.size.width,
                     probe.size.height);
}

std::string_view section_of(std::string_view rule) {
  if (rule == "image-tile") return "54-tiles";
  if (rule == "image-size") return "53-sizes";
  return rule == "image-max" ? "42-size" : "6-compliance-level-and-profile-document";
}

}  // namespace

std::vector<ImageProbe> probes_of(bj::object const& info, int version) {
  std::vector<ImageProbe> probes;
  PixelSize const size{positive_of(info, "width").value_or(0), positive_of(info, "height").value_or(0)};
  Image const image{info, version, std::string(presentation::text_of(info, version == 2 ? "@id" : "id")), size};
  if (size.is_empty() || image.base.empty()) return probes;
  probe_whole(image, probes);
  probe_size(image, probes);
  probe_tiles(image, probes);
  probe_level(image, probes);
  return probes;
}

presentation::Report blocking_probe(storage::HttpClient const& client, std::vector<ImageProbe> const& probes,
                                    int version) {
  presentation::Findings findings(specification_of_images(version), probes.size());
  for (auto const& probe : probes)
    if (auto const fault = blocking_fault(client, probe))
      findings.add({.name = probe.rule, .anchor = section_of(probe.rule)}, {}, quoted(probe.url, 300) + ": " + *fault);
  return findings.take();
}

}  // namespace triforium::app
