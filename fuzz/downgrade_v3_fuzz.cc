// Documents of Presentation 3.0 by anyone: what comes out has its context first and can be written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.h"
#include "presentation/v2/downgrade.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const document = json::parse({reinterpret_cast<char const*>(data), size});
  if (!document || !document->is_object()) return 0;
  auto const converted = presentation::v2::downgrade_v3(document->get_object());
  if (!converted) return 0;
  if (converted->document.begin()->key() != "@context") std::abort();
  if (boost::json::serialize(converted->document).empty()) std::abort();
  return 0;
}
