#include "codecs/webp/webp.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "codecs/exif_orientation.h"
#include "codecs/undivided.h"

namespace triforium::codecs {
namespace {

struct FreeDemuxer {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};
struct FreeAnimation {
  void operator()(WebPAnimDecoder* animation) const { WebPAnimDecoderDelete(animation); }
};
using DemuxerHandle = std::unique_ptr<WebPDemuxer, FreeDemuxer>;
using AnimationHandle = std::unique_ptr<WebPAnimDecoder, FreeAnimation>;

struct WebpFile {
  Bytes bytes;
  PixelSize size{};
  PixelFormat format{};
  bool is_animated = false;
  bool is_lossless = false;

  WebPData data() const { return {bytes.data(), bytes.size()}; }
};

Failure corrupt(std::string detail) {
  return fail(ErrorKind::corrupt_source, "The source image does not decode.", "WebP: " + std::move(detail));
}

// A part and what must be decoded around it. libwebp begins parts at even positions, and interpolates chroma from
// neighbours, which it does not have at a part's border: with two pixels more on each side, the pixels of a part are
// those of the whole.
PixelRect widened(PixelRect area, PixelSize whole) {
  auto const x = std::max<std::int64_t>((area.x & ~std::int64_t{1}) - 2, 0);
  auto const y = std::max<std::int64_t>((area.y & ~std::int64_t{1}) - 2, 0);
  return PixelRect{x, y, area.right() + 2 - x, area.bottom() + 2 - y}.intersection(PixelRect::whole(whole));
}

Result<Pixels> decode_part(WebpFile const& file, PixelRect part) {
  TRIFORIUM_TRY(auto pixels, Pixels::create(part.size(), file.format));
  auto const view = pixels.view();
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return fail(ErrorKind::internal, "The server failed on this request.");
  config.options.use_cropping = 1;
  config.options.crop_left = static_cast<int>(part.x);
  config.options.crop_top = static_cast<int>(part.y);
  config.options.crop_width = static_cast<int>(part.width);
  config.options.crop_height = static_cast<int>(part.height);
  config.output.colorspace = file.format.has_alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {view.data, static_cast<int>(view.stride),
                          view.stride * static_cast<std::size_t>(view.size.height)};
  auto const code = WebPDecode(file.bytes.data(), file.bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (code == VP8_STATUS_OUT_OF_MEMORY)
    return fail(ErrorKind::too_large, "The source image needs more memory than there is.");
  if (code != VP8_STATUS_OK) return corrupt("status " + std::to_string(code));
  return pixels;
}

// The canvas after the first frame.
Result<Pixels> decode_first_frame(WebpFile const& file) {
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return fail(ErrorKind::internal, "The server failed on this request.");
  options.color_mode = MODE_RGBA;
  auto const data = file.data();
  AnimationHandle const animation(WebPAnimDecoderNew(&data, &options));
  std::uint8_t* canvas = nullptr;
  int time = 0;
  if (!animation || WebPAnimDecoderGetNext(animation.get(), &canvas, &time) == 0)
    return corrupt("the first frame does not decode");
  TRIFORIUM_TRY(auto pixels, Pixels::create(file.size, file.format));
  auto const view = pixels.view();
  for (std::int64_t y = 0; y < file.size.height; ++y)
    std::memcpy(view.row(y), canvas + static_cast<std::size_t>(y) * view.row_bytes(), view.row_bytes());
  return pixels;
}

class WebpReader final : public RowReader {
 public:
  WebpReader(WebpFile const& file, PixelRect area) : file_(file), area_(area) {}

  PixelSize size() const override { return area_.size(); }
  PixelFormat format() const override { return file_.format; }

  Result<void> read(PixelsView rows) override {
    if (!held_) TRIFORIUM_CHECK(decode());
    auto const view = std::as_const(*held_).view();
    auto const cut = (area_.x - part_.x) * file_.format.bytes_per_pixel();
    for (std::int64_t y = 0; y < rows.size.height; ++y, ++next_)
      std::memcpy(rows.row(y), view.row(area_.y - part_.y + next_) + cut, rows.row_bytes());
    return {};
  }

 private:
  Result<void> decode() {
    part_ = file_.is_animated ? PixelRect::whole(file_.size) : widened(area_, file_.size);
    TRIFORIUM_TRY(auto pixels, file_.is_animated ? decode_first_frame(file_) : decode_part(file_, part_));
    held_.emplace(std::move(pixels));
    return {};
  }

  WebpFile const& file_;
  PixelRect area_;
  PixelRect part_;
  std::int64_t next_ = 0;
  std::optional<Pixels> held_;
};

class WebpDecoder final : public Decoder {
 public:
  WebpDecoder(WebpFile file, Header header, DecodeLimits limits)
      : file_(std::move(file)), header_(std::move(header)), limits_(limits) {}

  Header const& header() const override { return header_; }
  std::uint64_t held_bytes() const override { return file_.bytes.size(); }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override {
    TRIFORIUM_CHECK(check_cost(cost(level, area), limits_));
    return std::make_unique<WebpReader>(file_, area);
  }

  Cost cost(std::size_t, PixelRect area) const override {
    constexpr std::uint64_t kFixed = 1U << 20;
    auto const whole = static_cast<std::uint64_t>(file_.size.area());
    auto const part = static_cast<std::uint64_t>(widened(area, file_.size).size().area());
    auto const pixel = static_cast<std::uint64_t>(file_.format.bytes_per_pixel());
    if (file_.is_animated) return {kFixed + whole * 4 * 4, whole};  // two canvases, a frame, and our copy
    // Lossless pixels are held as they are unpacked, and so is the alpha of lossy ones.
    auto const unpacked = file_.is_lossless ? whole * 4 : file_.format.has_alpha ? whole : 0;
    return {kFixed + unpacked + (part + static_cast<std::uint64_t>(area.height) * 64) * pixel, whole};
  }

 private:
  WebpFile file_;
  Header header_;
  DecodeLimits limits_;
};

// https://www.rfc-editor.org/rfc/rfc9649#section-2.7.1.4
SharedBytes read_chunk(WebPDemuxer const* demuxer, char const (&name)[5]) {
  WebPChunkIterator chunk;
  SharedBytes found;
  if (WebPDemuxGetChunk(demuxer, name, 1, &chunk) != 0) {
    ByteView const bytes(chunk.chunk.bytes, chunk.chunk.size);
    auto const block = without_exif_prefix(bytes);
    if (!block.empty()) found = share(Bytes(block.begin(), block.end()));
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return found;
}

Result<WebpFile> read_file(storage::Source const& source, DecodeLimits const& limits) {
  TRIFORIUM_TRY(auto bytes, storage::read_whole(source, limits.max_memory / 2));
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK)
    return corrupt(source.name() + ": the header does not parse");
  WebpFile file{.bytes = std::move(bytes), .size = {features.width, features.height}};
  file.is_animated = features.has_animation != 0;
  file.is_lossless = features.format == 2;
  file.format.has_alpha = features.has_alpha != 0 || file.is_animated;
  return file;
}

Header make_header(WebpFile const& file, WebPDemuxer const* demuxer) {
  Header header;
  header.format = "webp";
  header.size = file.size;
  header.pixels = file.format;
  header.icc = read_chunk(demuxer, "ICCP");
  header.metadata.exif = read_chunk(demuxer, "EXIF");
  header.metadata.xmp = read_chunk(demuxer, "XMP ");
  header.orientation = find_orientation(header.metadata);
  header.levels = {{file.size, {}, true}};
  return header;
}

}  // namespace

bool sniff_webp(ByteView head) {
  auto const text = as_text(head);
  return text.size() >= 16 && text.starts_with("RIFF") && text.substr(8, 7) == "WEBPVP8";
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): all openers have one signature, for codecs/registry.cc.
Result<std::shared_ptr<Decoder const>> open_webp(std::shared_ptr<storage::Source const> source,
                                                 OpenOptions const& options) {
  if (options.page != 0) return fail(ErrorKind::not_found, "The source image has one page only.");
  TRIFORIUM_TRY(auto file, read_file(*source, options.limits));
  TRIFORIUM_CHECK(check_area(file.size, options.limits));
  auto const data = file.data();
  DemuxerHandle const demuxer(WebPDemux(&data));
  if (!demuxer) return corrupt(source->name() + ": it is not a whole file");
  auto header = make_header(file, demuxer.get());
  return std::make_shared<WebpDecoder const>(std::move(file), std::move(header), options.limits);
}

}  // namespace triforium::codecs
