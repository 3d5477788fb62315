#include "image/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "image/wide.h"

namespace triforium::image {
namespace {

// Longer than anything that the grammar can need; the rest of the text is then not looked at.
constexpr std::size_t kMaxParameter = 128;
constexpr std::size_t kMaxIdentifier = 2048;
constexpr std::size_t kMaxUri11 = 1024;
constexpr std::uint64_t kMaxPixels = 2'147'483'647;
constexpr std::size_t kMaxWholeDigits = 9;
constexpr std::size_t kMaxDigits = 18;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Reads a parameter from left to right and knows where it stands, for the message.
class Reader {
 public:
  Reader(std::string_view parameter, std::string_view text) : parameter_(parameter), text_(text) {}

  bool is_at_end() const { return place_ == text_.size(); }
  bool take(char c) {
    if (is_at_end() || text_[place_] != c) return false;
    ++place_;
    return true;
  }
  bool take(std::string_view word) {
    if (text_.substr(place_, word.size()) != word) return false;
    place_ += word.size();
    return true;
  }
  std::string_view take_digits() {
    auto const first = place_;
    while (!is_at_end() && is_digit(text_[place_]))
      ++place_;
    return text_.substr(first, place_ - first);
  }

  // What is wrong at the place that has been reached.
  Failure expected(std::string_view what) const {
    if (is_at_end()) {
      return complain(fmt::format("it ends after character {}, where {} was expected", place_, what));
    }
    return complain(
        fmt::format("character {} is {}, where {} was expected", place_ + 1, quoted(text_.substr(place_, 1)), what));
  }
  Failure complain(std::string_view what) const {
    return fail(ErrorKind::bad_request, fmt::format("The {} {} cannot be read: {}.", parameter_, quoted(text_), what));
  }
  Result<void> end() const {
    if (!is_at_end()) return expected("its end");
    return {};
  }
  Result<void> separator() {
    if (!take(',')) return expected("“,”");
    return {};
  }

  Result<std::int64_t> pixels() {
    auto const digits = take_digits();
    if (digits.empty()) return expected("a whole number of pixels");
    auto const value = parse_unsigned(digits, kMaxPixels);
    if (!value) return complain(fmt::format("{} is larger than any image", quoted(digits)));
    return static_cast<std::int64_t>(*value);
  }

  // https://iiif.io/api/image/3.0/#47-floating-point-values
  // "When floating point values are used, they MUST consist only of decimal digits and "." (e.g. 0.9 not +0.9), SHOULD
  //  be represented with a leading 0 if less than 1 (e.g. 0.9 not .9) …" – 2.1's canonical form leaves that 0 away.
  Result<Decimal> decimal() {
    auto whole = take_digits();
    std::string_view fraction;
    if (take('.')) {
      fraction = take_digits();
      if (fraction.empty()) return expected("a digit");
    } else if (whole.empty()) {
      return expected("a number");
    }
    return make_decimal(whole, fraction);
  }

 private:
  Result<Decimal> make_decimal(std::string_view whole, std::string_view fraction) const {
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    while (!fraction.empty() && fraction.back() == '0')
      fraction.remove_suffix(1);
    if (whole.size() > kMaxWholeDigits || whole.size() + fraction.size() > kMaxDigits) {
      return complain("a number in it has too many digits");
    }
    Decimal number{0, static_cast<int>(fraction.size())};
    for (char const c : whole)
      number.value = number.value * 10 + (c - '0');
    for (char const c : fraction)
      number.value = number.value * 10 + (c - '0');
    return number;
  }

  std::string_view parameter_;
  std::string_view text_;
  std::size_t place_ = 0;
};

Result<void> check_length(std::string_view parameter, std::string_view text) {
  if (text.size() <= kMaxParameter) return {};
  return fail(ErrorKind::bad_request, fmt::format("The {} is {} characters long; no valid one is longer than {}.",
                                                  parameter, text.size(), kMaxParameter));
}

Result<Region> parse_pixel_region(Reader reader) {
  std::array<std::int64_t, 4> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) TRIFORIUM_CHECK(reader.separator());
    TRIFORIUM_TRY(numbers[i], reader.pixels());
  }
  TRIFORIUM_CHECK(reader.end());
  return Region{Region::Form::pixels, {numbers[0], 0}, {numbers[1], 0}, {numbers[2], 0}, {numbers[3], 0}};
}

