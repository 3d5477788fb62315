// PDF: one page that shows one image. Written front to back: a stream's length is an object of its own, after it.
// ISO 32000-1:2008 (PDF 1.7), https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "codecs/encode/strips.h"
#include "codecs/encode/writers.h"

namespace triforium::codecs::detail {
namespace {

// Numbers of the objects. The optional ones stay free entries of the cross-reference table where they are absent.
enum Object { kCatalog = 1, kPages, kPage, kContents, kImage, kImageLength, kProfile, kMetadata, kObjectCount };

constexpr double kPointsPerInch = 72;
// 300 dots an inch where nothing is known: a book page of ordinary resolution comes out at its natural size.
constexpr double kAssumedDotsPerInch = 300;
// ISO 32000-1, annex C.2: "the maximum page size [is] 14,400 … by 14,400" units; UserUnit makes the units larger.
constexpr double kMaxPageUnits = 14400;

// Counts what passes: objects are found by their offsets.
class CountingSink final : public ByteSink {
 public:
  explicit CountingSink(ByteSink& out) : out_(out) {}
  Result<void> write(ByteView bytes) override {
    count_ += bytes.size();
    return out_.write(bytes);
  }
  Result<void> write_text(std::string_view text) { return write(as_bytes(text)); }
  std::uint64_t count() const { return count_; }

 private:
  ByteSink& out_;
  std::uint64_t count_ = 0;
};

struct PageSize {
  double width, height;  // in units
  double unit;           // points
};

PageSize page_size(PixelSize size, double dots_per_inch) {
  auto const scale = kPointsPerInch / (dots_per_inch > 0 ? dots_per_inch : kAssumedDotsPerInch);
  auto const width = static_cast<double>(size.width) * scale, height = static_cast<double>(size.height) * scale;
  auto const unit = std::max(1.0, std::max(width, height) / kMaxPageUnits);
  return {width / unit, height / unit, unit};
}

class PdfWriter {
 public:
  explicit PdfWriter(ByteSink& out) : out_(out) {}

  CountingSink& body() { return out_; }

  // 7.5.2: "at least four binary characters" tell transfer programs that the file is binary.
  Result<void> write_header() { return out_.write_text("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"); }

  Result<void> begin(Object number) {
    offsets_[number] = out_.count();
    return out_.write_text(fmt::format("{} 0 obj\n", static_cast<int>(number)));
  }
  Result<void> write_object(Object number, std::string_view text) {
    TRIFORIUM_CHECK(begin(number));
    return out_.write_text(fmt::format("{}\nendobj\n", text));
  }
  Result<void> write_stream(Object number, std::string_view entries, ByteView bytes) {
    TRIFORIUM_CHECK(begin(number));
    TRIFORIUM_CHECK(out_.write_text(fmt::format("<<{} /Length {}>>\nstream\n", entries, bytes.size())));
    TRIFORIUM_CHECK(out_.write(bytes));
    return out_.write_text("\nendstream\nendobj\n");
  }

  // 7.5.4 and 7.5.5: each entry has exactly 20 bytes; entry 0 heads the list of free objects.
  Result<void> write_end() {
    auto const start = out_.count();
    std::string text = fmt::format("xref\n0 {}\n0000000000 65535 f \n", static_cast<int>(kObjectCount));
    for (std::size_t number = 1; number < kObjectCount; ++number)
      text += offsets_[number] == 0 ? std::string("0000000000 00000 f \n")
                                    : fmt::format("{:010} 00000 n \n", offsets_[number]);
    text += fmt::format("trailer\n<</Size {} /Root {} 0 R>>\nstartxref\n{}\n%%EOF\n", static_cast<int>(kObjectCount),
                        static_cast<int>(kCatalog), start);
    return out_.write_text(text);
  }

