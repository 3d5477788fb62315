// The outline of a PDF (its bookmarks) as ranges of pages. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "presentation/draft.h"

namespace triforium::enrich {

struct OutlineEntry {
  std::string title;
  std::uint32_t page = 0;  // from 1
  std::vector<OutlineEntry> entries;

  bool operator==(OutlineEntry const&) const = default;
};

// Of `pdftohtml -xml`: what stands in its element `outline`, at most 10,000 entries. An entry that leads nowhere leads
// where the one before it does. Errors: those of text::parse_xml.
Result<std::vector<OutlineEntry>> parse_outline(ByteView xml);

// Each entry is a range of the pages from its own to the one before the next; the pages of those within it stand in
// theirs. “outline-1”, “outline-1-2” … `key_of`: the canvas of a page.
std::vector<presentation::RangeDraft> outline_ranges(std::vector<OutlineEntry> const& outline, std::uint32_t page_count,
                                                     std::function<std::string(std::uint32_t page)> const& key_of);

}  // namespace triforium::enrich