Result<Region> parse_percent_region(Reader reader) {
  std::array<Decimal, 4> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) TRIFORIUM_CHECK(reader.separator());
    TRIFORIUM_TRY(numbers[i], reader.decimal());
  }
  TRIFORIUM_CHECK(reader.end());
  return Region{Region::Form::percent, numbers[0], numbers[1], numbers[2], numbers[3]};
}

Result<std::int64_t> side(Reader& reader) {
  TRIFORIUM_TRY(auto const pixels, reader.pixels());
  // "For all requests the pixel dimensions of the scaled region MUST NOT be less than 1 pixel …"
  if (pixels == 0) return reader.complain("no side of an image is 0 pixels long");
  return pixels;
}

//   "w," / ",h" / "w,h"
Result<Size> parse_sides(Reader reader, Size size) {
  if (reader.take(',')) {
    size.form = Size::Form::height;
    TRIFORIUM_TRY(size.height, side(reader));
  } else {
    size.form = Size::Form::width;
    TRIFORIUM_TRY(size.width, side(reader));
    TRIFORIUM_CHECK(reader.separator());
    if (!reader.is_at_end()) {
      size.form = Size::Form::exact;
      TRIFORIUM_TRY(size.height, side(reader));
    }
  }
  TRIFORIUM_CHECK(reader.end());
  return size;
}

Result<Size> parse_confined(Reader reader, Size size) {
  size.form = Size::Form::confined;
  TRIFORIUM_TRY(size.width, side(reader));
  TRIFORIUM_CHECK(reader.separator());
  TRIFORIUM_TRY(size.height, side(reader));
  TRIFORIUM_CHECK(reader.end());
  return size;
}

Result<Size> parse_percent(Reader reader, Size size) {
  size.form = Size::Form::percent;
  TRIFORIUM_TRY(size.percent, reader.decimal());
  TRIFORIUM_CHECK(reader.end());
  if (size.percent.is_zero()) return reader.complain("nothing is left of an image at 0 percent");
  return size;
}

// Words that other versions of the API use, explained rather than only refused.
Result<void> refuse_other_versions_size(Version version, Reader const& reader, std::string_view text) {
  if (version == Version::v3_0 && (text == "full" || text == "^full")) {
    return reader.complain("version 3.0 says “max” instead of “full”");
  }
  if (version != Version::v3_0 && text.substr(0, 1) == "^") {
    return reader.complain("“^” at character 1 exists from version 3.0 on");
  }
  if (version == Version::v1_1 && text == "max") {
    return reader.complain("version 1.1 says “full” instead of “max”");
  }
  return {};
}

// https://iiif.io/api/image/3.0/#3-identifier
Result<void> check_identifier(std::string_view decoded) {
  auto const refuse = [](std::string_view what) {
    return fail(ErrorKind::bad_request, fmt::format("The identifier {}.", what));
  };
  if (decoded.empty()) return refuse("is missing");
  if (decoded.size() > kMaxIdentifier) return refuse(fmt::format("is longer than {} bytes", kMaxIdentifier));
  if (has_control_character(decoded)) return refuse("has a control character in it");
  if (!is_valid_utf8(decoded)) return refuse("is not UTF-8");
  // https://iiif.io/api/image/3.0/#10-security-considerations
  // "Applications must be careful to parse and sanitize incoming requests (URIs) in ways that avoid overflow,
  // injection,
  //  and directory traversal attacks."
  for (auto const segment : split(decoded, '/')) {
    if (segment == "." || segment == "..") return refuse(fmt::format("has a segment {}", quoted(segment)));
  }
  return {};
}

