#include "codecs/vips/vips_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "codecs/exif_orientation.h"
#include "codecs/vips/default_profiles.h"
#include "codecs/vips/vips_library.h"

namespace triforium::codecs {
namespace {

struct Wanted {
  int page = 0;
  double dpi = 200;
};

// One kind of file: how libvips opens it and what that costs.
struct Loader {
  char const* format;
  int (*load)(VipsSource* source, VipsImage** image, Wanted const& wanted);
  std::uint64_t bytes_per_pixel;  // held by libvips and the library behind it for each pixel of the whole picture …
  std::uint64_t fixed_bytes;      // … and besides
  bool holds_file;                // the compressed bytes, too
  bool has_pages;
};

int load_gif(VipsSource* source, VipsImage** image, Wanted const& wanted) {
  return vips_gifload_source(source, image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, "page",
                             wanted.page, nullptr);
}
int load_heif(VipsSource* source, VipsImage** image, Wanted const&) {
  return vips_heifload_source(source, image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED,
                              nullptr);
}
int load_jxl(VipsSource* source, VipsImage** image, Wanted const&) {
  return vips_jxlload_source(source, image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED,
                             nullptr);
}
// Drawn on white paper, so that its alpha is full everywhere.
int load_pdf(VipsSource* source, VipsImage** image, Wanted const& wanted) {
  VipsImage* page = nullptr;
  if (vips_pdfload_source(source, &page, "page", wanted.page, "dpi", wanted.dpi, nullptr) != 0) return -1;
  vips::ImageHandle const held(page);
  return vips_extract_band(page, image, 0, "n", 3, nullptr);
}
int load_pnm(VipsSource* source, VipsImage** image, Wanted const&) {
  return vips_ppmload_source(source, image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED,
                             nullptr);
}
int load_radiance(VipsSource* source, VipsImage** image, Wanted const&) {
  return vips_radload_source(source, image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED,
                             nullptr);
}

constexpr std::uint64_t kLittle = 8 << 20;
// pdfload draws into at most two squares of 4000×4000 pixels.
constexpr std::uint64_t kPdfSquares = 2ULL * 4000 * 4000 * 4;
constexpr Loader kGif{"gif", load_gif, 10, kLittle, true, true};
constexpr Loader kHeif{"heif", load_heif, 10, kLittle, true, false};
constexpr Loader kJxl{"jxl", load_jxl, 24, kLittle, true, false};
constexpr Loader kPdf{"pdf", load_pdf, 0, kPdfSquares + kLittle, true, true};
constexpr Loader kPnm{"pnm", load_pnm, 0, kLittle, false, false};
constexpr Loader kRadiance{"radiance", load_radiance, 0, kLittle, false, false};

Failure failure(vips::Input const& input, Loader const& loader) {
  auto message = vips::take_message();
  if (input.error() != nullptr) return Failure(*input.error());
  if (message.find("encrypted") != std::string::npos) {
    return fail(ErrorKind::not_implemented, "The source PDF is protected by a password.", std::move(message));
  }
  if (message.find("out of range") != std::string::npos || message.find("bad page") != std::string::npos) {
    return fail(ErrorKind::not_found, "The source has no such page.", std::move(message));
  }
  return fail(ErrorKind::corrupt_source, fmt::format("The source image does not decode as {}.", loader.format),
              std::move(message));
}

// ---- From what libvips gives to what pixels are here ----

// Replaces `image` by what `make` (image, VipsImage** made) makes of it.
template <typename Make>
bool step(vips::ImageHandle& image, Make make) {
  VipsImage* made = nullptr;
  if (make(image.get(), &made) != 0) return false;
  image.reset(made);
  return true;
}

bool is_sample(VipsBandFormat format) {
  return format == VIPS_FORMAT_UCHAR || format == VIPS_FORMAT_USHORT;
}

// Floats of three channels are linear light; they, and Radiance's packed pixels, become sRGB. Gray floats are 0 … 1.
bool make_integers(vips::ImageHandle& image) {
  if (image->Coding == VIPS_CODING_RAD &&
      !step(image, [](VipsImage* in, VipsImage** out) { return vips_rad2float(in, out, nullptr); })) {
    return false;
  }
  if (image->BandFmt != VIPS_FORMAT_FLOAT) return image->Coding == VIPS_CODING_NONE && is_sample(image->BandFmt);
  return step(image, [](VipsImage* in, VipsImage** out) {
    if (in->Bands < 3) return vips_linear1(in, out, 255, 0.5, "uchar", TRUE, nullptr);
    return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, "source_space", VIPS_INTERPRETATION_scRGB, nullptr);
  });
}

std::optional<PixelFormat> format_of(VipsImage const* image) {
  PixelFormat format;
  format.type = image->BandFmt == VIPS_FORMAT_USHORT ? SampleType::u16 : SampleType::u8;
  bool const is_cmyk = image->Type == VIPS_INTERPRETATION_CMYK && image->Bands >= 4;
  format.model = is_cmyk ? ColourModel::cmyk : image->Bands < 3 ? ColourModel::gray : ColourModel::rgb;
  format.has_alpha = image->Bands == format.colours() + 1;
  if (image->Bands != format.channels()) return std::nullopt;
  return format;
}

// How many bits the samples have, where the loader says so and has shifted them to the top.
int bits_of(VipsImage* image) {
  int bits = 0;
  int const all = image->BandFmt == VIPS_FORMAT_USHORT ? 16 : 8;
  if (vips_image_get_typeof(image, "heif-bitdepth") != 0 && vips_image_get_int(image, "heif-bitdepth", &bits) == 0) {
    return std::clamp(bits, 1, all);
  }
  return all;
}

SharedBytes find_blob(VipsImage* image, char const* name) {
  void const* data = nullptr;
  std::size_t size = 0;
  if (vips_image_get_typeof(image, name) == 0 || vips_image_get_blob(image, name, &data, &size) != 0 || size == 0) {
    return nullptr;
  }
  auto const* bytes = static_cast<std::uint8_t const*>(data);
  return share(Bytes(bytes, bytes + size));
}

SharedBytes find_exif(VipsImage* image) {
  auto const block = find_blob(image, VIPS_META_EXIF_NAME);
  if (!block) return nullptr;
  auto const exif = without_exif_prefix(*block);
  return share(Bytes(exif.begin(), exif.end()));
}

// An opened picture, lazily decoded; owns the input under it.
struct Picture {
  std::unique_ptr<vips::Input> input;
  vips::ImageHandle image;
};

Result<Picture> load(storage::Source const& source, Loader const& loader, Wanted const& wanted) {
  TRIFORIUM_CHECK(vips::start());
  Picture picture;
  picture.input = std::make_unique<vips::Input>(source);
  VipsImage* image = nullptr;
  if (loader.load(picture.input->handle(), &image, wanted) != 0) return failure(*picture.input, loader);
  picture.image.reset(image);
  return picture;
}

// ---- Decoder and reader ----

class VipsDecoder final : public Decoder {
 public:
  VipsDecoder(std::shared_ptr<storage::Source const> source, Loader const& loader, Wanted wanted, Header header,
              DecodeLimits limits)
      : source_(std::move(source)), loader_(loader), wanted_(wanted), header_(std::move(header)), limits_(limits) {}

