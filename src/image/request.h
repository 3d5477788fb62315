// A request of the Image API as a value: text is read here, once, and never again after.
//
// https://iiif.io/api/image/3.0/#2-uri-syntax
// https://iiif.io/api/image/2.1/#uri-syntax
// https://iiif.io/api/image/1.1/#url-syntax
//
//   {identifier}                                                    the base URI
//   {identifier}/info.json
//   {identifier}/{region}/{size}/{rotation}/{quality}.{format}
//
// Pure. One strict grammar for all versions; what differs between them is said where it differs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "codecs/encoder.h"

namespace triforium::image {

enum class Version : std::uint8_t { v1_1, v2_1, v3_0 };

// A number as it was written, exactly: value / 10^scale. No trailing zeros after the point, so equal numbers are equal.
// At most nine digits before the point, and 18 digits in all.
struct Decimal {
  std::int64_t value = 0;
  int scale = 0;

  bool is_zero() const { return value == 0; }
  bool is_integer() const { return scale == 0; }
  double to_double() const;
  friend bool operator==(Decimal, Decimal) = default;
};

// Compares a number with a whole one: negative, zero or positive, as a − b is.
int compare(Decimal a, std::int64_t b);

// https://iiif.io/api/image/3.0/#41-region
struct Region {
  enum class Form : std::uint8_t { full, square, pixels, percent };
  Form form = Form::full;
  // In pixels (then they are integers below 2^31) or in percent of the full image's width and height.
  Decimal x, y, width, height;
  friend bool operator==(Region const&, Region const&) = default;
};

// https://iiif.io/api/image/3.0/#42-size
struct Size {
  enum class Form : std::uint8_t {
    max,       // “max”; “full” in 2.1 and 1.1
    width,     // “w,”
    height,    // “,h”
    percent,   // “pct:n”
    exact,     // “w,h”
    confined,  // “!w,h”
  };
  Form form = Form::max;
  bool may_enlarge = false;  // “^”, in 3.0 only
  std::int64_t width = 0;    // pixels, 1 … 2^31 − 1 where the form has one
  std::int64_t height = 0;
  Decimal percent;  // above 0 where the form has one
  friend bool operator==(Size const&, Size const&) = default;
};

// https://iiif.io/api/image/3.0/#43-rotation
struct Rotation {
  bool is_mirrored = false;  // left–right, before the rotation
  Decimal degrees;           // clockwise, 0 … 360
  friend bool operator==(Rotation const&, Rotation const&) = default;
};

// https://iiif.io/api/image/3.0/#quality
// 1.1 writes “native” and “grey”; 2.1 takes these as other names of “default” and “gray”.
enum class Quality : std::uint8_t { standard, color, gray, bitonal };

// https://iiif.io/api/image/3.0/#45-format
using Format = codecs::OutputFormat;

// The name of an image, as the catalogue knows it and as the client wrote it.
struct Identifier {
  std::string text;  // percent-decoded, valid UTF-8 without control characters, without “.” and “..” segments
  std::string as_sent;  // undecoded, as far as it can stand in a URI that we write: what “id” echoes
  friend bool operator==(Identifier const&, Identifier const&) = default;
};

struct ImageRequest {
  Version version = Version::v3_0;
  Identifier identifier;
  Region region;
  Size size;
  Rotation rotation;
  Quality quality = Quality::standard;
  std::optional<Format> format;  // absent in 1.1 only, where it is negotiated: see negotiate_format in info.h
  friend bool operator==(ImageRequest const&, ImageRequest const&) = default;
};
struct InfoRequest {
  Version version = Version::v3_0;
  Identifier identifier;
  friend bool operator==(InfoRequest const&, InfoRequest const&) = default;
};
// Answered by a redirection (303) to info.json.
struct BaseRequest {
  Version version = Version::v3_0;
  Identifier identifier;
  friend bool operator==(BaseRequest const&, BaseRequest const&) = default;
};
using Request = std::variant<ImageRequest, InfoRequest, BaseRequest>;

// `raw_path` is what follows the version's prefix, undecoded, without the query: “cat/full/max/0/default.jpg”. Parts
// are counted from the right, so that an identifier whose slashes a proxy has decoded is found again. Errors:
// bad_request, with the parameter, the place in it, what was found and what was expected; not_found for what has no
// shape of a request; unsupported_format and uri_too_long in 1.1.
Result<Request> parse_request(Version version, std::string_view raw_path);

// The parameters, percent-decoded.
Result<Region> parse_region(Version version, std::string_view text);
Result<Size> parse_size(Version version, std::string_view text);
Result<Rotation> parse_rotation(std::string_view text);
Result<Quality> parse_quality(Version version, std::string_view text);
Result<Format> parse_format(Version version, std::string_view text);

// The word in a URI and in info.json: "jpg"; "default" ("native" in 1.1).
std::string_view name_of(Format format);
std::string_view media_type_of(Format format);
std::string_view name_of(Quality quality, Version version);

// The format by that name, whether it is offered here or not; absent if no version of the API and no extension of ours
// knows it.
std::optional<Format> find_format(std::string_view name);

}  // namespace triforium::image