// https://www.rfc-editor.org/rfc/rfc3986#section-3.3
// Browsers send some characters raw that a URI cannot hold; what we write is a URI in any case.
std::string as_uri_part(std::string_view raw) {
  constexpr std::string_view kLegal = "%/:@!$&'()*+,;=";
  return percent_encode(raw, kLegal);
}

// https://iiif.io/api/image/3.0/#9-uri-encoding-and-decoding
Result<Identifier> parse_identifier(std::string_view raw) {
  auto decoded = percent_decode(raw);
  if (!decoded) {
    return fail(ErrorKind::bad_request, fmt::format("The identifier cannot be decoded: {}.", decoded.error().message));
  }
  TRIFORIUM_CHECK(check_identifier(*decoded));
  return Identifier{std::move(*decoded), as_uri_part(raw)};
}

Result<std::string> decode_parameter(std::string_view parameter, std::string_view raw) {
  TRIFORIUM_CHECK(check_length(parameter, raw));
  auto decoded = percent_decode(raw);
  if (decoded) return std::move(*decoded);
  return fail(ErrorKind::bad_request, fmt::format("The {} cannot be decoded: {}.", parameter, decoded.error().message));
}

// https://iiif.io/api/image/1.1/#parameters-format – there the extension may be missing; the format is then negotiated.
Result<void> parse_last_part(Version version, std::string_view text, ImageRequest& request) {
  auto const point = text.rfind('.');
  if (point == std::string_view::npos) {
    TRIFORIUM_TRY(request.quality, parse_quality(version, text));
    if (version == Version::v1_1) return {};
    return fail(ErrorKind::bad_request,
                fmt::format("The format is missing: {} was expected to end with “.” and a format, such as “.jpg”.",
                            quoted(text)));
  }
  TRIFORIUM_TRY(request.quality, parse_quality(version, text.substr(0, point)));
  TRIFORIUM_TRY(request.format, parse_format(version, text.substr(point + 1)));
  return {};
}

// The last four of `parts`, to be parsed; what is before them is the identifier.
using Parts = std::vector<std::string_view>;

Result<ImageRequest> parse_image_request(Version version, std::string_view raw_identifier, Parts const& parts) {
  ImageRequest request;
  request.version = version;
  auto const part = [&](std::size_t from_end) { return parts[parts.size() - from_end]; };
  TRIFORIUM_TRY(request.identifier, parse_identifier(raw_identifier));
  TRIFORIUM_TRY(auto const region, decode_parameter("region", part(4)));
  TRIFORIUM_TRY(auto const size, decode_parameter("size", part(3)));
  TRIFORIUM_TRY(auto const rotation, decode_parameter("rotation", part(2)));
  TRIFORIUM_TRY(auto const last, decode_parameter("quality", part(1)));
  TRIFORIUM_TRY(request.region, parse_region(version, region));
  TRIFORIUM_TRY(request.size, parse_size(version, size));
  TRIFORIUM_TRY(request.rotation, parse_rotation(rotation));
  TRIFORIUM_CHECK(parse_last_part(version, last, request));
  return request;
}

// What stands before the last `count` parts, without the slash between them.
std::string_view before_last(std::string_view path, Parts const& parts, std::size_t count) {
  std::size_t length = 0;
  for (std::size_t i = parts.size() - count; i < parts.size(); ++i)
    length += parts[i].size() + 1;
  return path.substr(0, path.size() - length);
}

// More parts than a request has, and no parameters in their places: neither a request nor an identifier with slashes.
bool has_unknown_shape(Version version, Parts const& parts) {
  if (parts.size() <= 5) return false;
  auto const part = [&](std::size_t from_end) {
    return percent_decode(parts[parts.size() - from_end].substr(0, kMaxParameter)).value_or(std::string());
  };
  bool const has_region = parse_region(version, part(4)).has_value();
  return !has_region || (!parse_size(version, part(3)) && !parse_rotation(part(2)));
}

