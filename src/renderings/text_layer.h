// The words of a page where they stand on it, to be found and copied, not seen. Pure.
//
// ISO 32000-1:2008, 9.3.6: "3: Neither fill nor stroke text (invisible)."
#pragma once

#include <string>

#include "renderings/hidden_font.h"
#include "text/page_text.h"

namespace triforium::renderings {

// Where a canvas lies on its page: in full, the page's lower left corner at 0, 0.
struct PagePlane {
  double width = 0;  // points
  double height = 0;
  double scale = 1;  // points for a pixel of the canvas
};

// Operators of a content stream, in which `font_name` ("F1") is `font`; empty where there is no word. Of `page` in
// pixels of the canvas. Words without a place come line by line from the top of the page downwards.
std::string text_layer(text::PageText const& page, PagePlane const& plane, std::string_view font_name,
                       HiddenFont& font);

// One line of text that fills a box, in points from the lower left corner.
struct TextBox {
  double x = 0, y = 0, width = 0, height = 0;
};
std::string hidden_line(std::string_view utf8, TextBox const& box, std::string_view font_name, HiddenFont& font);

}  // namespace triforium::renderings
