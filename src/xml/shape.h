// How large and how deep a tree would become, counted in the text before there is one: its memory follows from the one,
// the recursion that takes it down from the other. Pure.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace triforium::xml {

// At most. An element takes some hundred bytes of memory, an attribute some fifty.
struct Shape {
  std::size_t depth = 128;  // elements within each other
  std::size_t elements = 2'000'000;
  std::size_t attributes = 8'000'000;
};

// Errors, with the line: too_large beyond `most`; corrupt_source for a document type that declares entities, which
// would be missing from what is read.
Result<void> check_shape(std::string_view text, Shape const& most);

}  // namespace triforium::xml
