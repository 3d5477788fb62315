// The two files by which an export is taken in again: what is understood once is written and understood as the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "portable/contents.h"
#include "portable/record.h"

using namespace triforium;

namespace {

void expect_inner(std::string_view path) {
  if (!portable::is_inner_path(path)) std::abort();
}

void try_record(std::string_view text) {
  auto const record = portable::parse_record(text);
  if (!record) return;
  for (auto const& asset : record->assets)
    expect_inner(asset.path);
  auto const written = portable::write_record(*record);
  auto const again = portable::parse_record(written);
  if (!again || portable::write_record(*again) != written) std::abort();
}

void try_contents(std::string_view text) {
  auto const contents = portable::parse_contents(text);
  if (!contents) return;
  for (auto const& path : contents->items)
    expect_inner(path);
  for (auto const& path : contents->collections)
    expect_inner(path);
  auto const written = portable::write_contents(*contents);
  auto const again = portable::parse_contents(written);
  if (!again || portable::write_contents(*again) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  try_record(text);
  try_contents(text);
  return 0;
}
