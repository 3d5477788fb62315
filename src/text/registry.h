// The table of text formats: who knows a file by its first bytes, and who reads it.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "text/reading.h"

namespace triforium::text {

enum class Format { alto, page_xml, hocr, webvtt, srt, plain };

inline constexpr std::size_t kSniffBytes = 4096;

struct FormatRow {
  Format format;
  std::string_view name;        // "ALTO"
  std::string_view media_type;  // "application/xml"
  std::string_view profile;     // as registered for seeAlso; empty: none
  bool (*sniff)(std::string_view head);
  Result<Reading> (*read)(ByteView, Limits const&);
};

// In the order in which they are asked.
std::span<FormatRow const> formats();
FormatRow const& row_of(Format format);

// By the bytes; plain text only for a file whose name ends with ".txt" or ".text". Nothing if none knows it.
std::optional<Format> sniff_format(ByteView head, std::string_view file_name = {});

Result<Reading> read_text(Format format, ByteView bytes, Limits const& limits = {});

}  // namespace triforium::text
