// The contents of a book as readers of PDF show them beside its pages.
//
// ISO 32000-1:2008, 12.3.3 (document outline) and 12.4.2 (page labels)
#pragma once

#include <vector>

#include "renderings/book.h"
#include "renderings/pdf_writer.h"

namespace triforium::renderings {

// `pages` are the objects of the book's pages. 0 where nothing leads to a page.
Result<PdfWriter::Object> write_outline(std::vector<BookEntry> const& entries,
                                        std::vector<PdfWriter::Object> const& pages, PdfWriter& pdf);

// The value of PageLabels: the title page, then those of the book by their own labels.
std::string page_labels(Book const& book);

}  // namespace triforium::renderings
