// A served document as one of a static site, and the addresses in it: no file lies outside the site's folder.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "exports/addresses.h"
#include "json/parse.h"

using namespace triforium;

namespace {

constexpr std::string_view kBase = "https://iiif.example.org";

void expect_inside(std::string_view path) {
  auto const file = exports::file_of(path);
  if (!file) return;
  bool has_dots = false;
  for (auto const& segment : *file)
    has_dots = has_dots || segment == ".." || segment == ".";
  if (has_dots || file->is_absolute() || file->empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  expect_inside(text);
  if (auto const address = exports::parse_address(text, kBase)) expect_inside(address->path);
  auto document = json::parse(text);
  if (!document) return 0;
  exports::Mentioned mentioned;
  exports::rewrite(*document, {std::string(kBase), {2, 3}, [](std::string_view path) { return path.size() % 2 == 0; }},
                   mentioned);
  if (boost::json::serialize(*document).empty()) std::abort();
  for (auto const* paths : {&mentioned.pictures, &mentioned.files, &mentioned.pages})
    for (auto const& path : *paths)
      expect_inside(path);
  return 0;
}
