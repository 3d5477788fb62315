// Upload-Metadata of anyone: a name is text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "items/api_uploads.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const name = items::filename_of({reinterpret_cast<char const*>(data), size});
  if (name && (!is_valid_utf8(*name) || name->size() > size)) std::abort();
  return 0;
}
