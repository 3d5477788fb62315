// The font of text that is not to be seen, only to be found and copied: its one glyph is empty, and its codes are
// characters.
//
// ISO 32000-1:2008, 9.7 (composite fonts) and 9.10.3 (ToUnicode)
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "renderings/pdf_writer.h"

namespace triforium::renderings {

class HiddenFont {
 public:
  // Every code is so wide, in parts of the font's size.
  static constexpr double kAdvance = 0.5;

  struct Shown {
    std::string hex;  // "<00480069>", to be shown by Tj
    std::size_t codes = 0;
  };
  // Code points of UTF-8, one code each; those above U+FFFF as long as there is room for so many different ones.
  Shown show(std::string_view utf8);

  // The font and its parts; once, when all text is written.
  Result<void> write(PdfWriter& pdf, PdfWriter::Object font) const;

 private:
  std::uint32_t code_of(std::uint32_t code_point);
  std::string to_unicode() const;

  std::map<std::uint32_t, std::uint32_t> rare_;  // code points above U+FFFF → their codes
};

}  // namespace triforium::renderings
