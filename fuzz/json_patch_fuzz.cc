// A document and a patch by anyone, with a zero byte between them: what comes of it is JSON, and no larger than is
// allowed.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/merge_patch.h"
#include "json/parse.h"
#include "json/patch.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const all(reinterpret_cast<char const*>(data), size);
  auto const middle = all.find('\0');
  if (middle == std::string_view::npos) return 0;
  auto const document = json::parse(all.substr(0, middle));
  auto const patch = json::parse(all.substr(middle + 1));
  if (!document || !patch) return 0;
  auto const merged = json::merge_patch(*document, *patch);
  // https://www.rfc-editor.org/rfc/rfc7396#section-2 – what a merge patch gives does not change by it again.
  if (json::merge_patch(merged, *patch) != merged) std::abort();
  auto const patched = json::apply_patch(*document, *patch);
  if (patched && boost::json::serialize(*patched).empty()) std::abort();
  return 0;
}
