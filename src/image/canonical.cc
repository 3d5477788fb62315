#include "image/canonical.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace triforium::image {
namespace {

// Formats are compiled here: every answer needs these texts.

std::string rectangle_text(PixelRect rect) {
  return fmt::format(FMT_COMPILE("{},{},{},{}"), rect.x, rect.y, rect.width, rect.height);
}

// 3.0: "full if the full image is requested, otherwise the x,y,w,h syntax."
// 2.1: "“full” if the whole image is requested, (including a “square” region of a square image), otherwise the x,y,w,h
//  syntax."
std::string region_text(Plan const& plan) {
  return plan.region == PixelRect::whole(plan.full) ? "full" : rectangle_text(plan.region);
}

// "max if the maximum size without upscaling is requested, ^max if the maximum upscaled size is requested, otherwise
//  w,h if the size requested does not require upscaling, or ^w,h if the request requires upscaling of the extracted
//  region."
std::string size_text_3(Plan const& plan) {
  if (plan.size == plan.largest) return "max";
  if (plan.size == plan.largest_enlarged) return "^max";
  bool const is_enlarged = plan.size.width > plan.region.width || plan.size.height > plan.region.height;
  return fmt::format(FMT_COMPILE("{}{},{}"), is_enlarged ? "^" : "", plan.size.width, plan.size.height);
}

// "“full” if the default size is requested, the w, syntax for images that should be scaled maintaining the aspect
// ratio,
//  and the w,h syntax for explicit sizes that change the aspect ratio."
// "… the w, syntax should be considered the canonical form of request for the max size, unless max is equivalent to
//  full."
std::string size_text_2(Plan const& plan) {
  if (plan.size == plan.region.size() && plan.size == plan.largest) return "full";
  bool const keeps_aspect = plan.size.height == scaled_side(plan.region.height, plan.size.width, plan.region.width);
  return keeps_aspect ? fmt::format(FMT_COMPILE("{},"), plan.size.width)
                      : fmt::format(FMT_COMPILE("{},{}"), plan.size.width, plan.size.height);
}

// "! if the image is mirrored, followed by an integer if possible, otherwise a floating point value represented
//  according to the recommendations …"
std::string rotation_text(Plan const& plan, Version version) {
  return (plan.is_mirrored ? "!" : "") + to_text(plan.degrees, version);
}

}  // namespace

std::string to_text(Decimal number, Version version) {
  auto digits = fmt::format(FMT_COMPILE("{}"), number.value);
  if (number.scale == 0) return digits;
  auto const scale = static_cast<std::size_t>(number.scale);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  digits.insert(digits.size() - scale, 1, '.');
  // 3.0: "… SHOULD be represented with a leading 0 if less than 1 (e.g. 0.9 not .9)"; 2.1: "… trimming any trailing
  //  zeros in a decimal value, and a leading 0 if the value is below 1."
  if (version != Version::v3_0 && digits.front() == '0') digits.erase(0, 1);
  return digits;
}

std::string canonical_parameters(Plan const& plan) {
  // "quality: default if the server's default quality is requested, otherwise the quality string. format: An explicit
  //  format string is always required."
  return fmt::format(FMT_COMPILE("{}/{}/{}/{}.{}"), region_text(plan),
                     plan.version == Version::v3_0 ? size_text_3(plan) : size_text_2(plan),
                     rotation_text(plan, plan.version), name_of(plan.quality, plan.version), name_of(plan.format));
}

std::string cache_key(Plan const& plan) {
  return fmt::format(FMT_COMPILE("{}/{},{}/{}/{}.{}"), rectangle_text(plan.region), plan.size.width, plan.size.height,
                     rotation_text(plan, Version::v3_0), name_of(plan.quality, Version::v3_0), name_of(plan.format));
}

std::string state_tag(std::string_view source_identity, std::string_view configuration) {
  // A name-based UUID (RFC 4122, section 4.3) is a SHA-1 digest cut to 122 bits: equal for equal texts, different
  // otherwise. The length keeps the texts apart.
  auto const name = fmt::format(FMT_COMPILE("{}:{}\n{}"), source_identity.size(), source_identity, configuration);
  boost::uuids::name_generator_sha1 const make(boost::uuids::ns::url());
  return to_string(make(name));
}

std::string entity_tag(std::string_view state, std::string_view what) {
  std::string tag;
  tag.reserve(state.size() + what.size() + 3);
  return tag.append("\"").append(state).append("-").append(what).append("\"");
}

}  // namespace triforium::image
