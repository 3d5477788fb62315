#include "base/utf8.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace triforium {
namespace {

// Of the lead byte at the front of `text`: how long its sequence is if it is whole and valid, else 0.
std::size_t sequence_length(std::string_view text) {
  auto const lead = static_cast<unsigned char>(text[0]);
  std::size_t const length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (length > text.size() || !is_valid_utf8(text.substr(0, length))) return 0;
  return length;
}

bool is_unwanted(char c) {
  auto const byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || byte == 0x7F;
}

// https://encoding.spec.whatwg.org/index-windows-1252.txt, 0x80…0x9F
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                                        0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

enum class Encoding { utf8, utf16_little, utf16_big, windows_1252 };

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

// `declared` counts only for what is not UTF-8 all the same, as so many files are.
Encoding encoding_of(std::string_view text, std::string_view declared) {
  using namespace std::string_view_literals;
  if (text.starts_with(kUtf8Mark)) return Encoding::utf8;
  if (text.starts_with("\xFF\xFE") || text.starts_with("<\0"sv)) return Encoding::utf16_little;
  if (text.starts_with("\xFE\xFF") || text.starts_with("\0<"sv)) return Encoding::utf16_big;
  bool const is_single_byte = declared.starts_with("iso-8859-1") || declared.starts_with("latin") ||
                              declared.starts_with("windows-125") || declared.starts_with("cp125");
  return is_single_byte && !is_valid_utf8(text) ? Encoding::windows_1252 : Encoding::utf8;
}

}  // namespace

void append_utf8(std::uint32_t code, std::string& out) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  auto const put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6), put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18), put(0x80 | (code >> 12 & 0x3F)), put(0x80 | (code >> 6 & 0x3F)), put(0x80 | (code & 0x3F));
  }
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (char const c : text)
    count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::string with_valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto const length = sequence_length(text);
    if (length == 0) {
      append_utf8(0xFFFD, out);
    } else if (!is_unwanted(text[0])) {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string from_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    append_utf8(byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80] : byte, out);
  }
  return out;
}

std::string from_utf16(std::string_view bytes, Endian endian) {
  auto const unit = [&](std::size_t at) {
    auto const a = static_cast<unsigned char>(bytes[at]);
    auto const b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(endian == Endian::big ? a << 8 | b : b << 8 | a);
  };
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    auto const high = unit(i);
    bool const is_pair = high >= 0xD800 && high < 0xDC00 && i + 3 < bytes.size() && (unit(i + 2) & 0xFC00) == 0xDC00;
    append_utf8(is_pair ? 0x10000 + ((high - 0xD800) << 10) + (unit(i + 2) - 0xDC00) : high, out);
    if (is_pair) i += 2;
  }
  return out;
}

std::string decode_text(ByteView bytes, std::string_view declared) {
  auto const text = as_text(bytes);
  switch (encoding_of(text, declared)) {
    case Encoding::utf8:
      return with_valid_utf8(text.substr(text.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0));
    case Encoding::utf16_little:
      return with_valid_utf8(from_utf16(text.substr(text[0] == '<' ? 0 : 2), Endian::little));
    case Encoding::utf16_big:
      return with_valid_utf8(from_utf16(text.substr(text[0] == '\0' ? 0 : 2), Endian::big));
    case Encoding::windows_1252:
      return with_valid_utf8(from_windows_1252(text));
  }
  return {};
}

bool is_text_in(ByteView bytes, std::string_view declared) {
  return encoding_of(as_text(bytes), declared) != Encoding::utf8 || is_valid_utf8(as_text(bytes));
}

std::string with_single_spaces(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f";
  std::string out;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(kSpace, at)) != std::string_view::npos) {
    auto const end = std::min(text.find_first_of(kSpace, at), text.size());
    if (!out.empty()) out += ' ';
    out += text.substr(at, end - at);
    at = end;
  }
  return out;
}

}  // namespace triforium
