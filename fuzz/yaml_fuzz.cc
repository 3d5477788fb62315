// Any bytes as the info.yml of a folder, read as an import reads it.
#include "ingest_tree.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return triforium::read_as("info.yml", data, size);
}
