#include "xml/document.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/text.h"
#include "base/utf8.h"

namespace triforium::xml {
namespace {

// https://www.w3.org/TR/xml/#charencoding – in small letters; "" where nothing is declared.
std::string declared_encoding(std::string_view bytes) {
  constexpr std::string_view kName = "encoding=";
  auto const head = bytes.substr(0, bytes.substr(0, 200).find("?>"));
  auto const at = head.find(kName);
  if (!head.starts_with("<?xml") || at == std::string_view::npos || at + kName.size() >= head.size()) return {};
  auto const value = head.substr(at + kName.size() + 1);
  return to_lower(value.substr(0, value.find(head[at + kName.size()])));
}

std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;)
    starts.push_back(++at);
  return starts;
}

std::size_t line_at(std::vector<std::size_t> const& starts, std::size_t offset) {
  return static_cast<std::size_t>(std::ranges::upper_bound(starts, offset) - starts.begin());
}

}  // namespace

Result<Document> Document::parse(std::string_view bytes, Limits const& limits) {
  if (bytes.size() > limits.bytes)
    return fail(ErrorKind::too_large,
                fmt::format("the XML has {} bytes; at most {} are read", bytes.size(), limits.bytes));
  auto const encoding = declared_encoding(bytes);
  if (limits.bad_bytes == BadBytes::refused && !is_text_in(as_bytes(bytes), encoding))
    return fail(ErrorKind::corrupt_source, fmt::format("its bytes are not in the encoding that it declares, {}",
                                                       encoding.empty() ? "UTF-8" : quoted(encoding)));
  auto const text = decode_text(as_bytes(bytes), encoding);
  TRIFORIUM_CHECK(check_shape(text, limits.shape));

  Document xml;
  xml.document_ = std::make_unique<pugi::xml_document>();
  xml.line_starts_ = line_starts(text);
  auto const result = xml.document_->load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) {
    auto const line = line_at(xml.line_starts_, static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)));
    return fail(ErrorKind::corrupt_source,
                fmt::format("line {}: the XML is not well-formed: {}", line, result.description()));
  }
  return xml;
}

std::size_t Document::line_of(pugi::xml_node node) const {
  auto const offset = node.offset_debug();
  return offset < 0 ? 1 : line_at(line_starts_, static_cast<std::size_t>(offset));
}

}  // namespace triforium::xml
