// A stored manifest as a PDF reads it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json/parse.h"
#include "renderings/book.h"
#include "renderings/pdf_contents.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const parsed = triforium::json::parse({reinterpret_cast<char const*>(data), size});
  if (!parsed || !parsed->is_object()) return 0;
  auto const book = triforium::renderings::read_book(parsed->get_object());
  for (auto const& page : book.pages)
    if (!(page.width >= 1 && page.height >= 1 && page.points > 0)) __builtin_trap();
  static_cast<void>(triforium::renderings::page_labels(book));
  return 0;
}
