// Case files: requests and what is to come back, one a line. tests/cases/README.md describes the format.
//
// Read by the test of the pure functions (src/image/cases_test.cc) and by those that ask a running server.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triforium::test {

struct CaseSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
  friend bool operator==(CaseSize, CaseSize) = default;
};

// What the lines above a case have set: the image and the server that are asked.
struct CaseSetup {
  std::string version = "3.0";
  CaseSize source;               // as stored
  std::vector<CaseSize> levels;  // below the whole image
  CaseSize tile;                 // of the file; 0x0: it has none
  int orientation = 1;           // EXIF
  std::string colour = "rgb";    // "rgb", "gray", "bitonal"
  std::int64_t max_width = 0;    // 0: no limit
  std::int64_t max_height = 0;
  std::int64_t max_area = 0;
  bool upscaling = true;
  bool bang_strict = false;
  std::int64_t tile_size = 512;
  std::vector<std::string> formats = {"jpg", "png", "webp", "tif", "gif", "jp2", "pdf"};
  std::vector<std::string> identifiers = {"cat"};  // decoded; the first one is asked for where a line names none
};

struct ImageCase {
  std::string file;  // the last two parts of its path
  int line = 0;
  CaseSetup setup;
  std::string path;  // after the prefix of the version, undecoded, without a slash at its beginning
  std::optional<std::string> accept;
  int status = 0;
  std::optional<CaseSize> size;
  std::optional<std::string> canonical;   // after the identifier
  std::optional<std::string> message;     // a fragment of the error's
  std::optional<std::string> media_type;  // of the answer
  std::optional<std::string> json;        // an object: keys with their values; null: not there
  std::string section;                    // of the specification
};

struct CaseFile {
  std::vector<ImageCase> cases;
  std::vector<std::string> errors;  // lines that make no sense, in sentences
};

CaseFile parse_cases(std::string_view text, std::string const& file_name);

// Every .txt file in tests/cases/`folder`, in the order of their names.
CaseFile read_cases(std::string const& folder);

}  // namespace triforium::test
