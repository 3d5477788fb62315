// What has to hold of whatever a reader of text has read: it can be stored, scaled and published.
#pragma once

#include <cstdint>
#include <cstdlib>

#include "text/annotations.h"
#include "text/page_text_binary.h"
#include "text/reading.h"

namespace triforium::text {

inline int check_reader(Result<Reading> (*read)(ByteView, Limits const&), ByteView bytes) {
  auto const reading = read(bytes, {.elements = 20'000, .words = 5'000});
  if (!reading) return 0;
  if (reading->pages.empty()) std::abort();
  for (auto const& page : reading->pages) {
    auto const stored = read_page_text(write_page_text(page));
    if (!stored || !(*stored == page)) std::abort();
    for (auto const& block : scaled_to(page, {1000, 1000}, 300).blocks)
      if (block.box.x < 0 || block.box.x + block.box.width > 1000) std::abort();
    make_annotations(page, Granularity::word);
  }
  return 0;
}

}  // namespace triforium::text
