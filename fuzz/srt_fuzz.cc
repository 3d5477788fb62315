// A SubRip file.
#include "text/captions/webvtt.h"

#include "text_pages.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return triforium::text::check_reader(triforium::text::read_srt, {data, size});
}
