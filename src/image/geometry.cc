#include "image/geometry.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/wide.h"

namespace triforium::image {
namespace {

// An edge at value/denominator, as whole pixels.
struct Fraction {
  Wide value = 0;
  Wide denominator = 1;

  Wide whole() const { return value / denominator; }
  Wide rest() const { return value % denominator; }
  // CHOICE: rounding is "implementation specific" (section 4.7). An edge less than a thousand-millionth of a pixel from
  // a whole one was meant to be there: clients compute percentages in floating point.
  Wide tolerance() const { return denominator / 1'000'000'000; }
  Wide floor() const { return whole() + (denominator - rest() <= tolerance() ? 1 : 0); }
  Wide ceil() const { return whole() + (rest() > tolerance() ? 1 : 0); }
};

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i)
    power *= 10;
  return power;
}

// (a + b) percent of `side`. Numbers have at most 9 digits before the point and 18 after it, sides 31 bits: the product
// stays below 2·10^27 · 2^31 < 2^127.
Fraction percent_of(Decimal a, Decimal b, std::int64_t side) {
  int const scale = std::max(a.scale, b.scale);
  Wide const sum = a.value * power_of_ten(scale - a.scale) + b.value * power_of_ten(scale - b.scale);
  return {sum * side, 100 * power_of_ten(scale)};
}

// What percent regions select along one side: outwards to whole pixels, so that none of what was asked for is lost.
struct Span {
  std::int64_t first = 0;
  std::int64_t length = 0;
};
Span percent_span(Decimal start, Decimal length, std::int64_t side) {
  Wide const end = std::min<Wide>(percent_of(start, length, side).ceil(), side);
  Wide first = percent_of(start, {}, side).floor();
  if (first >= side) return {side, 0};
  if (length.is_zero()) return {static_cast<std::int64_t>(first), 0};
  // The tolerance may have pushed both edges to one place; something was asked for, so something is there.
  first = std::min(first, std::max<Wide>(end, 1) - 1);
  return {static_cast<std::int64_t>(first), static_cast<std::int64_t>(std::max<Wide>(end, first + 1) - first)};
}

// "The region is defined as an area where the width and height are both equal to the length of the shorter dimension of
//  the full image. The region may be positioned anywhere in the longer dimension of the full image at the server's
//  discretion, and centered is often a reasonable default."
// CHOICE: centred, the odd pixel on the right or below.
PixelRect square_of(PixelSize full) {
  auto const side = std::min(full.width, full.height);
  return {(full.width - side) / 2, (full.height - side) / 2, side, side};
}

PixelRect percent_rect(Region const& region, PixelSize full) {
  auto const across = percent_span(region.x, region.width, full.width);
  auto const down = percent_span(region.y, region.height, full.height);
  return {across.first, down.first, across.length, down.length};
}

Result<PixelRect> crop(PixelRect rect, Region const& region, PixelSize full) {
  // "If the requested region's height or width is zero, or if the region is entirely outside the bounds of the reported
  //  dimensions, then the server SHOULD return a 400 (Bad Request) status code."
  if (region.width.is_zero() || region.height.is_zero()) {
    return fail(ErrorKind::bad_request, "The region is empty: its width and height have to be above 0.");
  }
  auto const cropped = rect.intersection(PixelRect::whole(full));
  if (cropped.is_empty()) {
    return fail(
        ErrorKind::bad_request,
        fmt::format("The region lies outside of the image, which is {} × {} pixels large.", full.width, full.height));
  }
  // "If the request specifies a region which extends beyond the dimensions of the full image as reported in the image
  //  information document, then the service SHOULD return an image cropped at the image's edge, rather than adding
  //  empty space."
  return cropped;
}

std::string text_of(PixelSize size) {
  return fmt::format("{} × {}", size.width, size.height);
}

bool is_above(PixelSize size, PixelSize other) {
  return size.width > other.width || size.height > other.height;
}

PixelSize by_width(PixelSize region, std::int64_t width) {
  return {width, scaled_side(region.height, width, region.width)};
}
PixelSize by_height(PixelSize region, std::int64_t height) {
  return {scaled_side(region.width, height, region.height), height};
}

// The largest size of the region's aspect in a box. Only one side is rounded, and never beyond the box.
PixelSize fit(PixelSize region, PixelSize box) {
  bool const is_wider = static_cast<Wide>(box.width) * region.height <= static_cast<Wide>(box.height) * region.width;
  return is_wider ? by_width(region, box.width) : by_height(region, box.height);
}

// Area first, rounded down so that it is never exceeded. `region` gives the aspect.
PixelSize fit_area(PixelSize region, std::int64_t max_area) {
  auto const root = [&](std::int64_t side, std::int64_t other) {
    return std::max<Wide>(1, square_root(static_cast<Wide>(side) * max_area / other));
  };
  Wide width = root(region.width, region.height), height = root(region.height, region.width);
  // Only where the shorter side would have been below one pixel.
  if (width * height > max_area) (width > height ? width : height) = max_area;
  return {static_cast<std::int64_t>(std::min<Wide>(width, kMaxSide)),
          static_cast<std::int64_t>(std::min<Wide>(height, kMaxSide))};
}

// `size` made smaller until it is within the limits, computed from the region's aspect and not from `size`.
// https://iiif.io/api/image/3.0/implementation/#4-maximum-size-calculation
PixelSize reduce(PixelSize size, PixelSize region, Limits const& limits) {
  if (limits.max_area != 0 && size.area() > limits.max_area) size = fit_area(region, limits.max_area);
  if (limits.max_width != 0) {
    // "calculate wrt original width, height rather than w, h to avoid compounding rounding issues"
    if (size.width > limits.max_width) size = by_width(region, limits.max_width);
    if (size.height > limits.effective_max_height()) size = by_height(region, limits.effective_max_height());
  }
  // A side that was rounded up, or is 1 because it cannot be less, may have gone over a limit again.
  if (limits.max_width != 0) size.width = std::min(size.width, limits.max_width);
  if (limits.max_area != 0 && size.area() > limits.max_area) {
    (size.width > size.height ? size.width : size.height) = limits.max_area / std::min(size.width, size.height);
  }
  return size;
}

// What a size asks for, before anybody asks whether it may.
Result<PixelSize> wanted_size(Size const& size, PixelSize region) {
  switch (size.form) {
    case Size::Form::max:
      return region;
    case Size::Form::width:
      return by_width(region, size.width);
    case Size::Form::height:
      return by_height(region, size.height);
    case Size::Form::exact:
      return PixelSize{size.width, size.height};
    case Size::Form::confined:
      return fit(region, {size.width, size.height});
    case Size::Form::percent:
      break;
  }
  // Rounded half up; a side below one pixel is one, unless both are.
  auto const round = [&](std::int64_t side) {
    auto const exact = percent_of(size.percent, {}, side);
    return static_cast<std::int64_t>(
        std::min<Wide>((2 * exact.value + exact.denominator) / (2 * exact.denominator), Wide{kMaxSide} + 1));
  };
  PixelSize const scaled{round(region.width), round(region.height)};
  // "For all requests the pixel dimensions of the scaled region MUST NOT be less than 1 pixel …"
  if (scaled.width == 0 && scaled.height == 0) {
    return fail(ErrorKind::bad_request, "The size is less than one pixel.");
  }
  return PixelSize{std::max<std::int64_t>(scaled.width, 1), std::max<std::int64_t>(scaled.height, 1)};
}

// "Requests for sizes not prefixed with ^ that result in a scaled region with pixel dimensions greater than the pixel
//  dimensions of the extracted region are errors that SHOULD result in a 400 (Bad Request) status code."
// "Requests for sizes prefixed with ^ that require upscaling SHOULD result in a 501 (Not Implemented) status code if
// the
//  server does not support upscaling …"
// 2.1 and 1.1: "The image server MAY support scaling above the full size of the extracted region."
Result<void> check_enlarging(Size const& size, PixelSize wanted, PixelSize region, Version version,
                             Policy const& policy) {
  if (!is_above(wanted, region)) return {};
  if (version == Version::v3_0 && !size.may_enlarge) {
    return fail(ErrorKind::bad_request,
                fmt::format("The size requires upscaling: {} is asked for, the region is {} pixels large. Upscaling is "
                            "asked for with “^” before the size.",
                            text_of(wanted), text_of(region)));
  }
  if (policy.allow_upscaling) return {};
  auto const kind = version == Version::v3_0 ? ErrorKind::not_implemented : ErrorKind::bad_request;
  return fail(kind, fmt::format("The size requires upscaling, which is not offered: {} is asked for, the region is {} "
                                "pixels large.",
                                text_of(wanted), text_of(region)));
}

// "… or greater than the server-imposed limits. Requests that would generate images of these sizes are errors that
//  SHOULD result in a 400 (Bad Request) status code." SPEC ISSUE: section 7.3 lists the same under 404.
Result<void> check_limits(PixelSize wanted, Limits const& limits) {
  if (wanted.width > kMaxSide || wanted.height > kMaxSide) {
    return fail(ErrorKind::bad_request, "The size is larger than any image.");
  }
  if (is_within(wanted, limits)) return {};
  auto const limit = [](std::string_view name, std::int64_t value) {
    return value == 0 ? std::string() : fmt::format(" {} {}", name, value);
  };
  return fail(ErrorKind::bad_request,
              fmt::format("The size {} is above the limits of this image:{}{}{}.", text_of(wanted),
                          limit("maxWidth", limits.max_width), limit("maxHeight", limits.effective_max_height()),
                          limit("maxArea", limits.max_area)));
}

// "The returned image MUST be as large as possible but not larger than the extracted region, w or h, or server-imposed
//  limits." With ^ (and in 2.1, where enlarging is allowed) the region is no bound.
Result<PixelSize> resolve_confined(Size const& size, PixelSize region, Version version, Policy const& policy) {
  auto const best = fit(region, {size.width, size.height});
  bool const may_enlarge = version == Version::v3_0 ? size.may_enlarge : policy.allow_upscaling;
  if (!may_enlarge && is_above(best, region)) {
    // SPEC ISSUE: the official validator's size_noup wants an error here. The switch is for running it.
    if (policy.bang_strict && version == Version::v3_0) {
      TRIFORIUM_CHECK(check_enlarging(size, best, region, version, policy));
    }
    return reduce(region, region, policy.limits);
  }
  auto const reduced = reduce({std::min(best.width, kMaxSide), std::min(best.height, kMaxSide)}, region, policy.limits);
  TRIFORIUM_CHECK(check_enlarging(size, reduced, region, version, policy));
  return reduced;
}

}  // namespace

