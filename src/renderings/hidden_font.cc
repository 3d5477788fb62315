#include "renderings/hidden_font.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <vector>

#include "base/utf8.h"
#include "renderings/characters.h"

namespace triforium::renderings {
namespace {

// Codes that are no characters, for the characters that have no code: halves of surrogate pairs.
constexpr std::uint32_t kFirstRare = 0xD800, kLastRare = 0xDFFF;
constexpr std::uint32_t kReplacement = 0xFFFD;
// 9.10.3: at most 100 entries in one list.
constexpr std::size_t kMostInList = 100;

void append(Bytes& bytes, std::initializer_list<std::uint16_t> words) {
  for (auto const word : words) {
    bytes.push_back(static_cast<std::uint8_t>(word >> 8));
    bytes.push_back(static_cast<std::uint8_t>(word & 0xFF));
  }
}

struct Table {
  std::string_view tag;
  Bytes bytes;
};

// https://learn.microsoft.com/en-us/typography/opentype/spec/otff – the tables that 9.9 of PDF wants in a font program:
// one glyph without an outline, in an em of 1000 units, 500 wide.
std::vector<Table> make_tables() {
  std::vector<Table> tables = {{"glyf", {0, 0, 0, 0}}, {"head", {}}, {"hhea", {}},
                               {"hmtx", {}},           {"loca", {}}, {"maxp", {}}};
  // version, revision, checksum (of no concern to readers), magic, flags, units, dates, box, style, offsets of 16 bits
  append(tables[1].bytes,
         {1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 1000, 0, 8, 2, 0, 0});
  // version, ascender, descender, …, the number of widths
  append(tables[2].bytes, {1, 0, 1000, 0, 0, 500, 0, 0, 500, 1, 0, 0, 0, 0, 0, 0, 0, 1});
  append(tables[3].bytes, {500, 0});
  append(tables[4].bytes, {0, 0});
  append(tables[5].bytes, {1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0});
  return tables;
}

std::uint32_t checksum_of(Bytes const& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    sum += static_cast<std::uint32_t>(bytes[at]) << (8 * (3 - at % 4));
  return sum;
}

void append_long(Bytes& bytes, std::uint32_t number) {
  append(bytes, {static_cast<std::uint16_t>(number >> 16), static_cast<std::uint16_t>(number & 0xFFFF)});
}

Bytes make_font_program() {
  auto const tables = make_tables();
  Bytes made;
  // version, number of tables, and what a search through them needs
  append(made, {1, 0, static_cast<std::uint16_t>(tables.size()), 64, 2, 32});
  auto offset = static_cast<std::uint32_t>(made.size() + tables.size() * 16);
  for (auto const& [tag, bytes] : tables) {
    made.insert(made.end(), tag.begin(), tag.end());
    append_long(made, checksum_of(bytes));
    append_long(made, offset);
    append_long(made, static_cast<std::uint32_t>(bytes.size()));
    offset += static_cast<std::uint32_t>((bytes.size() + 3) / 4 * 4);
  }
  for (auto const& table : tables) {
    made.insert(made.end(), table.bytes.begin(), table.bytes.end());
    made.resize((made.size() + 3) / 4 * 4);
  }
  return made;
}

std::string hex_of(std::uint32_t code_point) {
  std::string utf8, hex;
  append_utf8(code_point, utf8);
  for (auto const unit : utf16_of(utf8))
    fmt::format_to(std::back_inserter(hex), "{:04X}", unit);
  return hex;
}

}  // namespace

// A code has two bytes, so a pair of surrogates would be two characters to a reader.
std::uint32_t HiddenFont::code_of(std::uint32_t code_point) {
  if (code_point >= kFirstRare && code_point <= kLastRare) return kReplacement;
  if (code_point <= 0xFFFF) return code_point;
  auto const known = rare_.find(code_point);
  if (known != rare_.end()) return known->second;
  auto const next = kFirstRare + static_cast<std::uint32_t>(rare_.size());
  if (next > kLastRare) return kReplacement;
  rare_.emplace(code_point, next);
  return next;
}

HiddenFont::Shown HiddenFont::show(std::string_view utf8) {
  Shown shown{"<", 0};
  for (auto const code_point : code_points_of(utf8)) {
    fmt::format_to(std::back_inserter(shown.hex), "{:04X}", code_of(code_point));
    ++shown.codes;
  }
  shown.hex += '>';
  return shown;
}

// 9.10.3: "the last byte of the string shall not be incremented past 255", so each high byte has a line of its own.
std::string HiddenFont::to_unicode() const {
  std::vector<std::string> ranges;
  for (std::uint32_t high = 0; high <= 0xFF; ++high) {
    if (high >= kFirstRare >> 8 && high <= kLastRare >> 8) continue;
    ranges.push_back(fmt::format("<{0:02X}00> <{0:02X}FF> <{0:02X}00>\n", high));
  }
  for (auto const& [code_point, code] : rare_)
    ranges.push_back(fmt::format("<{0:04X}> <{0:04X}> <{1}>\n", code, hex_of(code_point)));
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n"
      "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  for (std::size_t at = 0; at < ranges.size(); at += kMostInList) {
    auto const count = std::min(kMostInList, ranges.size() - at);
    map += fmt::format("{} beginbfrange\n", count);
    for (std::size_t line = at; line < at + count; ++line)
      map += ranges[line];
    map += "endbfrange\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

Result<void> HiddenFont::write(PdfWriter& pdf, PdfWriter::Object font) const {
  auto const descendant = pdf.reserve(), descriptor = pdf.reserve(), program = pdf.reserve();
  auto const glyphs = pdf.reserve(), map = pdf.reserve();
  auto const reference = &PdfWriter::reference;
  TRIFORIUM_CHECK(
      pdf.write(font, fmt::format("<</Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Hidden /Encoding /Identity-H "
                                  "/DescendantFonts [{}] /ToUnicode {}>>",
                                  reference(descendant), reference(map))));
  TRIFORIUM_CHECK(pdf.write(
      descendant,
      fmt::format("<</Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Hidden /CIDSystemInfo <</Registry (Adobe) "
                  "/Ordering (Identity) /Supplement 0>> /FontDescriptor {} /DW 500 /CIDToGIDMap {}>>",
                  reference(descriptor), reference(glyphs))));
  TRIFORIUM_CHECK(pdf.write(
      descriptor, fmt::format("<</Type /FontDescriptor /FontName /AAAAAA+Hidden /Flags 4 /FontBBox [0 0 500 1000] "
                              "/ItalicAngle 0 /Ascent 1000 /Descent -1 /CapHeight 1000 /StemV 80 /FontFile2 {}>>",
                              reference(program))));
  auto const bytes = make_font_program();
  TRIFORIUM_CHECK(pdf.write_stream(program, fmt::format("/Length1 {}", bytes.size()), bytes));
  // 9.7.4.2: two bytes for each code, the number of its glyph: always the one that there is.
  TRIFORIUM_CHECK(pdf.write_stream(glyphs, "", Bytes(2 * 0x10000)));
  return pdf.write_stream(map, "", as_bytes(to_unicode()));
}

}  // namespace triforium::renderings
