// Rules on pictures and recordings: formats, proportions, durations, thumbnails.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>

#include "base/text.h"
#include "presentation/check/dialects.h"
#include "presentation/check/formats.h"
#include "presentation/check/resource_class.h"
#include "presentation/check/targets.h"
#include "presentation/check/values.h"

namespace triforium::presentation {
namespace {

using namespace resource_class;
using boost::json::object;

constexpr double kMostDistortion = 0.02;  // of the proportions; rounding to whole pixels stays far below
constexpr double kMostDelay = 1.0;        // seconds

bool has_image_service(object const& resource) {
  auto const* services = find_array(resource, "service");
  return services != nullptr && !services->empty();
}

// The canvas that this body covers: alone, as a whole, untouched by a selector.
Visit const* covered_container(Visit const& here) {
  if (here.property != "body" || here.parent->type != annotation) return nullptr;
  auto const* around = painted_container(here);
  if (around == nullptr || around->type == scene) return nullptr;
  auto const targets = targets_of(here.parent->object);
  bool const is_whole =
      targets.size() == 1 && targets.front().fragment.empty() && targets.front().id == text_of(around->object, "id");
  auto const* target = find_object(here.parent->object, "target");
  return is_whole && (target == nullptr || find_member(*target, "selector") == nullptr) ? around : nullptr;
}

// "Renderers must scale content into the space represented by the Canvas": into other proportions it is distorted.
void image_ratio(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = covered_container(here);
  if (around == nullptr || text_of(here.object, "type") != "Image") return;
  auto const image = extents_of(here.object);
  auto const canvas_ = extents_of(around->object);
  if (!(image.width > 0 && image.height > 0 && canvas_.width > 0 && canvas_.height > 0)) return;
  auto const distortion = std::abs(image.width / image.height * canvas_.height / canvas_.width - 1);
  auto const by_rounding = 1 / std::min(image.width, image.height) + 1 / std::min(canvas_.width, canvas_.height);
  if (distortion > kMostDistortion + by_rounding)
    findings.add(rule, here.path,
                 fmt::format("the image has {} × {}, its Canvas {} × {}: clients distort it or leave margins",
                             image.width, image.height, canvas_.width, canvas_.height));
}

// A recording that is longer is cut, a shorter one ends in silence ("timeMode": "trim").
void body_duration(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const* around = covered_container(here);
  if (around == nullptr || find_member(here.parent->object, "timeMode") != nullptr) return;
  auto const own = extents_of(here.object).duration;
  auto const whole = extents_of(around->object).duration;
  if (own > 0 && whole > 0 && std::abs(own - whole) > kMostDelay)
    findings.add(rule, here.path, fmt::format("it has {} seconds, its Canvas {}", own, whole));
}

// Whether a file of this format can be of the resource's type. Addresses of descriptions may name what they describe:
// "…/alto/page1.jp2" is no picture.
bool is_of_type(std::string_view format, std::string_view type) {
  if (type == "Image") return format.starts_with("image/");
  if (type == "Model") return format.starts_with("model/");
  bool const is_stream = format == "application/vnd.apple.mpegurl" || format == "application/dash+xml";
  if (type == "Video" || type == "Sound" || type == "Audio")
    return is_stream || format.starts_with("video/") || format.starts_with("audio/");
  return type == "Text" && (format == "application/pdf" || format == "text/vtt" || format == "application/epub+zip");
}

// "it should be the value of the Content-Type header returned when the resource is dereferenced"
void format_extension(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  auto const format = text_of(here.object, "format");
  auto const by_name = format_by_name(text_of(here.object, "id"));
  if (!is_of_type(by_name, text_of(here.object, "type"))) return;
  if (!format.empty() && is_media_type(format) && !is_same_format(format, by_name))
    findings.add(rule, here.path.member("format"),
                 quoted(format) + " is not what the name of the file says, " + quoted(by_name));
}

// What a client has to show, and has no service to ask for another format.
bool is_shown(Visit const& here) {
  return here.property == "thumbnail" || here.property == "logo" || painted_container(here) != nullptr;
}

void format_shown(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (text_of(here.object, "type") != "Image" || has_image_service(here.object) || !is_shown(here)) return;
  auto format = text_of(here.object, "format");
  if (auto const by_name = format_by_name(text_of(here.object, "id")); !by_name.empty()) format = by_name;
  if (is_hidden_from_browsers(format))
    findings.add(rule, here.path, quoted(format) + " is shown by no browser, and there is no image service for it");
}

// "Images and videos should have the width and height properties, … It is recommended that a IIIF Image API service be
//  available": without either, a client fetches a picture of unknown size for a list of a hundred.
void thumbnail_size(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (here.property != "thumbnail" || text_of(here.object, "type") != "Image" || has_image_service(here.object)) return;
  auto const size = extents_of(here.object);
  if (size.width == 0 || size.height == 0)
    findings.add(rule, here.path, "a thumbnail should have “width” and “height”, or an image service");
}

// "Content Resources should have the height property … if appropriate", likewise "duration".
void content_extent(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (painted_container(here) == nullptr) return;
  auto const kind = text_of(here.object, "type");
  auto const extent = extents_of(here.object);
  bool const has_size = extent.width > 0 && extent.height > 0;
  if ((kind == "Image" || kind == "Video") && !has_size && !has_image_service(here.object))
    findings.add(rule, here.path, quoted(kind) + " should have “width” and “height”");
  if ((kind == "Video" || kind == "Sound" || kind == "Audio") && extent.duration == 0)
    findings.add(rule, here.path, quoted(kind) + " should have “duration”");
}

// "If there is a Choice of content resource for the same Canvas, then they should each have the label property"
void choice_label(Visit const& here, Facts const&, Rule const& rule, Findings& findings) {
  if (text_of(here.object, "type") != "Choice") return;
  for_each_object(here, "items", [&](object const& item, Path const& path) {
    auto const* source = find_object(item, "source");
    if (find_member(item, "label") == nullptr && (source == nullptr || find_member(*source, "label") == nullptr))
      findings.add(rule, path, "what can be chosen should have a “label”");
  });
}

constexpr auto kWarning = Severity::warning;
constexpr auto kAdvice = Severity::advice;
constexpr Classes kContent = set_of({content});

constexpr std::array kRules{
    ResourceRule{{"image-ratio", kWarning, "53-canvas"}, kContent, image_ratio},
    ResourceRule{{"body-duration", kWarning, "timeMode"}, kContent, body_duration},
    ResourceRule{{"format-extension", kWarning, "format"}, kContent, format_extension},
    ResourceRule{{"format-shown", kWarning, "format"}, kContent, format_shown},
    ResourceRule{{"thumbnail-size", kAdvice, "thumbnail"}, kContent, thumbnail_size},
    ResourceRule{{"content-extent", kAdvice, "57-content-resources"}, kContent, content_extent},
    ResourceRule{{"choice-label", kAdvice, "label"}, set_of({several}), choice_label},
};

}  // namespace

std::span<ResourceRule const> media_rules() {
  return kRules;
}

}  // namespace triforium::presentation