Result<PixelRect> resolve(Region const& region, PixelSize full) {
  switch (region.form) {
    case Region::Form::full:
      return PixelRect::whole(full);
    case Region::Form::square:
      return square_of(full);
    case Region::Form::pixels:
      return crop({region.x.value, region.y.value, region.width.value, region.height.value}, region, full);
    case Region::Form::percent:
      break;
  }
  return crop(percent_rect(region, full), region, full);
}

Result<PixelSize> resolve(Size const& size, PixelSize region, Version version, Policy const& policy) {
  if (size.form == Size::Form::confined) return resolve_confined(size, region, version, policy);
  if (size.form == Size::Form::max && !size.may_enlarge) return largest_size(region, policy.limits);

  TRIFORIUM_TRY(auto const wanted, size.form == Size::Form::max ? largest_enlarged_size(region, policy.limits)
                                                                : wanted_size(size, region));
  TRIFORIUM_CHECK(check_enlarging(size, wanted, region, version, policy));
  TRIFORIUM_CHECK(check_limits(wanted, policy.limits));
  return wanted;
}

PixelSize largest_size(PixelSize region, Limits const& limits) {
  return reduce(region, region, limits);
}

PixelSize largest_enlarged_size(PixelSize region, Limits const& limits) {
  // Without limits there is no largest size: https://github.com/IIIF/api/issues/1823
  if (!limits.is_set()) return region;
  if (!is_within(region, limits)) return largest_size(region, limits);
  constexpr std::int64_t kNone = kMaxSide;
  auto const box =
      limits.max_width != 0 ? PixelSize{limits.max_width, limits.effective_max_height()} : PixelSize{kNone, kNone};
  return reduce(fit(region, box), region, limits);
}

bool is_within(PixelSize size, Limits const& limits) {
  if (limits.max_width != 0 && (size.width > limits.max_width || size.height > limits.effective_max_height())) {
    return false;
  }
  return limits.max_area == 0 || size.area() <= limits.max_area;
}

std::int64_t scaled_side(std::int64_t other, std::int64_t wanted, std::int64_t side) {
  auto const doubled = 2 * static_cast<Wide>(other) * wanted + side;
  auto const rounded = std::min<Wide>(doubled / (2 * static_cast<Wide>(side)), Wide{kMaxSide} + 1);
  return static_cast<std::int64_t>(std::max<Wide>(rounded, 1));
}

}  // namespace triforium::image
