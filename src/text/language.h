// The languages of OCR programs in the form that the web uses.
#pragma once

#include <string>
#include <string_view>

namespace triforium::text {

// https://www.rfc-editor.org/rfc/bcp/bcp47.txt
// "en", "en_US" and "de-1901" as they are (with "-"), ISO 639-2 ("ger", "deu") shortened where two letters are
// registered, Tesseract's "frk" and "deu_latf" as German in Fraktur, English names ("German") of the languages that
// are common in libraries. Empty for "unknown", "und" and what cannot be told.
std::string to_bcp47(std::string_view language);

}  // namespace triforium::text