struct FormatName {
  Format format;
  std::string_view name;
  std::string_view media_type;
  bool is_in_1_1;
};
// https://iiif.io/api/image/3.0/#45-format; avif and jxl are our extensions of it, by section 4.9.
constexpr std::array<FormatName, 9> kFormats = {{
    {Format::jpg, "jpg", "image/jpeg", true},
    {Format::png, "png", "image/png", true},
    {Format::webp, "webp", "image/webp", false},
    {Format::avif, "avif", "image/avif", false},
    {Format::tif, "tif", "image/tiff", true},
    {Format::gif, "gif", "image/gif", true},
    {Format::jp2, "jp2", "image/jp2", true},
    {Format::pdf, "pdf", "application/pdf", true},
    {Format::jxl, "jxl", "image/jxl", false},
}};

FormatName const& entry_of(Format format) {
  return *std::find_if(kFormats.begin(), kFormats.end(), [&](auto const& entry) { return entry.format == format; });
}

}  // namespace

double Decimal::to_double() const {
  double power = 1;
  for (int i = 0; i < scale; ++i)
    power *= 10;  // exact up to 10^22
  return static_cast<double>(value) / power;
}

int compare(Decimal a, std::int64_t b) {
  Wide scaled = b;
  for (int i = 0; i < a.scale; ++i)
    scaled *= 10;
  return a.value < scaled ? -1 : a.value > scaled ? 1 : 0;
}

Result<Request> parse_request(Version version, std::string_view raw_path) {
  if (version == Version::v1_1 && raw_path.size() > kMaxUri11) {
    return fail(ErrorKind::uri_too_long, fmt::format("The address is longer than {} characters.", kMaxUri11));
  }
  auto parts = split(raw_path, '/');
  // CHOICE: the specification does not define the base URI with a slash at its end; it is taken for the base URI.
  if (parts.size() == 2 && parts.back().empty()) {
    parts.pop_back();
    raw_path.remove_suffix(1);
  }
  // https://iiif.io/api/image/3.0/#22-image-information-request-uri-syntax
  if (parts.size() > 1 && percent_decode(parts.back().substr(0, kMaxParameter)) == "info.json") {
    TRIFORIUM_TRY(auto identifier, parse_identifier(before_last(raw_path, parts, 1)));
    return InfoRequest{version, std::move(identifier)};
  }
  // "…in such situations, the requested URI may be parsed from the right in order to handle identifiers possibly
  //  containing slashes" – https://iiif.io/api/image/2.1/#a-implementation-notes
  if (parts.size() < 5) {
    TRIFORIUM_TRY(auto identifier, parse_identifier(raw_path));
    return BaseRequest{version, std::move(identifier)};
  }
  if (has_unknown_shape(version, parts)) {
    return fail(ErrorKind::not_found,
                "Nothing is here: an address ends with {identifier}/{region}/{size}/{rotation}/{quality}.{format}, or "
                "with {identifier}/info.json.");
  }
  TRIFORIUM_TRY(auto request, parse_image_request(version, before_last(raw_path, parts, 4), parts));
  return request;
}

// https://iiif.io/api/image/3.0/#41-region
//
//   region = "full" / "square" / x "," y "," w "," h / "pct:" x "," y "," w "," h
Result<Region> parse_region(Version version, std::string_view text) {
  TRIFORIUM_CHECK(check_length("region", text));
  if (text == "full") return Region{};
  if (text == "square" && version != Version::v1_1) return Region{Region::Form::square, {}, {}, {}, {}};

  Reader reader("region", text);
  if (reader.take("pct:")) return parse_percent_region(reader);
  if (text.empty() || !is_digit(text.front())) {
    return reader.expected(version == Version::v1_1 ? "“full”, “x,y,w,h” or “pct:x,y,w,h”"
                                                    : "“full”, “square”, “x,y,w,h” or “pct:x,y,w,h”");
  }
  return parse_pixel_region(reader);
}