 private:
  CountingSink out_;
  std::array<std::uint64_t, kObjectCount> offsets_{};
};

std::string reference(Object number) {
  return fmt::format("{} 0 R", static_cast<int>(number));
}

Result<void> write_page(PdfWriter& pdf, PixelSize size, Accompaniment const& accompaniment) {
  auto const page = page_size(size, accompaniment.dots_per_inch);
  TRIFORIUM_CHECK(pdf.write_object(
      kCatalog, fmt::format("<</Type /Catalog /Pages {}{}>>", reference(kPages),
                            accompaniment.xmp ? " /Metadata " + reference(kMetadata) : std::string())));
  TRIFORIUM_CHECK(pdf.write_object(kPages, fmt::format("<</Type /Pages /Count 1 /Kids [{}]>>", reference(kPage))));
  TRIFORIUM_CHECK(
      pdf.write_object(kPage, fmt::format("<</Type /Page /Parent {} /MediaBox [0 0 {:.4f} {:.4f}]{} /Contents {} "
                                          "/Resources <</XObject <</Image {}>>>>>>",
                                          reference(kPages), page.width, page.height,
                                          page.unit > 1 ? fmt::format(" /UserUnit {:.6f}", page.unit) : std::string(),
                                          reference(kContents), reference(kImage))));
  // 8.9.5.1: an image fills the unit square, which the matrix stretches over the page.
  auto const drawing = fmt::format("q {:.4f} 0 0 {:.4f} 0 0 cm /Image Do Q", page.width, page.height);
  return pdf.write_stream(kContents, "", as_bytes(drawing));
}

std::string image_dictionary(PixelSize size, PixelFormat format, Accompaniment const& accompaniment) {
  std::string colour = format.model == ColourModel::gray ? "/DeviceGray" : "/DeviceRGB";
  if (accompaniment.icc) colour = fmt::format("[/ICCBased {}]", reference(kProfile));
  return fmt::format(
      "<</Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace {} /BitsPerComponent {} /Filter {} "
      "/Length {}>>\nstream\n",
      size.width, size.height, colour, accompaniment.is_bitonal ? 1 : 8,
      accompaniment.is_bitonal ? "/FlateDecode" : "/DCTDecode", reference(kImageLength));
}

// zlib's stream of packed bits: 0 is black.
class Deflater {
 public:
  explicit Deflater(ByteSink& out) : out_(out) {}
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(Deflater const&) = delete;
  Deflater& operator=(Deflater const&) = delete;

  Result<void> start() {
    if (deflateInit(&stream_, 6) == Z_OK) return {};
    return fail(ErrorKind::busy, "The server has no memory left for this request.", "deflateInit");
  }
  Result<void> write(Bytes& bytes) { return run(bytes, Z_NO_FLUSH); }
  Result<void> finish() {
    Bytes none;
    return run(none, Z_FINISH);
  }

 private:
  Result<void> run(Bytes& bytes, int flush) {
    stream_.next_in = bytes.data();
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = buffer_.data();
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) return encoder_failed("pdf", "deflate");
      TRIFORIUM_CHECK(out_.write(ByteView(buffer_).first(buffer_.size() - stream_.avail_out)));
    } while (stream_.avail_out == 0);
    return {};
  }

  ByteSink& out_;
  z_stream stream_{};
  std::array<std::uint8_t, 16 << 10> buffer_;
};

Result<void> write_bits(RowReader& rows, ByteSink& out) {
  Deflater deflater(out);
  TRIFORIUM_CHECK(deflater.start());
  TRIFORIUM_TRY(auto strips, Strips::of(rows));
  Bytes packed(packed_size(rows.size().width));
  while (!strips.is_done()) {
    TRIFORIUM_TRY(auto const strip, strips.next());
    for (std::int64_t y = 0; y < strip.size.height; ++y) {
      pack_bits(strip.row(y), strip.size.width, packed.data());
      TRIFORIUM_CHECK(deflater.write(packed));
    }
  }
  return deflater.finish();
}

Result<void> write_image(PdfWriter& pdf, RowReader& rows, EncodeSettings const& settings,
                         Accompaniment const& accompaniment) {
  TRIFORIUM_CHECK(pdf.begin(kImage));
  TRIFORIUM_CHECK(pdf.body().write_text(image_dictionary(rows.size(), rows.format(), accompaniment)));
  auto const start = pdf.body().count();
  // The JPEG inside is bare: profile and metadata are the PDF's own objects.
  TRIFORIUM_CHECK(accompaniment.is_bitonal ? write_bits(rows, pdf.body())
                                           : encode_jpg(rows, settings, Accompaniment{}, pdf.body()));
  auto const length = pdf.body().count() - start;
  TRIFORIUM_CHECK(pdf.body().write_text("\nendstream\nendobj\n"));
  return pdf.write_object(kImageLength, std::to_string(length));
}

}  // namespace

Result<void> encode_pdf(RowReader& rows, EncodeSettings const& settings, Accompaniment const& accompaniment,
                        ByteSink& out) {
  PdfWriter pdf(out);
  TRIFORIUM_CHECK(pdf.write_header());
  TRIFORIUM_CHECK(write_page(pdf, rows.size(), accompaniment));
  TRIFORIUM_CHECK(write_image(pdf, rows, settings, accompaniment));
  if (accompaniment.icc) {
    auto const components = fmt::format(" /N {}", rows.format().colours());
    TRIFORIUM_CHECK(pdf.write_stream(kProfile, components, *accompaniment.icc));
  }
  if (accompaniment.xmp)
    TRIFORIUM_CHECK(pdf.write_stream(kMetadata, " /Type /Metadata /Subtype /XML", *accompaniment.xmp));
  return pdf.write_end();
}

}  // namespace triforium::codecs::detail
