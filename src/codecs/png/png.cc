#include "codecs/png/png.h"

#include <string_view>
#include <vector>

#include "codecs/exif_orientation.h"
#include "codecs/png/png_codec.h"
#include "codecs/png/png_reader.h"
#include "codecs/undivided.h"

namespace triforium::codecs {
namespace {

using png::PngCodec;
using png::PngLayout;

class PngDecoder final : public Decoder {
 public:
  PngDecoder(std::shared_ptr<storage::Source const> source, PngLayout const& layout, Header header, DecodeLimits limits)
      : source_(std::move(source)), layout_(layout), header_(std::move(header)), limits_(limits) {}

  Header const& header() const override { return header_; }
  Result<std::unique_ptr<RowReader>> read(std::size_t level, PixelRect area) const override {
    TRIFORIUM_CHECK(check_cost(cost(level, area), limits_));
    return png::make_png_reader(*source_, layout_, area);
  }
  Cost cost(std::size_t, PixelRect area) const override { return png::cost_of(layout_, area); }

 private:
  std::shared_ptr<storage::Source const> source_;
  PngLayout layout_;
  Header header_;
  DecodeLimits limits_;
};

// libspng's pointers live as long as its context.
SharedBytes share_copy(void const* data, std::size_t size) {
  if (data == nullptr || size == 0) return nullptr;
  auto const* const first = static_cast<std::uint8_t const*>(data);
  return share(Bytes(first, first + size));
}

SharedBytes read_profile(PngCodec const& codec) {
  spng_iccp profile{};
  if (spng_get_iccp(codec.get(), &profile) != 0) return nullptr;
  return share_copy(profile.profile, profile.profile_len);
}

SharedBytes read_exif(PngCodec const& codec) {
  spng_exif exif{};
  if (spng_get_exif(codec.get(), &exif) != 0) return nullptr;
  auto const block = without_exif_prefix({reinterpret_cast<std::uint8_t const*>(exif.data), exif.length});
  return share_copy(block.data(), block.size());
}

// https://www.w3.org/TR/png-3/#11iTXt and XMP Specification Part 3, 1.1.5: the keyword of the packet's chunk.
SharedBytes read_xmp(PngCodec const& codec) {
  std::uint32_t count = 0;
  if (spng_get_text(codec.get(), nullptr, &count) != 0 || count == 0) return nullptr;
  std::vector<spng_text> texts(count);
  if (spng_get_text(codec.get(), texts.data(), &count) != 0) return nullptr;
  for (auto const& text : texts) {
    if (text.type == SPNG_ITXT && std::string_view(text.keyword) == "XML:com.adobe.xmp")
      return share_copy(text.text, text.length);
  }
  return nullptr;
}

Header make_header(PngCodec const& codec, PngLayout const& layout) {
  Header header;
  header.format = "png";
  header.size = layout.size();
  header.pixels = layout.format;
  header.bits_per_sample = layout.header.bit_depth;
  header.is_bitonal =
      layout.header.bit_depth == 1 && layout.format.model == ColourModel::gray && !layout.format.has_alpha;
  header.icc = read_profile(codec);
  header.metadata.exif = read_exif(codec);
  header.metadata.xmp = read_xmp(codec);
  header.orientation = find_orientation(header.metadata);
  header.levels = {{header.size, {}, true}};
  return header;
}

}  // namespace

bool sniff_png(ByteView head) {
  return as_text(head).starts_with("\x89PNG\r\n\x1a\n");
}

Result<std::shared_ptr<Decoder const>> open_png(std::shared_ptr<storage::Source const> source,
                                                OpenOptions const& options) {
  if (options.page != 0) return fail(ErrorKind::not_found, "The source image has one page only.");
  TRIFORIUM_TRY(auto const codec, PngCodec::create(*source));
  spng_ihdr ihdr{};
  TRIFORIUM_CHECK(codec->check(spng_get_ihdr(codec->get(), &ihdr)));
  TRIFORIUM_CHECK(check_area({ihdr.width, ihdr.height}, options.limits));
  spng_trns transparency{};
  auto const found = spng_get_trns(codec->get(), &transparency);
  if (found != SPNG_ECHUNKAVAIL) TRIFORIUM_CHECK(codec->check(found));
  auto const layout = png::make_layout(ihdr, found == 0);
  auto header = make_header(*codec, layout);
  return std::make_shared<PngDecoder const>(std::move(source), layout, std::move(header), options.limits);
}

}  // namespace triforium::codecs
