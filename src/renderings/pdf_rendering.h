// A whole item as a PDF.
#pragma once

#include <memory>
#include <string>

#include "renderings/page_pictures.h"
#include "renderings/prepared.h"
#include "store/store.h"

namespace triforium::renderings {

// Of the pages of the item, from 1; the whole where nobody asked for a part.
struct PageRange {
  std::size_t first = 1;
  std::size_t last = SIZE_MAX;
};
// "3-10", "3-", "7". Errors: bad_request.
Result<PageRange> parse_page_range(std::string_view text);

struct PdfWish {
  store::Document manifest;
  PageRange pages;
  std::string state;  // 16 bytes
};

// Made page by page, each when the one before it has been taken: a client asks for no more at a time than one that
// looks at the pages in a viewer. What `pictures` refers to outlives it. Errors: not_found, where the item has no
// picture of ours on those pages; internal, where the stored manifest is damaged.
Result<Prepared> prepare_pdf(PagePictures pictures, PdfWish wish);

}  // namespace triforium::renderings
