#include "presentation/build_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "json/parse.h"
#include "presentation/names.h"

namespace triforium::presentation::parts {
namespace {

namespace bj = boost::json;

bj::object labelled(LabelledText const& text) {
  return {{"label", language_map(text.label)}, {"value", language_map(text.value)}};
}

// https://iiif.io/api/presentation/3.0/#service
//   "ImageService1 … ImageService2 … ImageService3"; those of former versions keep @id and @type.
bj::array image_services(std::string_view asset) {
  bj::object const third{{"id", image_service_name(asset, 3)}, {"type", "ImageService3"}, {"profile", "level2"}};
  bj::object const second{{"@id", image_service_name(asset, 2)},
                          {"@type", "ImageService2"},
                          {"profile", "http://iiif.io/api/image/2/level2.json"}};
  return {third, second};
}

// https://iiif.io/api/presentation/3.0/#provider
bj::object agent(Provider const& provider, FindAsset const& assets) {
  bj::object agent{{"id", provider.id}, {"type", "Agent"}, {"label", language_map(provider.label)}};
  if (auto homepages = links(provider.homepages, assets, true); !homepages.empty())
    agent["homepage"] = std::move(homepages);
  // https://iiif.io/api/presentation/3.0/#logo: always an image, whatever its address tells of its format.
  auto logos = links(provider.logos, assets, false);
  for (auto& logo : logos)
    logo.as_object()["type"] = "Image";
  if (!logos.empty()) agent["logo"] = std::move(logos);
  return agent;
}

template <typename T, typename Make>
void add_all(bj::object& resource, std::string_view property, std::vector<T> const& values, Make const& make) {
  if (values.empty()) return;
  bj::array made;
  for (auto const& value : values)
    made.push_back(make(value));
  resource[property] = std::move(made);
}

void add_links(bj::object& resource, std::string_view property, std::vector<FileReference> const& files,
               FindAsset const& assets, bool needs_label) {
  if (auto found = links(files, assets, needs_label); !found.empty()) resource[property] = std::move(found);
}

void add_thumbnail(bj::object& resource, FileReference const& file, FindAsset const& assets) {
  auto const* const asset = assets(file.location);
  if (asset != nullptr && asset->is_image) {
    resource["thumbnail"] = bj::array{thumbnail(*asset)};
  } else if (auto linked = link(file, assets, false)) {
    (*linked)["type"] = "Image";
    resource["thumbnail"] = bj::array{std::move(*linked)};
  }
}

}  // namespace

bj::object language_map(LanguageMap const& map) {
  bj::object made;
  for (auto const& [language, texts] : map.values)
    made[language] = bj::array(texts.begin(), texts.end());
  return made;
}

std::string_view type_of(MediaKind kind) {
  switch (kind) {
    case MediaKind::image:
      return "Image";
    case MediaKind::sound:
      return "Sound";
    case MediaKind::video:
      return "Video";
    case MediaKind::model:
      return "Model";
    case MediaKind::text:
      return "Text";
    case MediaKind::dataset:
      return "Dataset";
  }
  return "Dataset";
}

std::string_view type_of_media(std::string_view media_type) {
  if (media_type.starts_with("image/")) return "Image";
  if (media_type.starts_with("audio/")) return "Sound";
  if (media_type.starts_with("video/")) return "Video";
  if (media_type.starts_with("model/")) return "Model";
  bool const is_text =
      media_type.starts_with("text/") || media_type == "application/pdf" || media_type == "application/epub+zip";
  return is_text ? "Text" : "Dataset";
}

bj::object image(AssetFacts const& asset, std::uint32_t width, std::uint32_t height, std::string_view size) {
  return {{"id", fmt::format("{}/full/{}/0/default.jpg", image_service_name(asset.id, 3), size)},
          {"type", "Image"},
          {"format", "image/jpeg"},
          {"width", width},
          {"height", height},
          {"service", image_services(asset.id)}};
}

bj::object thumbnail(AssetFacts const& asset) {
  constexpr double kSide = 200;
  auto const scale = std::min(1.0, kSide / std::max({1U, asset.width, asset.height}));
  auto const side = [&](std::uint32_t of) { return std::max(1U, static_cast<std::uint32_t>(std::lround(of * scale))); };
  auto const width = side(asset.width), height = side(asset.height);
  return image(asset, width, height, fmt::format("{},{}", width, height));
}

std::optional<bj::object> link(FileReference const& file, FindAsset const& assets, bool needs_label) {
  bool const is_elsewhere = file.location.starts_with("http://") || file.location.starts_with("https://");
  auto const* const asset = is_elsewhere ? nullptr : assets(file.location);
  if (!is_elsewhere && asset == nullptr) return std::nullopt;
  auto format = file.format.empty() && asset != nullptr ? asset->media_type : file.format;
  // A page that says nothing else of itself is a page.
  if (format.empty() && needs_label) format = "text/html";

  bj::object made{{"id", is_elsewhere ? file.location : file_name(asset->id, asset->name)},
                  {"type", type_of_media(format)}};
  if (!file.label.is_empty()) {
    made["label"] = language_map(file.label);
  } else if (needs_label) {
    LanguageMap label;
    label.add("none", is_elsewhere ? file.location : asset->name);
    made["label"] = language_map(label);
  }
  if (!format.empty()) made["format"] = format;
  if (!file.profile.empty()) made["profile"] = file.profile;
  if (!file.language.empty()) made["language"] = bj::array{file.language};
  return made;
}

bj::array links(std::vector<FileReference> const& files, FindAsset const& assets, bool needs_label) {
  bj::array made;
  for (auto const& file : files) {
    if (auto linked = link(file, assets, needs_label)) made.push_back(std::move(*linked));
  }
  return made;
}

void describe(bj::object& resource, Description const& description, FindAsset const& assets) {
  if (!description.label.is_empty()) resource["label"] = language_map(description.label);
  add_all(resource, "metadata", description.metadata, labelled);
  if (!description.summary.is_empty()) resource["summary"] = language_map(description.summary);
  if (description.required_statement) resource["requiredStatement"] = labelled(*description.required_statement);
  if (!description.rights.empty()) resource["rights"] = description.rights;
  add_all(resource, "provider", description.providers, [&](Provider const& one) { return agent(one, assets); });
  if (description.thumbnail) add_thumbnail(resource, *description.thumbnail, assets);
  if (!description.nav_date.empty()) resource["navDate"] = description.nav_date;
  if (auto place = json::parse(description.nav_place); !description.nav_place.empty() && place)
    resource["navPlace"] = std::move(*place);
  if (!description.behaviors.empty())
    resource["behavior"] = bj::array(description.behaviors.begin(), description.behaviors.end());
  add_links(resource, "homepage", description.homepages, assets, true);
  add_links(resource, "rendering", description.renderings, assets, true);
  add_links(resource, "seeAlso", description.see_also, assets, false);
}

}  // namespace triforium::presentation::parts
