// Presentation 3 and 4: from each other and back, whatever the document says.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json/parse.h"
#include "presentation/v3/read.h"
#include "presentation/v3/write.h"
#include "presentation/v4/read.h"
#include "presentation/v4/write.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  auto const document = json::parse({reinterpret_cast<char const*>(data), size});
  if (!document || !document->is_object()) return 0;
  if (auto const model = presentation::read_v3(document->get_object())) presentation::write_v3(*model);
  if (auto const model = presentation::read_v4(document->get_object())) presentation::write_v4(*model);
  return 0;
}
