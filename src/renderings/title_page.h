// The page before the first: what the thing is, who says so, what may be done with it, and how to cite it.
//
// Drawn as a picture: whatever script its words are in, the machine's fonts and Pango set it; the words themselves lie
// over it unseen (text_layer).
#pragma once

#include <string>
#include <vector>

#include "pixels/size.h"
#include "renderings/book.h"
#include "renderings/text_layer.h"

namespace triforium::renderings {

struct TitlePage {
  // A text on it, in points from the lower left corner.
  struct Words {
    std::string text;
    TextBox box;
    std::string link;  // a URI; empty: none
  };
  double width = 595, height = 842;  // points
  PixelSize size;
  Bytes gray;  // row after row from the top, 255 is white
  std::vector<Words> words;
};

// `lines` follow what the book says, and are there in any case. Blocks, for the time it takes to draw. Errors:
// internal, if text cannot be drawn here.
Result<TitlePage> blocking_draw_title_page(Book const& book, std::vector<BookLine> const& lines);

}  // namespace triforium::renderings
