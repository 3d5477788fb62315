// The stored form of a page's text, with a right checksum, so that what lies under it is reached.
#include <xxhash.h>

#include <cstdint>
#include <cstdlib>

#include "text/page_text_binary.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  Bytes bytes(data, data + size);
  auto const sum = XXH3_64bits(data, size);
  for (int i = 0; i < 8; ++i)
    bytes.push_back(static_cast<std::uint8_t>(sum >> 8 * i));
  auto const page = text::read_page_text(bytes);
  if (!page) return 0;
  auto const again = text::read_page_text(text::write_page_text(*page));
  if (!again || !(*again == *page)) std::abort();
  return 0;
}
