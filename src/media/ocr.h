// Text recognition by Tesseract, as a program of its own.
//
// https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage.html
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace triforium::media {

// Of `tesseract --version`: "tesseract 5.3.0"; "tesseract" where it says something else. Pure.
std::string parse_ocr_version(std::string_view report);

// Whether each of `languages` ("deu", "deu+eng") is in `list`, what `tesseract --list-langs` says. Pure.
// Error: bad_request, in a sentence that names the one that is missing and those that are there.
Result<void> check_ocr_languages(std::string_view languages, std::string_view list);

namespace blocking {

// Errors: not_implemented, where Tesseract is not on this machine; those of check_ocr_languages.
Result<void> check_ocr(std::string const& languages);

// "tesseract 5.3.0". Errors: as run_process.
Result<std::string> ocr_version();

// The text of an upright gray picture as ALTO, which names the file. Errors: as run_process.
Result<Bytes> recognise_text(std::filesystem::path const& picture, std::string const& languages);

}  // namespace blocking
}  // namespace triforium::media
