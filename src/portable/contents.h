// What an export consists of: `triforium.json` in its folder, by which an import knows it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace triforium::portable {

inline constexpr std::string_view kContentsFile = "triforium.json";

// A file that people may have changed since.
struct Table {
  std::string file{};    // relative to the folder; empty: there is none
  std::string digest{};  // of its bytes
};

// Paths of records, relative to the folder, in the order in which they were exported.
struct Contents {
  std::vector<std::string> collections{};
  std::vector<std::string> items{};
  Table table{};
  bool has_copies = false;  // of pictures, in JPEG, in place of their originals
};

// Of a file's bytes, in hexadecimal: another one for other bytes.
std::string digest_of(std::string_view bytes);

std::string write_contents(Contents const& contents);

// Whether the text, or its first 4,096 bytes, may be that of such a file.
bool is_contents(std::string_view head);

// Errors: bad_request with a sentence, also for an export of a later form; too_large.
Result<Contents> parse_contents(std::string_view text);

}  // namespace triforium::portable
