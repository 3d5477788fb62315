// Addresses of documents by anyone: what a valid one means leads back to itself, and a page that is there to its
// members.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "items/paging.h"
#include "items/paths.h"
#include "presentation/names.h"

using namespace triforium;

namespace {

// As many members as the page's own end says: then it is the last, or does not exist.
void expect_to_be_listed(items::MemberRange range) {
  items::Paging const paging(10, range.last);
  if (!paging.has(range)) return;
  for (auto const part : paging.is_page(range) ? paging.top() : paging.within(range)) {
    if (!paging.has(part)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const rest{reinterpret_cast<char const*>(data), size};
  auto const name = items::parse_document_path(rest);
  if (!name) return 0;
  if (name->members) expect_to_be_listed(*name->members);
  bool const is_plain =
      presentation::is_valid_item_id(name->item) && name->annotation_page.find('/') == std::string::npos;
  if (!is_plain) return 0;
  constexpr std::string_view kBefore = "/presentation/2/";
  auto const url = items::document_url(*name, 2, "");
  if (!url.starts_with(kBefore)) std::abort();
  auto const again = items::parse_document_path(std::string_view(url).substr(kBefore.size()));
  bool const is_same = again && again->item == name->item && again->kind == name->kind &&
                       again->annotation_page == name->annotation_page && again->members == name->members &&
                       again->split == name->split;
  if (!is_same) std::abort();
  return 0;
}
