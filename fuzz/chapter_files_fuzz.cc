// A list of chapters: a cue sheet, ffmetadata, times.
#include "enrich/chapter_files.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const chapters = triforium::enrich::parse_chapter_list({data, size});
  if (!chapters) return 0;
  for (auto const& chapter : *chapters)
    if (!(chapter.start >= 0)) __builtin_trap();
  return 0;
}
