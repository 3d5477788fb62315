// Any JSON as a document – the first byte says of which version – checked, mended, and checked again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/parse.h"
#include "presentation/check/check.h"
#include "presentation/check/fix.h"
#include "presentation/check/html.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace triforium;
  if (size == 0) return 0;
  std::string_view const text(reinterpret_cast<char const*>(data) + 1, size - 1);
  (void)presentation::check_html(text);
  // What was made safe is safe.
  auto const safe = presentation::sanitise_html(text);
  if (presentation::is_html(safe))
    for (auto const& fault : presentation::check_html(safe))
      if (fault.kind == presentation::HtmlFault::Kind::unsafe) std::abort();

  auto const document = json::parse(text, {.bytes = 1 << 20, .depth = 64});
  if (!document) return 0;
  auto const version = static_cast<presentation::Version>(data[0] % 3);
  auto const report = presentation::check_document(*document, version, 50);
  if (report.findings.size() > 50) std::abort();
  auto const fixed = presentation::fix_document(*document, report.findings);
  (void)presentation::check_document(fixed.document, version, 50);
  return 0;
}
