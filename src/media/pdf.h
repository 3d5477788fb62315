// What a PDF is, and what its pages show, as poppler's programs tell it.
//
// https://poppler.freedesktop.org/ – pdfinfo, pdfimages, pdftoppm, pdftotext, pdftohtml
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::media {

inline constexpr std::uint32_t kMostPdfPages = 5'000;

struct PdfPage {
  double width = 0;  // points (1/72 inch), as shown: turned
  double height = 0;
  bool is_turned = false;  // by 90° or 270°: width and height have changed places
  double density = 0;      // dots per inch of the scan that covers the page; 0: there is none

  bool operator==(PdfPage const&) const = default;
};

struct Pdf {
  std::vector<PdfPage> pages;    // the first kMostPdfPages
  std::uint64_t page_count = 0;  // all of them
  // What its maker said of it, in the words of pdfinfo: Title, Author, Subject, Keywords.
  std::vector<std::pair<std::string, std::string>> descriptions;
};

// Of `pdfinfo -isodates -f 1 -l 5000`. Pure. Errors: corrupt_source, if it names no page that has a size.
Result<Pdf> parse_pdf_info(std::string_view report);

// Of `pdfimages -list`: gives the pages that one picture covers its density. Pure; lines that cannot be read are
// passed.
void add_densities(std::string_view report, Pdf& pdf);

// At which a page is drawn: as dense as its scan is, `otherwise` for pages that were never scanned; less for pages so
// large that they would have more than a hundred million pixels. Pure.
int drawing_density(PdfPage const& page, double otherwise);

namespace blocking {

// Errors: as run_process and parse_pdf_info; “it is protected by a password” is corrupt_source.
Result<Pdf> probe_pdf(std::filesystem::path const& file);

// Pages from 1. JPEG, upright. Errors: as run_process; corrupt_source where nothing could be drawn.
Result<Bytes> draw_pdf_page(std::filesystem::path const& file, std::uint32_t page, int density);

// The words of one page with their places: `pdftotext -bbox-layout`, see text/pdf/bbox_layout.h.
Result<Bytes> pdf_page_words(std::filesystem::path const& file, std::uint32_t page);

// The outline (bookmarks), as `pdftohtml -xml` writes it behind the first page.
Result<Bytes> pdf_outline(std::filesystem::path const& file);

}  // namespace blocking
}  // namespace triforium::media
