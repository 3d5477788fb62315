// Text of unknown encoding, as UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace triforium::ingest {

struct DecodedText {
  std::string text;  // UTF-8, without byte order mark
  // Empty for UTF-8; else what it was read as: "UTF-16", "Windows-1252".
  std::string guessed;
};

// By its byte order mark; UTF-8 where it is valid; else Windows-1252, which every byte is. NUL characters are an error
// (bad_request, with the byte's position): this is no text.
Result<DecodedText> decode_text(std::string_view bytes);

}  // namespace triforium::ingest
