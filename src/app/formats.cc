#include "app/formats.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "codecs/encoder.h"
#include "codecs/registry.h"

namespace triforium::app {

std::string describe_formats() {
  std::vector<std::string_view> read, written;
  for (auto const& format : codecs::readable_formats())
    read.push_back(format.name);
  for (auto const& format : codecs::output_formats())
    written.push_back(format.extension);
  return fmt::format("reads:  {}\nwrites: {}\n", fmt::join(read, " "), fmt::join(written, " "));
}

}  // namespace triforium::app
