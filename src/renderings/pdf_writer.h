// The objects of a PDF, written front to back while it is sent: nothing is kept of them but where they begin.
//
// ISO 32000-1:2008 (PDF 1.7), https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "renderings/sink.h"

namespace triforium::renderings {

// A number in a PDF: no exponent, at most four places behind the point.
std::string pdf_number(double number);
// A text for people (7.9.2.2), of UTF-8; what is not valid in it is replaced.
std::string pdf_text(std::string_view utf8);
// A string of bytes (7.3.4.2): URIs, language tags.
std::string pdf_bytes(std::string_view bytes);

class PdfWriter {
 public:
  using Object = std::uint32_t;  // its number, from 1

  explicit PdfWriter(Sink sink) : sink_(std::move(sink)) {}

  Result<void> begin();
  // A number for what is referred to before it is written, or after.
  Object reserve();
  // "3 0 R"
  static std::string reference(Object object);

  // Each object once. Errors: the sink's.
  Result<void> write(Object object, std::string_view value);
  // `entries` of its dictionary beside Length and Filter. The bytes are deflated, or stand as they are.
  Result<void> write_stream(Object object, std::string_view entries, ByteView bytes);
  Result<void> write_plain_stream(Object object, std::string_view entries, ByteView bytes);
  // The same of bytes whose number nobody knows before: it becomes an object of its own.
  Result<void> write_long_stream(Object object, std::string_view entries, Fill const& fill);

  // The table of all objects. Those that were reserved and not written are null. `id` has 16 bytes.
  Result<void> finish(Object catalog, Object information, std::string_view id);

 private:
  Result<void> put(ByteView bytes);
  Result<void> put(std::string_view text) { return put(as_bytes(text)); }
  Result<void> begin_object(Object object);

  Sink sink_;
  std::uint64_t written_ = 0;
  std::vector<std::uint64_t> offsets_ = {0};  // by number; 0: not written
};

}  // namespace triforium::renderings
