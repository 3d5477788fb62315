// What a conversion between versions of the Presentation API could not carry over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::presentation::v2 {

struct Loss {
  std::string pointer;   // RFC 6901: the place in the document that was converted
  std::string property;  // in the words of that document
  std::string why;       // what the other version lacks, and what was done instead
};

using Losses = std::vector<Loss>;

// https://www.rfc-editor.org/rfc/rfc6901#section-3
//   "'~' needs to be encoded as '~0' and '/' needs to be encoded as '~1'"
std::string at(std::string const& pointer, std::string_view key);
std::string at(std::string const& pointer, std::size_t index);

}  // namespace triforium::presentation::v2
