// A book as a PDF: a title page, a page for each canvas with its pictures and its words, and the contents. Written
// front to back, step by step: of a page nothing is kept but a few numbers. Pure but for its sink.
//
// ISO 32000-1:2008 (PDF 1.7), https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "renderings/book.h"
#include "renderings/hidden_font.h"
#include "renderings/jpeg_picture.h"
#include "renderings/pdf_writer.h"
#include "renderings/title_page.h"
#include "text/page_text.h"

namespace triforium::renderings {

struct PdfFacts {
  std::string uri;  // by which the thing is cited
  std::chrono::sys_seconds modified{};
  std::string state;  // 16 bytes, others for every other state of the thing
};

class PdfBook {
 public:
  // `book` outlives it.
  PdfBook(Book const& book, PdfFacts facts, Sink sink);

  // Each step once, in this order; the second for every page of the book. Errors: the sink's, and those of reading a
  // picture's source.
  Result<void> write_title_page(TitlePage const& title);
  // A picture that is absent is told on the page. `text` is in pixels of the canvas.
  Result<void> blocking_write_page(BookPage const& page, std::vector<std::optional<JpegPicture>> const& pictures,
                                   std::optional<text::PageText> const& text);
  Result<void> write_end();

 private:
  using Object = PdfWriter::Object;
  struct Structure {
    Object figure, paragraph;
  };
  struct Drawing;

  Result<void> write_link(Object object, TitlePage::Words const& words);
  Result<Object> blocking_write_picture(JpegPicture const& picture);
  Result<Object> write_profile(JpegPicture const& picture);
  Result<void> write_page(Drawing const& drawing, double unit);
  Result<void> write_structure(Object object, Object page, std::string_view type, int content,
                               std::string_view entries);
  Result<void> write_trees();
  Result<void> write_metadata(Object object);

  Book const& book_;
  PdfFacts const facts_;
  PdfWriter pdf_;
  HiddenFont hidden_;
  Object tree_, structure_, document_, font_;
  Object profile_ = 0;
  SharedBytes profile_bytes_;
  std::vector<Object> pages_;  // the title page first
  std::vector<Structure> structures_;
};

}  // namespace triforium::renderings
