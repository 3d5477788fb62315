// What a client may write into Accept when it asks for an item.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "presentation/negotiate.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  std::array<int, 3> const versions{3, 2, 4};
  auto const name = presentation::negotiate(text, versions);
  if (std::ranges::find(versions, name.version) == versions.end() || name.content_type.empty()) std::abort();
  for (int const version : versions) {
    auto const document = presentation::negotiate_document(text, version);
    if (document.wants_page || document.version != version || document.content_type.empty()) std::abort();
  }
  return 0;
}
