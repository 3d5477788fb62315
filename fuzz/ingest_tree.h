// A folder in memory with one file of the fuzzer's, read whole and described.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "ingest/describe.h"
#include "ingest/read.h"

namespace triforium {

inline int read_as(char const* name, std::uint8_t const* data, std::size_t size) {
  if (size > 200'000) return 0;
  std::string const bytes(reinterpret_cast<char const*>(data), size);
  auto const tree =
      ingest::make_memory_tree("fuzz", {{name, bytes}, {"a.jpg", ""}, {"MAX/1.jpg", ""}, {"f2.xml", "<alto/>"}});
  auto const reading = ingest::blocking_read(*tree);
  (void)ingest::describe(reading);
  for (auto const& item : reading.items) {
    for (auto const& canvas : item.canvases) {
      // Whatever a source says, its files lie within the folder, or on the web.
      for (auto const& painting : canvas.paintings) {
        auto const& place = painting.file.location;
        if (!place.starts_with("/fuzz/") && !place.starts_with("http://") && !place.starts_with("https://"))
          std::abort();
        if (place.find("/../") != std::string::npos && place.starts_with("/")) std::abort();
      }
    }
  }
  return 0;
}

}  // namespace triforium
