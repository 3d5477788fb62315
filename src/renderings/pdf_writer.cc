#include "renderings/pdf_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "renderings/characters.h"

namespace triforium::renderings {
namespace {

// Annex C.2: what readers can be expected to know.
constexpr double kLargestNumber = 1e9;

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// 7.3.4.2: in a literal string parentheses and backslashes are escaped.
std::string literal(std::string_view text) {
  std::string made = "(";
  for (auto const c : text) {
    if (c == '(' || c == ')' || c == '\\') made += '\\';
    made += c;
  }
  return made + ")";
}

void append_unit(std::uint32_t unit, std::string& hex) {
  fmt::format_to(std::back_inserter(hex), "{:04X}", unit);
}

Result<Bytes> deflated(ByteView bytes) {
  auto size = ::compressBound(bytes.size());
  Bytes made(size);
  if (::compress2(made.data(), &size, bytes.data(), bytes.size(), 6) != Z_OK)
    return fail(ErrorKind::busy, "The server has no memory left for this request.", "compress2");
  made.resize(size);
  return made;
}

void append_number(std::uint64_t number, std::size_t bytes, Bytes& to) {
  for (auto at = bytes; at-- > 0;)
    to.push_back(static_cast<std::uint8_t>(number >> (8 * at)));
}

}  // namespace

std::string pdf_number(double number) {
  if (!std::isfinite(number)) return "0";
  auto text = fmt::format("{:.4f}", std::clamp(number, -kLargestNumber, kLargestNumber));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

// 7.9.2.2: "the first two bytes shall be 254 followed by 255 … UTF-16BE".
std::string pdf_text(std::string_view utf8) {
  if (is_plain(utf8)) return literal(utf8);
  std::string hex = "<FEFF";
  for (auto const unit : utf16_of(with_valid_utf8(utf8)))
    append_unit(unit, hex);
  return hex + ">";
}

std::string pdf_bytes(std::string_view bytes) {
  if (is_plain(bytes)) return literal(bytes);
  std::string hex = "<";
  for (auto const c : bytes)
    fmt::format_to(std::back_inserter(hex), "{:02X}", static_cast<unsigned char>(c));
  return hex + ">";
}

Result<void> PdfWriter::put(ByteView bytes) {
  written_ += bytes.size();
  return sink_(bytes);
}

// 7.5.2: "at least four binary characters" tell transfer programs that the file is binary.
Result<void> PdfWriter::begin() {
  return put(std::string_view("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"));
}

PdfWriter::Object PdfWriter::reserve() {
  offsets_.push_back(0);
  return static_cast<Object>(offsets_.size() - 1);
}

std::string PdfWriter::reference(Object object) {
  return fmt::format("{} 0 R", object);
}

Result<void> PdfWriter::begin_object(Object object) {
  offsets_[object] = written_;
  return put(fmt::format("{} 0 obj\n", object));
}

Result<void> PdfWriter::write(Object object, std::string_view value) {
  TRIFORIUM_CHECK(begin_object(object));
  TRIFORIUM_CHECK(put(value));
  return put(std::string_view("\nendobj\n"));
}

Result<void> PdfWriter::write_stream(Object object, std::string_view entries, ByteView bytes) {
  TRIFORIUM_TRY(auto const packed, deflated(bytes));
  return write_plain_stream(object, fmt::format("{} /Filter /FlateDecode", entries), packed);
}

Result<void> PdfWriter::write_plain_stream(Object object, std::string_view entries, ByteView bytes) {
  TRIFORIUM_CHECK(begin_object(object));
  TRIFORIUM_CHECK(put(fmt::format("<<{} /Length {}>>\nstream\n", entries, bytes.size())));
  TRIFORIUM_CHECK(put(bytes));
  return put(std::string_view("\nendstream\nendobj\n"));
}

Result<void> PdfWriter::write_long_stream(Object object, std::string_view entries, Fill const& fill) {
  auto const length = reserve();
  TRIFORIUM_CHECK(begin_object(object));
  TRIFORIUM_CHECK(put(fmt::format("<<{} /Length {}>>\nstream\n", entries, reference(length))));
  auto const start = written_;
  TRIFORIUM_CHECK(fill([this](ByteView bytes) { return put(bytes); }));
  auto const size = written_ - start;
  TRIFORIUM_CHECK(put(std::string_view("\nendstream\nendobj\n")));
  return write(length, std::to_string(size));
}

// 7.5.8: a cross-reference stream has offsets of as many bytes as it says; those of the older table end at 10 GB.
Result<void> PdfWriter::finish(Object catalog, Object information, std::string_view id) {
  auto const table = reserve();
  auto const start = written_;
  offsets_[table] = start;
  Bytes entries;
  append_number(0, 6, entries);
  append_number(255, 1, entries);
  for (std::size_t number = 1; number < offsets_.size(); ++number) {
    append_number(offsets_[number] == 0 ? 0 : 1, 1, entries);
    append_number(offsets_[number], 5, entries);
    append_number(0, 1, entries);
  }
  auto const name = pdf_bytes(id);
  TRIFORIUM_CHECK(write_stream(table,
                               fmt::format("/Type /XRef /Size {} /W [1 5 1] /Root {} /Info {} /ID [{} {}]",
                                           offsets_.size(), reference(catalog), reference(information), name, name),
                               entries));
  return put(fmt::format("startxref\n{}\n%%EOF\n", start));
}

}  // namespace triforium::renderings