  Header const& header() const override { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override;
  Cost cost(std::size_t level, PixelRect area) const override;

 private:
  std::shared_ptr<storage::Source const> source_;
  Loader const& loader_;
  Wanted wanted_;
  Header header_;
  DecodeLimits limits_;
};

class VipsReader final : public RowReader {
 public:
  VipsReader(Picture picture, Loader const& loader, PixelRect area, Header const& header)
      : picture_(std::move(picture)),
        loader_(loader),
        area_(area),
        format_(header.pixels),
        bits_(header.bits_per_sample) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return format_; }
  Result<void> read(PixelsView rows) override {
    // Regions belong to threads, and the next call may come on another one.
    vips::RegionHandle const region(vips_region_new(picture_.image.get()));
    for (std::int64_t done = 0; done < rows.size.height;) {
      auto const count = std::min<std::int64_t>(kStrip, rows.size.height - done);
      TRIFORIUM_CHECK(read_strip(region.get(), rows.rows(done, count)));
      done += count;
    }
    return {};
  }

 private:
  static constexpr std::int64_t kStrip = 64;  // rows

  Result<void> read_strip(VipsRegion* region, PixelsView rows) {
    VipsRect const rect{static_cast<int>(area_.x), static_cast<int>(area_.y + next_), static_cast<int>(area_.width),
                        static_cast<int>(rows.size.height)};
    if (vips_region_prepare(region, &rect) != 0) return failure(*picture_.input, loader_);
    for (int y = 0; y < rect.height; ++y) {
      std::memcpy(rows.row(y), VIPS_REGION_ADDR(region, rect.left, rect.top + y), rows.row_bytes());
      if (bits_ > 8 && bits_ < 16) fill_range(reinterpret_cast<std::uint16_t*>(rows.row(y)));
    }
    next_ += rect.height;
    return {};
  }

