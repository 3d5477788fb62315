// A bag whose manifest and bag-info.txt are anyone's, with a zero byte between them.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ingest/describe.h"
#include "ingest/read.h"

using namespace triforium;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size > 200'000) return 0;
  std::string_view const all(reinterpret_cast<char const*>(data), size);
  auto const middle = std::min(all.find('\0'), all.size());
  auto const tree =
      ingest::make_memory_tree("fuzz", {{"bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"},
                                        {"manifest-md5.txt", std::string(all.substr(0, middle))},
                                        {"bag-info.txt", std::string(all.substr(std::min(middle + 1, all.size())))},
                                        {"data/1.jpg", ""},
                                        {"data/2.jpg", "x"}});
  (void)ingest::describe(ingest::blocking_read(*tree));
  return 0;
}
