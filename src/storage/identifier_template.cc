#include "storage/identifier_template.h"

#include <fmt/format.h>

#include "base/text.h"

namespace triforium::storage {

Result<IdentifierTemplate> IdentifierTemplate::parse(std::string_view text) {
  auto const whole = text;
  auto const wrong = [&] {
    return fail(
        ErrorKind::bad_request,
        fmt::format("The template {} has to contain {{id}}, and no other braces than {{id}} and {{id:first:count}}.",
                    triforium::quoted(whole)));
  };
  IdentifierTemplate result;
  bool has_place = false;
  while (!text.empty()) {
    auto const open = text.find('{');
    Part part{std::string(text.substr(0, open))};
    if (part.literal.find('}') != std::string::npos) return wrong();
    text.remove_prefix(std::min(open, text.size()));
    if (!text.empty()) {
      auto const close = text.find('}');
      if (close == std::string_view::npos) return wrong();
      auto const fields = split(text.substr(1, close - 1), ':');
      text.remove_prefix(close + 1);
      if (fields[0] != "id" || (fields.size() != 1 && fields.size() != 3)) return wrong();
      if (fields.size() == 3) {
        auto const first = parse_unsigned(fields[1], 1000), count = parse_unsigned(fields[2], 1000);
        if (!first || !count || *count == 0) return wrong();
        part.first = *first;
        part.count = *count;
      } else {
        has_place = true;
      }
      part.is_place = true;
    }
    result.parts_.push_back(std::move(part));
  }
  if (!has_place) return wrong();
  return result;
}

std::string IdentifierTemplate::fill(std::string_view identifier,
                                     std::function<std::string(std::string_view)> const& write) const {
  std::string filled;
  for (auto const& part : parts_) {
    filled += part.literal;
    if (part.is_place) filled += write(identifier.substr(std::min(part.first, identifier.size()), part.count));
  }
  return filled;
}

}  // namespace triforium::storage