  // Samples were shifted up; repeating their bits below makes the largest 65535.
  void fill_range(std::uint16_t* samples) const {
    auto const count = area_.width * format_.channels();
    for (std::int64_t i = 0; i < count; ++i)
      samples[i] = static_cast<std::uint16_t>(samples[i] | samples[i] >> bits_);
  }

  Picture picture_;
  Loader const& loader_;
  PixelRect area_;
  PixelFormat format_;
  int bits_;
  std::int64_t next_ = 0;
};

Result<std::unique_ptr<RowReader>> VipsDecoder::read(std::size_t level, PixelRect area) const {
  auto const price = cost(level, area);
  if (price.memory > limits_.max_memory || price.pixels > static_cast<std::uint64_t>(limits_.max_undivided_area)) {
    return fail(ErrorKind::too_large, "The source image would take too much to decode.",
                fmt::format("{} bytes, {} pixels", price.memory, price.pixels));
  }
  TRIFORIUM_TRY(auto picture, load(*source_, loader_, wanted_));
  bool const is_same = make_integers(picture.image) && picture.image->Xsize == header_.size.width &&
                       picture.image->Ysize == header_.size.height && format_of(picture.image.get()) == header_.pixels;
  if (!is_same) return failure(*picture.input, loader_);
  return std::make_unique<VipsReader>(std::move(picture), loader_, area, header_);
}

Decoder::Cost VipsDecoder::cost(std::size_t, PixelRect area) const {
  auto const pixels = static_cast<std::uint64_t>(header_.size.area());
  auto const strip = static_cast<std::uint64_t>(area.width) * 64 * 3 * 8;
  bool const is_eight_bit = header_.pixels.type == SampleType::u8;
  auto const held = pixels * loader_.bytes_per_pixel * (is_eight_bit ? 1 : 2);
  return {held + loader_.fixed_bytes + strip + (loader_.holds_file ? source_->size() : 0), pixels};
}

int pages_of(VipsImage* image, Loader const& loader) {
  int pages = 1;
  if (loader.has_pages && vips_image_get_typeof(image, VIPS_META_N_PAGES) != 0) {
    vips_image_get_int(image, VIPS_META_N_PAGES, &pages);
  }
  return std::max(1, pages);
}

// libheif and libjxl have turned the picture already; what EXIF says of orientation no longer holds.
Header make_header(Loader const& loader, VipsImage* image, PixelFormat pixels) {
  Header header;
  header.format = loader.format;
  header.size = {image->Xsize, image->Ysize};
  header.pixels = pixels;
  header.bits_per_sample = bits_of(image);
  header.icc = find_blob(image, VIPS_META_ICC_NAME);
  if (pixels.model == ColourModel::cmyk && !header.icc) header.icc = default_cmyk_profile();
  header.metadata = {find_exif(image), find_blob(image, VIPS_META_XMP_NAME), find_blob(image, VIPS_META_IPTC_NAME)};
  header.levels = {{header.size, {0, 0}, false}};
  header.pages = pages_of(image, loader);
  return header;
}

Result<void> check_limits(Header const& header, Decoder::Cost cost, DecodeLimits const& limits) {
  if (header.size.area() <= limits.max_area && cost.memory <= limits.max_memory &&
      header.size.area() <= limits.max_undivided_area) {
    return {};
  }
  return fail(ErrorKind::too_large, "The source image is too large.",
              fmt::format("{}×{}, {} bytes to decode", header.size.width, header.size.height, cost.memory));
}

Result<std::shared_ptr<Decoder const>> open_with(Loader const& loader, std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options) {
  if (options.page < 0 || (options.page > 0 && !loader.has_pages)) {
    return fail(ErrorKind::not_found, "The source has no such page.");
  }
  if (loader.holds_file && source->size() > options.limits.max_memory / 2) {
    return fail(ErrorKind::too_large, "The source file is too large.", fmt::format("{} bytes", source->size()));
  }
  Wanted const wanted{options.page, options.pdf_dpi};
  TRIFORIUM_TRY(auto picture, load(*source, loader, wanted));
  bool const is_usable = make_integers(picture.image);
  auto const format = is_usable ? format_of(picture.image.get()) : std::nullopt;
  if (!format) {
    return fail(ErrorKind::not_implemented, "This kind of image is not read.",
                fmt::format("{} bands of {}: {}", picture.image->Bands,
                            vips_enum_nick(VIPS_TYPE_BAND_FORMAT, picture.image->BandFmt), vips::take_message()));
  }
  auto header = make_header(loader, picture.image.get(), *format);
  auto decoder = std::make_shared<VipsDecoder const>(std::move(source), loader, wanted, header, options.limits);
  TRIFORIUM_CHECK(check_limits(header, decoder->cost(0, PixelRect::whole(header.size)), options.limits));
  return decoder;
}

bool begins_with(ByteView head, std::string_view text) {
  return as_text(head).substr(0, text.size()) == text;
}

}  // namespace

