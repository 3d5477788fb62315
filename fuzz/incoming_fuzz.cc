// A document that anyone with the token sends: what is accepted can be stored, and renamed with its item.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "items/incoming.h"
#include "items/renaming.h"
#include "json/parse.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const review = items::review_document("halle-1712", text, "https://iiif.example.org");
  if (!review || !review->is_accepted()) return 0;
  auto const& stored = review->incoming.publication.document;
  if (!json::parse(stored)) std::abort();
  auto const renamed = items::with_item_renamed(stored, "halle-1712", "halle/1712");
  if (!renamed || !json::parse(*renamed)) std::abort();
  return 0;
}
