// A PAGE XML file.
#include "text/page_xml/page_xml.h"

#include "text_pages.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return triforium::text::check_reader(triforium::text::read_page_xml, {data, size});
}