bool sniff_gif(ByteView head) {
  return begins_with(head, "GIF87a") || begins_with(head, "GIF89a");
}

// ISO/IEC 14496-12, 4.3: size, "ftyp", major brand, minor version, compatible brands.
bool sniff_heif(ByteView head) {
  static constexpr std::array<std::string_view, 10> kBrands = {"heic", "heix", "heim", "heis", "hevc",
                                                               "hevx", "mif1", "msf1", "avif", "avis"};
  auto const text = as_text(head);
  if (text.size() < 12 || text.substr(4, 4) != "ftyp") return false;
  std::size_t const end = std::min<std::size_t>(text.size(), static_cast<std::size_t>(head[2]) << 8 | head[3]);
  auto const is_known = [&](std::size_t at) {
    return std::find(kBrands.begin(), kBrands.end(), text.substr(at, 4)) != kBrands.end();
  };
  for (std::size_t at = 16; at + 4 <= end; at += 4) {
    if (is_known(at)) return true;
  }
  return is_known(8);
}

bool sniff_jxl(ByteView head) {
  static constexpr std::string_view kContainer("\0\0\0\x0CJXL \r\n\x87\n", 12);
  return begins_with(head, "\xFF\x0A") || begins_with(head, kContainer);
}

// ISO 32000-1, 7.5.2, and what readers have always done: "… accept that the header appear somewhere within the first
// 1024 bytes of the file".
bool sniff_pdf(ByteView head) {
  return as_text(head).substr(0, 1024).find("%PDF-") != std::string_view::npos;
}

bool sniff_pnm(ByteView head) {
  if (head.size() < 3 || head[0] != 'P') return false;
  bool const is_kind = (head[1] >= '1' && head[1] <= '6') || head[1] == 'F' || head[1] == 'f';
  return is_kind && std::string_view(" \t\r\n#").find(static_cast<char>(head[2])) != std::string_view::npos;
}

bool sniff_radiance(ByteView head) {
  return begins_with(head, "#?RADIANCE") || begins_with(head, "#?RGBE");
}

Result<std::shared_ptr<Decoder const>> open_gif(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  return open_with(kGif, std::move(source), options);
}
Result<std::shared_ptr<Decoder const>> open_heif(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options) {
  return open_with(kHeif, std::move(source), options);
}
Result<std::shared_ptr<Decoder const>> open_jxl(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  return open_with(kJxl, std::move(source), options);
}
Result<std::shared_ptr<Decoder const>> open_pdf(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  return open_with(kPdf, std::move(source), options);
}
Result<std::shared_ptr<Decoder const>> open_pnm(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  return open_with(kPnm, std::move(source), options);
}
Result<std::shared_ptr<Decoder const>> open_radiance(std::shared_ptr<storage::Source const> source,
                                                     OpenOptions const& options) {
  return open_with(kRadiance, std::move(source), options);
}

}  // namespace triforium::codecs
