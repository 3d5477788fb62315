// Any bytes as the XLSX of a folder, read as an import reads it.
#include "ingest_tree.h"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return triforium::read_as("list.xlsx", data, size);
}
