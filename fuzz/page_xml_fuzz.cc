// A PAGE XML file.
#include <cstdint>
#include <cstdlib>

#include "text/annotations.h"
#include "text/page_text_binary.h"
#include "text/page_xml/page_xml.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  auto const reading = text::read_page_xml({data, size}, {.elements = 20'000, .words = 5'000});
  if (!reading) return 0;
  if (reading->pages.empty()) std::abort();
  for (auto const& page : reading->pages) {
    // What was read can be stored, scaled and published.
    auto const stored = text::read_page_text(text::write_page_text(page));
    if (!stored || !(*stored == page)) std::abort();
    for (auto const& block : text::scaled_to(page, {1000, 1000}, 300).blocks)
      if (block.box.x < 0 || block.box.x + block.box.width > 1000) std::abort();
    text::make_annotations(page, text::Granularity::word);
  }
  return 0;
}
