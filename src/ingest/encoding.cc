#include "ingest/encoding.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace triforium::ingest {
Result<DecodedText> decode_text(std::string_view bytes) {
  DecodedText decoded;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    decoded = {from_utf16(bytes.substr(2), bytes[0] == '\xFE' ? Endian::big : Endian::little), "UTF-16"};
  } else {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (is_valid_utf8(bytes))
      decoded.text = bytes;
    else
      decoded = {from_windows_1252(bytes), "Windows-1252"};
  }
  if (auto const nul = decoded.text.find('\0'); nul != std::string::npos) {
    return fail(ErrorKind::bad_request, fmt::format("byte {} is NUL: this is no text", nul));
  }
  return decoded;
}

}  // namespace triforium::ingest