// https://iiif.io/api/image/3.0/#42-size
//
//   size = ["^"] ("max" / w "," / "," h / "pct:" n / w "," h / "!" w "," h)        3.0
//   size = "full" / "max" / w "," / "," h / "pct:" n / w "," h / "!" w "," h       2.1; 1.1 without "max"
Result<Size> parse_size(Version version, std::string_view text) {
  TRIFORIUM_CHECK(check_length("size", text));
  Reader reader("size", text);
  TRIFORIUM_CHECK(refuse_other_versions_size(version, reader, text));

  Size size;
  size.may_enlarge = reader.take('^');
  if (reader.take(version == Version::v1_1 ? "full" : "max") || (version == Version::v2_1 && reader.take("full"))) {
    TRIFORIUM_CHECK(reader.end());
    return size;
  }
  if (reader.take("pct:")) return parse_percent(reader, size);
  if (reader.take('!')) return parse_confined(reader, size);
  auto const first = text.substr(size.may_enlarge ? 1 : 0, 1);
  if (first.empty() || (first != "," && !is_digit(first.front()))) {
    return reader.expected(version == Version::v1_1 ? "“full”, “w,”, “,h”, “pct:n”, “w,h” or “!w,h”"
                                                    : "“max”, “w,”, “,h”, “pct:n”, “w,h” or “!w,h”");
  }
  return parse_sides(reader, size);
}

// https://iiif.io/api/image/3.0/#43-rotation
//
//   rotation = ["!"] n
Result<Rotation> parse_rotation(std::string_view text) {
  TRIFORIUM_CHECK(check_length("rotation", text));
  Reader reader("rotation", text);
  Rotation rotation;
  rotation.is_mirrored = reader.take('!');
  TRIFORIUM_TRY(rotation.degrees, reader.decimal());
  TRIFORIUM_CHECK(reader.end());
  // "… may be any floating point number from 0 to 360." "A rotation value that is out of range or unsupported SHOULD
  //  result in a 400 (Bad Request) status code."
  if (compare(rotation.degrees, 360) > 0) return reader.complain("it is outside of 0 to 360 degrees");
  return rotation;
}

// https://iiif.io/api/image/3.0/#quality
Result<Quality> parse_quality(Version version, std::string_view text) {
  bool const is_old = version == Version::v1_1;
  if (text == "color") return Quality::color;
  if (text == "bitonal") return Quality::bitonal;
  // 2.0 renamed “native” and “grey”. Manifests from before it are still about, so 2.1 knows both.
  if (text == "default" && !is_old) return Quality::standard;
  if (text == "native" && version != Version::v3_0) return Quality::standard;
  if (text == "gray" && !is_old) return Quality::gray;
  if (text == "grey" && version != Version::v3_0) return Quality::gray;
  return fail(ErrorKind::bad_request, fmt::format("The quality {} is none of {}.", quoted(text),
                                                  is_old ? "“native”, “color”, “grey” and “bitonal”"
                                                         : "“default”, “color”, “gray” and “bitonal”"));
}

// https://iiif.io/api/image/3.0/#45-format
// "A format value that is unsupported SHOULD result in a 400 (Bad Request) status code." – 415 in 1.1.
Result<Format> parse_format(Version version, std::string_view text) {
  for (auto const& entry : kFormats) {
    if (entry.name == text && (entry.is_in_1_1 || version != Version::v1_1)) return entry.format;
  }
  auto const kind = version == Version::v1_1 ? ErrorKind::unsupported_format : ErrorKind::bad_request;
  return fail(kind, fmt::format("The format {} is not known.", quoted(text)));
}

std::string_view name_of(Format format) {
  return entry_of(format).name;
}
std::string_view media_type_of(Format format) {
  return entry_of(format).media_type;
}

std::string_view name_of(Quality quality, Version version) {
  bool const is_old = version == Version::v1_1;
  switch (quality) {
    case Quality::standard:
      return is_old ? "native" : "default";
    case Quality::color:
      return "color";
    case Quality::gray:
      return is_old ? "grey" : "gray";
    case Quality::bitonal:
      return "bitonal";
  }
  return {};
}

std::optional<Format> find_format(std::string_view name) {
  for (auto const& entry : kFormats) {
    if (entry.name == name) return entry.format;
  }
  return std::nullopt;
}

}  // namespace triforium::image
