#include "text/registry.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/utf8.h"
#include "text/alto/alto.h"
#include "text/captions/caption_lines.h"
#include "text/captions/webvtt.h"
#include "text/hocr/hocr.h"
#include "text/page_xml/page_xml.h"
#include "text/plain.h"

namespace triforium::text {
namespace {

// Whether a tag of that local name opens in the head, whatever its prefix.
bool has_tag(std::string_view head, std::string_view name) {
  for (auto at = head.find(name); at != std::string_view::npos; at = head.find(name, at + 1)) {
    auto const before = head.substr(0, at);
    auto const open = before.rfind('<');
    auto const after = at + name.size() < head.size() ? head[at + name.size()] : ' ';
    bool const is_name = open != std::string_view::npos && (open + 1 == at || before.back() == ':') &&
                         before.find_first_of(" />!?", open + 1) == std::string_view::npos;
    if (is_name && (after == ' ' || after == '>' || after == '\n' || after == '\r' || after == '\t')) return true;
  }
  return false;
}

bool is_alto(std::string_view head) {
  return has_tag(head, "alto");
}
bool is_page_xml(std::string_view head) {
  return has_tag(head, "PcGts");
}
bool is_hocr(std::string_view head) {
  return head.find("ocr_page") != std::string_view::npos || head.find("ocr-system") != std::string_view::npos ||
         head.find("ocr-capabilities") != std::string_view::npos;
}
bool is_webvtt(std::string_view head) {
  return head.starts_with("WEBVTT");
}
bool is_srt(std::string_view head) {
  auto const lines = split_lines(head.substr(0, 400));
  return std::any_of(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(lines.size(), 4)),
                     [](std::string_view line) { return parse_times(line, ",.").has_value(); });
}
bool is_never(std::string_view) {
  return false;
}

constexpr std::array kFormats = std::to_array<FormatRow>({
    {Format::alto, "ALTO", "application/xml", "http://www.loc.gov/standards/alto", is_alto, read_alto},
    {Format::page_xml, "PAGE XML", "application/xml", "https://www.primaresearch.org/schema/PAGE/gts/pagecontent",
     is_page_xml, read_page_xml},
    {Format::hocr, "hOCR", "text/html", "http://kba.cloud/hocr-spec/1.2/", is_hocr, read_hocr},
    {Format::webvtt, "WebVTT", "text/vtt", "", is_webvtt, read_webvtt},
    {Format::srt, "SubRip", "application/x-subrip", "", is_srt, read_srt},
    {Format::plain, "plain text", "text/plain", "", is_never, read_plain_text},
});

}  // namespace

std::span<FormatRow const> formats() {
  return kFormats;
}

FormatRow const& row_of(Format format) {
  return *std::find_if(kFormats.begin(), kFormats.end(), [&](auto const& row) { return row.format == format; });
}

std::optional<Format> sniff_format(ByteView head, std::string_view file_name) {
  auto const text = decode_text(head.first(std::min(head.size(), kSniffBytes)));
  for (auto const& row : kFormats)
    if (row.sniff(text)) return row.format;
  auto const name = to_lower(file_name);
  if (name.ends_with(".txt") || name.ends_with(".text")) return Format::plain;
  return {};
}

Result<Reading> read_text(Format format, ByteView bytes, Limits const& limits) {
  return row_of(format).read(bytes, limits);
}

}  // namespace triforium::text
