#include "text/plain.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "text/captions/caption_lines.h"
#include "text/finish.h"

namespace triforium::text {
namespace {

PageText read_page(std::string_view text, std::size_t& pieces_left) {
  PageText page;
  bool starts_block = true;
  for (auto const raw : split_lines(text)) {
    auto line = with_single_spaces(raw);
    if (line.empty() || pieces_left == 0) {
      starts_block = true;
      continue;
    }
    if (starts_block) page.blocks.emplace_back();
    starts_block = false;
    --pieces_left;
    page.blocks.back().lines.push_back({.text = std::move(line)});
  }
  return page;
}

}  // namespace

Result<Reading> read_plain_text(ByteView bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large, "the file has " + std::to_string(bytes.size()) + " bytes; at most " +
                                          std::to_string(limits.bytes) + " are read");
  auto const raw = as_text(bytes);
  bool const is_utf16 = raw.starts_with("\xFF\xFE") || raw.starts_with("\xFE\xFF");
  if (!is_utf16 && raw.find('\0') != std::string_view::npos)
    return fail(ErrorKind::corrupt_source, "the file holds NUL bytes; expected text");
  auto const text = decode_text(bytes, "windows-1252");
  Reading reading;
  std::size_t pieces_left = limits.words;
  std::string_view rest = text;
  if (rest.ends_with('\f')) rest.remove_suffix(1);
  for (auto const part : split(rest, '\f')) {
    if (reading.pages.size() >= 100'000) break;
    reading.pages.push_back(read_page(part, pieces_left));
  }
  return reading;
}

}  // namespace triforium::text
